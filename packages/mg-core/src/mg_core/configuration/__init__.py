"""Where the numbers of policies come from: contract, file, environment, program."""

from typing import Final

FILE: Final = "MG_POLICIES_FILE"
"""Variable that names the file of policies."""

PREFIX: Final = "MG_POLICY__"
"""Start of the variables that change one part or one field of a policy."""
