"""`services.py`: the processes of the platform as rows of data."""

from __future__ import annotations

from collections.abc import Sequence

from codegen import services
from codegen.ir import Contract, Target
from codegen.templating import HEADER, render


def emit(contracts: Sequence[Contract], target: Target) -> dict[str, str]:
    """The table, when a contract describes a process."""
    rows = services.rows(contracts)
    if not rows:
        return {}
    return {f"{target.servers_root}/services.py": render("services.py.jinja", header=HEADER, rows=rows)}
