"""Package files of the generated folders."""

from __future__ import annotations

from collections.abc import Sequence

from codegen.ir import Contract, Target
from codegen.templating import HEADER


def emit(contracts: Sequence[Contract], target: Target) -> dict[str, str]:
    """An `__init__.py` for each generated root, and for the folder above both of a foreign set."""
    files = {
        f"{target.clients_root}/__init__.py": f'{HEADER}"""Generated clients. Import the public modules above."""\n',
        f"{target.servers_root}/__init__.py": f'{HEADER}"""Generated servers. Import the public modules above."""\n',
    }
    if contracts and contracts[0].foreign:
        top = target.clients_root.rpartition("/")[0]
        files[f"{top}/__init__.py"] = f'{HEADER}"""Clients and servers of a contract set."""\n'
        files[f"{top}/py.typed"] = ""
    return files
