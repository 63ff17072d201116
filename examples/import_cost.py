"""CPU time of `import mg_clients` and of a first client, above that of an empty interpreter."""

import statistics
import subprocess
import sys

FIRST_CLIENT = "from mg_clients.discovery import DiscoveryClient; DiscoveryClient('http://127.0.0.1')"
LIMITS_MS = {"import mg_clients": 10.0, FIRST_CLIENT: 150.0}
RUNS = 15
TIMED = "import time; start = time.process_time()\n{code}\nprint((time.process_time() - start) * 1000)"


def cost_ms(code: str) -> float:
    """Median CPU milliseconds of `code` in a fresh interpreter."""
    asked = [sys.executable, "-I", "-c", TIMED.format(code=code)]
    return statistics.median(
        float(subprocess.run(asked, capture_output=True, text=True, check=True).stdout) for _ in range(RUNS)
    )


def main() -> int:
    """Print each cost beside its limit; 1 when one is above."""
    missed = 0
    for code, limit_ms in LIMITS_MS.items():
        spent_ms = cost_ms(code)
        missed += spent_ms > limit_ms
        print(f"{spent_ms:7.1f} ms CPU, at most {limit_ms:.0f}: {code}")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
