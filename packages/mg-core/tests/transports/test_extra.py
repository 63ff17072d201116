"""The fast transport without its extra."""

from __future__ import annotations

import subprocess
import sys

PROGRAM = """
import sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] == "httptools":
            raise ModuleNotFoundError("No module named 'httptools'", name="httptools")

sys.meta_path.insert(0, Missing())
import mg_core.rest.client, mg_core.rest.transports.httpcore, mg_core.rest.transports.blocking
from mg_core.errors import ConfigurationError

try:
    import mg_core.rest.transports.fast
except ConfigurationError as error:
    print(error.message)
"""


def test_a_missing_extra_is_named_and_the_other_transports_do_without() -> None:
    done = subprocess.run([sys.executable, "-c", PROGRAM], capture_output=True, text=True, timeout=60, check=False)

    assert done.stdout.strip() == "the fast transport needs httptools: pip install 'mg-core[fast]'"
    assert done.returncode == 0
