"""The budgets of the code as rules over syntax trees: modules in, findings out."""

from __future__ import annotations

import ast
import io
import math
import re
import tokenize
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

FILE_LINES, FILE_LINES_P95 = 500, 400
FUNCTION_LINES, FUNCTION_LINES_P95, FUNCTION_BRANCHES = 60, 30, 10
DEPTH, ERROR_DEPTH = 2, 3
SUPPRESSIONS_PER_1000 = 1

FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "common", "misc"}
MAY_IMPORT = {
    "mg_core": set[str](),
    "mg_clients": {"mg_core"},
    "mg_servers": {"mg_core", "mg_clients"},
    "mg_services": {"mg_core", "mg_clients", "mg_servers"},
    "codegen": {"mg_core"},
}
STAGES = {
    "codegen.ir": {"codegen.frontends", "codegen.emitters", "codegen.checks", "codegen.writer", "codegen.pipeline"},
    "codegen.names": {"codegen.frontends", "codegen.emitters", "codegen.checks", "codegen.writer", "codegen.pipeline"},
    "codegen.frontends": {"codegen.emitters", "codegen.checks", "codegen.writer", "codegen.pipeline"},
    "codegen.checks": {"codegen.emitters", "codegen.writer", "codegen.pipeline"},
    "codegen.emitters": {"codegen.frontends", "codegen.checks", "codegen.writer", "codegen.pipeline"},
}
"""Stage of the compiler → stages that come after it or beside it."""
IMPURE = {"asyncio", "anyio", "asyncpg", "redis", "httpx", "httpx2", "grpclib", "os", "socket", "subprocess", "time"}
"""What a service's domain.py may not import: it decides, others act."""
UNFAIR = re.compile(
    r"\bMagicMock|\bAsyncMock|\bunittest\.mock|\bmock\.patch|\bmocker\b|\btime\.sleep\(|"
    r"\b(?:asyncio|anyio)\.sleep\((?!0\))|\bpytest\.(?:mark\.)?(?:skip|xfail)|\bpytest\.importorskip"
)
SUPPRESSION = re.compile(r"#\s*(?:type:\s*ignore|noqa|pragma:)")
EXPLAINED = re.compile(r"#\s*(?:type:\s*ignore\[[a-z0-9-]+\]|noqa:\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*|pragma: \S+)\s+\W*\w+")
BRANCHING = (ast.If, ast.For, ast.AsyncFor, ast.While, ast.ExceptHandler, ast.match_case, ast.IfExp)

Function = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One Python file of ours."""

    name: str
    """Dotted, e.g. `mg_core.policies.breaker.machine`."""
    path: str
    """Relative to the repository."""
    text: str

    @cached_property
    def tree(self) -> ast.Module:
        """Its syntax tree."""
        return ast.parse(self.text)

    @property
    def generated(self) -> bool:
        """True for code that the compiler writes."""
        return "_generated" in self.name.split(".")


@dataclass(frozen=True)
class Finding:
    """One breach of a rule."""

    place: str
    """`path`, `path::name`; what an exception names."""
    says: str


def modules(root: Path) -> list[Module]:
    """Every Python file of the packages, the services and the compiler."""
    folders = [*root.glob("packages/*/src"), root / "reference_services" / "src"]
    files = [(file, folder) for folder in folders for file in folder.rglob("*.py")]
    files += [(file, root) for file in (root / "codegen").rglob("*.py") if "tests" not in file.parts]
    return [_module(file, base, root) for file, base in sorted(files)]


def folders_of_tests(root: Path) -> list[Path]:
    """Where tests are."""
    return [root / "tests", root / "codegen/tests", *root.glob("packages/*/tests"), root / "reference_services/tests"]


def test_modules(root: Path) -> list[Module]:
    """Every Python file of the tests, fixtures and support modules included."""
    return [_module(file, root, root) for folder in folders_of_tests(root) for file in sorted(folder.rglob("*.py"))]


def _module(file: Path, base: Path, root: Path) -> Module:
    name = ".".join(file.relative_to(base).with_suffix("").parts).removesuffix(".__init__")
    return Module(name, str(file.relative_to(root)), file.read_text(encoding="utf-8"))


def functions(module: Module) -> Iterator[tuple[str, Function]]:
    """(qualified name, node) of every function and method."""
    yield from _functions(module.tree, "")


def _functions(node: ast.AST, prefix: str) -> Iterator[tuple[str, Function]]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function | ast.ClassDef):
            name = f"{prefix}{child.name}"
            if isinstance(child, Function):
                yield name, child
            yield from _functions(child, f"{name}.")
        else:
            yield from _functions(child, prefix)


def imports(module: Module) -> set[str]:
    """Absolute dotted names that a module imports, inside functions too."""
    found: set[str] = set()
    package = module.name.split(".")
    if not module.path.endswith("__init__.py"):
        package = package[:-1]
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            base = package[: len(package) - node.level + 1] if node.level else []
            source = ".".join([*base, *([node.module] if node.module else [])])
            found |= {source, *(f"{source}.{alias.name}" for alias in node.names)}
    return found


def comments(module: Module) -> Iterator[tuple[int, str]]:
    """(line, text from the #) of every comment."""
    for token in tokenize.generate_tokens(io.StringIO(module.text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def inside(name: str, package: str) -> bool:
    """True when a dotted name is a package or lies in it."""
    return name == package or name.startswith(f"{package}.")


def percentile95(values: Sequence[int]) -> int:
    """The value that 95 of 100 do not exceed; 0 when there are none."""
    return sorted(values)[math.ceil(len(values) * 0.95) - 1] if values else 0


def long_files(code: Sequence[Module]) -> Iterator[Finding]:
    """Files above the budget, and the 95th percentile."""
    lines = {module.path: module.text.count("\n") for module in code}
    for path, count in lines.items():
        if count > FILE_LINES:
            yield Finding(path, f"{count} lines, {FILE_LINES} at most")
    if (p95 := percentile95(list(lines.values()))) > FILE_LINES_P95:
        yield Finding("files p95", f"{p95} lines, {FILE_LINES_P95} at most")


def long_functions(code: Sequence[Module]) -> Iterator[Finding]:
    """Functions above the budget of lines (docstring not counted), and the 95th percentile."""
    every = []
    for module in code:
        for name, node in functions(module):
            first = node.body[0]
            quoted = ast.get_docstring(node) is not None
            words = (first.end_lineno or first.lineno) - first.lineno + 1 if quoted else 0
            count = (node.end_lineno or node.lineno) - node.lineno + 1 - words
            every.append(count)
            if count > FUNCTION_LINES:
                yield Finding(f"{module.path}::{name}", f"{count} lines, {FUNCTION_LINES} at most")
    if (p95 := percentile95(every)) > FUNCTION_LINES_P95:
        yield Finding("functions p95", f"{p95} lines, {FUNCTION_LINES_P95} at most")


def branchy_functions(code: Sequence[Module]) -> Iterator[Finding]:
    """Functions with too many branches, nested functions counted for themselves."""
    for module in code:
        for name, node in functions(module):
            count = _branches(node)
            if count > FUNCTION_BRANCHES:
                yield Finding(f"{module.path}::{name}", f"{count} branches, {FUNCTION_BRANCHES} at most")


def _branches(node: ast.AST) -> int:
    own = [child for child in ast.iter_child_nodes(node) if not isinstance(child, Function | ast.ClassDef | ast.Lambda)]
    return sum(isinstance(child, BRANCHING) + _branches(child) for child in own)


def deep_classes(code: Sequence[Module]) -> Iterator[Finding]:
    """Classes that inherit through too many classes of ours."""
    bases: dict[str, set[str]] = {}
    places: dict[str, str] = {}
    for module in code:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ClassDef):
                bases[node.name] = {ast.unparse(base).split("[")[0].split(".")[-1] for base in node.bases}
                places[node.name] = module.path

    def depth(name: str, seen: frozenset[str] = frozenset()) -> int:
        if name not in bases or name in seen:
            return 0
        return 1 + max((depth(base, seen | {name}) for base in bases[name]), default=0)

    for name, path in places.items():
        limit = ERROR_DEPTH if name.endswith("Error") else DEPTH
        if depth(name) > limit:
            yield Finding(f"{path}::{name}", f"inherits {depth(name)} deep, {limit} at most")


def missing_docstrings(code: Sequence[Module]) -> Iterator[Finding]:
    """Public modules, classes and functions that say nothing."""
    for module in code:
        if not ast.get_docstring(module.tree):
            yield Finding(module.path, "the module has no docstring")
        yield from _silent(module, module.tree, "")


def _silent(module: Module, node: ast.Module | ast.ClassDef, prefix: str) -> Iterator[Finding]:
    for child in node.body:
        if isinstance(child, Function | ast.ClassDef) and not child.name.startswith("_"):
            overload = any("overload" in ast.unparse(word) for word in child.decorator_list)
            if not ast.get_docstring(child) and not overload:
                yield Finding(f"{module.path}::{prefix}{child.name}", "no docstring")
            if isinstance(child, ast.ClassDef):
                yield from _silent(module, child, f"{prefix}{child.name}.")


def forbidden_names(code: Sequence[Module]) -> Iterator[Finding]:
    """Modules and packages whose name says nothing about their subject."""
    for module in code:
        if named := FORBIDDEN_NAMES & {part.strip("_") for part in module.name.split(".")}:
            yield Finding(module.path, f"a module named {named.pop()}: name it after its subject")


def upward_imports(code: Sequence[Module]) -> Iterator[Finding]:
    """Imports against the direction of the layers and of the compiler's stages."""
    for module in code:
        layer = module.name.split(".")[0]
        others = MAY_IMPORT.keys() - {layer} - MAY_IMPORT[layer]
        stages = [after for stage, after in STAGES.items() if inside(module.name, stage)]
        banned = others.union(*stages)
        for name in sorted(imports(module)):
            if any(inside(name, package) for package in banned):
                yield Finding(module.path, f"imports {name}")


def imports_of_generated(code: Sequence[Module]) -> Iterator[Finding]:
    """Imports of `_generated` from outside its package; generated code of a package above may use it."""
    for module in code:
        layer = module.name.split(".")[0]
        for name in sorted(imports(module)):
            parts = name.split(".")
            if len(parts) > 1 and parts[1] == "_generated" and parts[0] != layer and not module.generated:
                yield Finding(module.path, f"imports {name}: use the public module of {parts[0]}")


def impure_domains(code: Sequence[Module]) -> Iterator[Finding]:
    """domain.py of a service with I/O, clocks or drivers in it."""
    for module in code:
        if module.name.endswith(".domain"):
            for name in sorted(imports(module)):
                if name.split(".")[0] in IMPURE:
                    yield Finding(module.path, f"imports {name}: a domain decides, it does not act")


def unexplained_suppressions(code: Sequence[Module]) -> Iterator[Finding]:
    """`type: ignore`, `noqa` and `pragma` without code or reason, or more of them than the budget."""
    total, lines = 0, 0
    for module in code:
        lines += module.text.count("\n")
        for number, comment in comments(module):
            if SUPPRESSION.match(comment):
                total += 1
                if not EXPLAINED.match(comment):
                    yield Finding(f"{module.path}:{number}", "a suppression names its code and its reason")
    allowed = max(1, math.ceil(lines * SUPPRESSIONS_PER_1000 / 1000))
    if total > allowed:
        yield Finding("suppressions", f"{total} in {lines} lines, {allowed} at most")


def unfair_tests(code: Sequence[Module]) -> Iterator[Finding]:
    """Mocks, real sleeps, skips and expected failures in tests."""
    for module in code:
        for number, line in enumerate(module.text.splitlines(), 1):
            if found := UNFAIR.search(line):
                yield Finding(f"{module.path}:{number}", f"{found.group()} in a test")
