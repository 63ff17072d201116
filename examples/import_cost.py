"""CPU time of `import mg_clients` and of a first client, as a share of what they stand on, measured in the same run."""

import statistics
import subprocess
import sys

GROUND = "import httpx2; from mg_clients.discovery import models; httpx2.Client()"
FIRST_CLIENT = "from mg_clients.discovery import DiscoveryClient; DiscoveryClient('http://127.0.0.1')"
LIMITS = {"import mg_clients": 0.05, FIRST_CLIENT: 1.0}
"""Code → the share of `GROUND`'s time that it may take."""
ROUNDS = 9
TIMED = "import time; start = time.process_time()\n{code}\nprint((time.process_time() - start) * 1000)"


def cost_ms(code: str) -> float:
    """CPU milliseconds of `code` in a fresh interpreter."""
    asked = [sys.executable, "-I", "-c", TIMED.format(code=code)]
    return float(subprocess.run(asked, capture_output=True, text=True, check=True).stdout)


def main() -> int:
    """Print each cost beside its limit; 1 when one is above."""
    # Round by round, so that a busy moment of the machine meets all of them.
    rounds = [{code: cost_ms(code) for code in (GROUND, *LIMITS)} for _ in range(ROUNDS)]
    missed = 0
    for code, limit in LIMITS.items():
        share = statistics.median(each[code] / each[GROUND] for each in rounds)
        missed += share > limit
        print(f"{share:5.2f} × `{GROUND}`, at most {limit:.2f}: {code}")
    return int(missed > 0)


if __name__ == "__main__":
    sys.exit(main())
