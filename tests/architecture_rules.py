"""The structure of the code as rules over syntax trees: modules in, findings out."""

from __future__ import annotations

import ast
import io
import math
import re
import tokenize
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

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
FLOORS = {
    "mg_core": (
        {"errors", "codes", "clock", "context", "deadline", "headers", "tasks", "tracing"},
        {"contract"},
        {"observe"},
        {"auth"},
        {"policies"},
        {"configuration"},
        {"call"},
        {"contrib.uvicorn"},
        {"serving"},
        {"rest", "rpc", "events"},
        {"contrib.grpcio", "contrib.grpclib", "contrib.purgatory", "contrib.opentelemetry"},
    ),
    "mg_services": ({"engines", "adapters"}, {"data"}, {"serving"}, {"services", "standins"}, {"control"}),
}
"""Packages from the ground up: each may import those before it, and none beside it. `testing` stands beside them."""
IMPURE = {"asyncio", "anyio", "asyncpg", "redis", "httpx", "httpx2", "grpclib", "os", "socket", "subprocess", "time"}
"""What a service's domain.py may not import: it decides, others act."""
UNFAIR = re.compile(
    r"\bMagicMock|\bAsyncMock|\bunittest\.mock|\bmock\.patch|\bmocker\b|\btime\.sleep\(|"
    r"\b(?:asyncio|anyio)\.sleep\((?!0\))|\bpytest\.(?:mark\.)?(?:skip|xfail)|\bpytest\.importorskip"
)
SUPPRESSION = re.compile(r"#\s*(?:type:\s*ignore|noqa|pragma:)")
EXPLAINED = re.compile(r"#\s*(?:type:\s*ignore\[[a-z0-9-]+\]|noqa:\s*[A-Z]+\d+(?:,\s*[A-Z]+\d+)*|pragma: \S+)\s+\W*\w+")

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


def floors(code: Sequence[Module]) -> Iterator[Finding]:
    """Imports of a floor above, or of another package of the same floor."""
    for module in code:
        top = module.name.partition(".")[0]
        own = _floor(module.name)
        if own is None:
            continue
        for name in sorted(imports(module)):
            other = _floor(name)
            if name.partition(".")[0] == top and other is not None and other[1] != own[1] and other[0] >= own[0]:
                yield Finding(module.path, f"imports {name}, which is no floor below {own[1]}")


def _floor(name: str) -> tuple[int, str] | None:
    """(height, package) of a module; None where it belongs to no floor."""
    top, _, rest = name.partition(".")
    for height, packages in enumerate(FLOORS.get(top, ())):
        for package in packages:
            if inside(rest, package):
                # The ground is one package; services are packages of one floor, each by itself.
                own = ".".join(rest.split(".")[:2]) if package == "services" else package
                return height, "the ground" if height == 0 else own
    return None


def circles(code: Sequence[Module]) -> Iterator[Finding]:
    """Files that import each other in a circle, inside functions too, and packages that do."""
    known = {module.name: module for module in code}
    files = {name: _imported(module, known) for name, module in known.items()}
    packages: dict[str, set[str]] = {}
    for name, others in files.items():
        own = _package(name)
        packages.setdefault(own, set()).update({_package(other) for other in others} - {own})
    for graph in (files, packages):
        for circle in _circles(graph):
            yield Finding(circle[0], f"is in a circle: {' → '.join([*circle, circle[0]])}")


def _package(name: str) -> str:
    parts = name.split(".")
    deeper = parts[:2] in (["mg_core", "contrib"], ["mg_services", "services"])
    return ".".join(parts[: 3 if deeper else 2])


def _imported(module: Module, known: Mapping[str, Module]) -> set[str]:
    """Files that a module needs at run time; a package's own `__init__` is no need of its modules."""
    found = set()
    for imported in imports(_as_run(module)):
        name = imported
        while name and name not in known:
            name = name.rpartition(".")[0]
        if name and name != module.name and not inside(module.name, name):
            found.add(name)
    return found


def _as_run(module: Module) -> Module:
    """The module without what only type checkers read."""
    tree = ast.parse(module.text)
    for node in ast.walk(tree):
        body = getattr(node, "body", None)
        if isinstance(body, list):
            kept = [each for each in body if not (isinstance(each, ast.If) and "TYPE_CHECKING" in ast.dump(each.test))]
            node.body = kept or [ast.Pass()]  # type: ignore[attr-defined]  # every node with a list has it
    return Module(module.name, module.path, ast.unparse(tree))


def _circles(graph: Mapping[str, set[str]]) -> Iterator[list[str]]:
    """A shortest circle through each node that is in one, each circle once."""
    seen: set[frozenset[str]] = set()
    for start in sorted(graph):
        ways, queue = {start: [start]}, [start]
        while queue:
            node = queue.pop(0)
            for other in sorted(graph.get(node, ())):
                if other == start:
                    queue.clear()
                    if (circle := frozenset(ways[node])) not in seen:
                        seen.add(circle)
                        yield ways[node]
                    break
                if other not in ways:
                    ways[other] = [*ways[node], other]
                    queue.append(other)


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
