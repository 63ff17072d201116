"""Makes the support module of this folder importable (--import-mode=importlib adds no path)."""

import sys
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parent), str(Path(__file__).parents[1] / "codegen" / "golden_proto" / "_generated")]
