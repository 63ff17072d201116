"""Makes the generated code of the golden contract importable, which these tests speak."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[2] / "codegen" / "tests" / "golden_proto" / "_generated"))
