"""Templates: whole shapes of text, filled with values that are already decided."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined

HEADER: Final = (
    "# Generated from the contracts by codegen. Do not edit: change the contract and run `nox -s codegen`.\n"
)
"""First line of every generated Python file."""


@lru_cache(maxsize=1)
def environment() -> Environment:
    """The one jinja2 environment."""
    return Environment(
        loader=FileSystemLoader(Path(__file__).parent / "templates"),
        undefined=StrictUndefined,
        trim_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )


def render(template: str, **values: Any) -> str:
    """Fill one template of `templates/`."""
    return environment().get_template(template).render(**values)


def docstring(text: str) -> str:
    """Text that may stand between triple quotes."""
    return text.replace("\\", "\\\\").replace('"""', "'''").rstrip().removesuffix('"').rstrip()
