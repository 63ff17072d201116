"""`python -m mg_services.standins.vectors.indexing FOLDER`: build the graphs of a copy of a shard, then end.

The engine builds with Python's lock held, so that a process that builds answers nothing. The server therefore works
on while this process builds in a copy, and takes the copy over afterwards.
"""

from __future__ import annotations

import ctypes
import os
import signal
import sys
from contextlib import suppress

import qdrant_edge as edge

_PR_SET_PDEATHSIG = 1


def main(folder: str) -> int:
    """Exit status: 0 when the copy is complete on disk."""
    _end_with(os.getppid())
    with suppress(OSError):
        os.nice(5)
    shard = edge.EdgeShard.load(folder)
    shard.optimize()
    shard.flush()
    shard.close()
    return 0


def _end_with(parent: int) -> None:
    """Die when the server dies; nobody else would end a build."""
    with suppress(OSError, AttributeError):
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        sys.exit(1)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
