"""What `mg_core` shows to the world: these names, documented, at no cost; and what we show uses no others."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

import mg_core

ROOT = Path(__file__).resolve().parents[3]
PACKAGE = ROOT / "packages" / "mg-core"
INIT = PACKAGE / "src" / "mg_core" / "__init__.py"

NAMES = (
    "ApiError", "App", "AsyncClient", "AttemptTimeoutError", "BlockingHttpTransport", "BlockingTransport",
    "BreakerPolicy", "BulkheadFullError", "BulkheadPolicy", "CachePolicy", "CallOptions", "ChaosPolicy",
    "CircuitOpenError", "Client", "Clock", "ConfigurationError", "ConnectError", "ConnectionLostError",
    "DeadlineExceededError", "DecodeError", "FallbackPolicy", "FastTransport", "Fleet", "HedgePolicy", "HttpTransport",
    "MgError", "Notice", "Partial", "Policy", "Provenance", "RateLimitPolicy", "RateLimitedError", "RejectedError",
    "Reply", "ReplyInfo", "RetryPolicy", "ServerCall", "TimeoutExceededError", "TimeoutPolicy", "Token", "TokenError",
    "TokenSource", "Transport", "TransportError", "budget", "gather_partial", "provenance_of", "run",
)  # fmt: skip
"""The public names. A new one is a promise: it stands in the package's README too."""

SUBPACKAGES = (
    "mg_core.testing",
    "mg_core.events",
    "mg_core.rpc",
    "mg_core.contrib.opentelemetry",
    "mg_core.contrib.purgatory",
)
"""What may be imported besides, each with an `__all__` or an extra of its own."""

SHOWN = sorted(
    [
        *ROOT.glob("examples/*.py"),
        *ROOT.glob("docs/snippets/**/*.py"),
        *ROOT.glob("docs/**/*.md"),
        *ROOT.glob("packages/*/README.md"),
        ROOT / "README.md",
    ]
)
IMPORTED = re.compile(r"^\s*from (mg_\w+[\w.]*) import ([^#\n]+)|^\s*import (mg_\w+[\w.]*)", re.MULTILINE)
MENTIONED = re.compile(r"\bmg_core(?:\.\w+)+")


def test_these_are_the_public_names() -> None:
    assert sorted(mg_core.__all__) == sorted(NAMES)
    assert set(NAMES) <= set(dir(mg_core))


@pytest.mark.parametrize("name", NAMES)
def test_each_name_is_there_and_documented(name: str) -> None:
    thing = getattr(mg_core, name)

    if inspect.isclass(thing) or inspect.isfunction(thing):
        assert thing.__doc__, f"{name} says nothing"
        assert not thing.__doc__.startswith(f"{name}("), f"{name} has only what dataclass wrote"
    else:
        home = next(home for home, names in mg_core._HOMES.items() if name in names)
        assert name in described(importlib.import_module(f"mg_core.{home}").__file__ or ""), f"{name} says nothing"


def described(file: str) -> set[str]:
    """Names of a module that are assigned and have a docstring below."""
    body = ast.parse(Path(file).read_text(encoding="utf-8")).body
    return {
        ast.unparse(node.targets[0])
        for node, below in pairwise(body)
        if isinstance(node, ast.Assign) and isinstance(below, ast.Expr) and isinstance(below.value, ast.Constant)
    }


def test_a_type_checker_sees_the_same_names_from_the_same_modules() -> None:
    tree = ast.parse(INIT.read_text(encoding="utf-8"))
    seen = {
        (alias.asname, node.module)
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.level == 1
        for alias in node.names
        if alias.name == alias.asname
    }

    assert seen == {(name, home) for home, names in mg_core._HOMES.items() for name in names}


def test_importing_the_package_loads_nothing_else() -> None:
    asked = (
        f"import sys; sys.path[:] = {sys.path!r}; known = set(sys.modules); import mg_core; "
        "print(*sorted(name.partition('.')[0] for name in set(sys.modules) - known))"
    )
    said = subprocess.run([sys.executable, "-I", "-S", "-c", asked], capture_output=True, text=True, check=True)

    assert set(said.stdout.split()) <= {"mg_core", "importlib", "warnings"}
    assert said.stdout.split().count("mg_core") == 1


def test_an_error_costs_no_client() -> None:
    asked = "import mg_core, sys; mg_core.ApiError; print('pydantic' in sys.modules, 'asyncio' in sys.modules)"
    said = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert said.stdout.split() == ["False", "False"]


def test_an_unknown_name_is_an_attribute_error_that_names_it() -> None:
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = mg_core.no_such_name  # type: ignore[attr-defined]  # what a typo does


@pytest.mark.parametrize("file", SHOWN, ids=lambda file: str(file.relative_to(ROOT)))
def test_what_we_show_imports_public_names_only(file: Path) -> None:
    private = []
    for found in IMPORTED.finditer(file.read_text(encoding="utf-8")):
        source, names = found[1] or found[3], (found[2] or "").strip("() ").split(",")
        package = source.partition(".")[0]
        if package == "mg_services" or source in SUBPACKAGES:
            continue
        module = importlib.import_module(source)
        below = source != "mg_core" if package == "mg_core" else source.count(".") > 1 or "_generated" in source
        unnamed = [name for each in names if (name := each.split(" as ")[0].strip()) and name not in module.__all__]
        private += [found[0].strip()] if below or unnamed else []

    assert private == []


@pytest.mark.parametrize(
    "file", [file for file in SHOWN if file.suffix == ".md"], ids=lambda file: str(file.relative_to(ROOT))
)
def test_pages_name_public_modules_only(file: Path) -> None:
    mentioned = set(MENTIONED.findall(file.read_text(encoding="utf-8")))
    allowed = {*SUBPACKAGES, "mg_core.contrib", *(f"mg_core.{name}" for name in NAMES)}

    assert {name for name in mentioned if name not in allowed and name.rpartition(".")[0] not in SUBPACKAGES} == set()


def test_the_readme_names_each() -> None:
    text = (PACKAGE / "README.md").read_text(encoding="utf-8")

    assert [name for name in NAMES if f"`{name}`" not in text] == []


@pytest.mark.parametrize("name", [name for name in NAMES if name.endswith("Policy") and name != "Policy"])
def test_every_number_of_a_policy_says_what_it_is(name: str) -> None:
    tree = ast.parse(inspect.getsource(getattr(mg_core, name))).body[0]
    assert isinstance(tree, ast.ClassDef)

    numbers = [node for node in tree.body if isinstance(node, ast.AnnAssign)]
    silent = [
        node
        for node, below in pairwise([*tree.body, ast.Pass()])
        if node in numbers and not isinstance(below, ast.Expr)
    ]

    assert numbers
    assert [ast.unparse(node.target) for node in silent] == []
