"""Runs one service: `python -m mg_services NAME`."""

import sys

from .serving.main import main

if __name__ == "__main__":
    sys.exit(main())
