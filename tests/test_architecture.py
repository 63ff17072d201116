"""The code keeps its structure, and every rule that says so can fail."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path

import pytest

from tests import architecture_rules as rules
from tests.architecture_rules import Finding, Module

ROOT = Path(__file__).resolve().parent.parent
README_LINES, ARCHITECTURE_LINES, WORDS_BEFORE_CODE = 130, 80, 60

EXCEPTIONS: dict[tuple[str, str], str] = {
    (
        "deep_classes",
        "packages/mg-core/src/mg_core/contrib/purgatory/errors.py",
    ): "caught as CircuitOpenError, as from a client",
    ("deep_classes", "packages/mg-core/src/mg_core/events/publisher.py"): "a client of a bus, as subscribers are",
    ("deep_classes", "packages/mg-core/src/mg_core/events/subscriber.py"): "a client of a bus, as publishers are",
    ("unfair_tests", "packages/mg-core/tests/test_tasks.py"): "run_virtual: time jumps, nothing sleeps",
    ("unfair_tests", "tests/test_architecture.py"): "spells the words that the rule looks for",
    ("unfair_tests", "packages/mg-core/tests/test_deadline.py"): "run_virtual: time jumps, nothing sleeps",
    ("unfair_tests", "packages/mg-core/tests/test_pipeline.py"): "run_virtual: time jumps, nothing sleeps",
}
"""(rule, place) → why it may stand. A place is a path, optionally with `::name`."""

Rule = Callable[[Sequence[Module]], Iterator[Finding]]
ALL_CODE: tuple[Rule, ...] = (rules.upward_imports, rules.imports_of_generated, rules.forbidden_names)
OUR_CODE: tuple[Rule, ...] = (
    rules.floors,
    rules.circles,
    rules.deep_classes,
    rules.missing_docstrings,
    rules.impure_domains,
    rules.unexplained_suppressions,
)
TESTS: tuple[Rule, ...] = (rules.unfair_tests, rules.unexplained_suppressions)


def breaches(rule: Rule, code: Sequence[Module]) -> tuple[list[str], set[tuple[str, str]]]:
    """What a rule finds beyond the exceptions, and the exceptions that it needed."""
    found, used = [], set()
    for finding in rule(code):
        keys = [key for key in EXCEPTIONS if key[0] == rule.__name__ and _covers(key[1], finding.place)]
        used.update(keys)
        if not keys:
            found.append(f"{finding.place}: {finding.says}")
    return found, used


def _covers(excepted: str, place: str) -> bool:
    return place == excepted or place.startswith((f"{excepted}::", f"{excepted}:"))


def subjects() -> list[tuple[Rule, list[Module]]]:
    code, tests = rules.modules(ROOT), rules.test_modules(ROOT)
    ours = [module for module in code if not module.generated]
    every: list[tuple[Rule, list[Module]]] = [(rule, code) for rule in ALL_CODE]
    return [*every, *((rule, ours) for rule in OUR_CODE), *((rule, tests) for rule in TESTS)]


SUBJECTS = subjects()


@cache
def outcome(number: int) -> tuple[list[str], set[tuple[str, str]]]:
    """The breaches of one subject, looked for once."""
    return breaches(*SUBJECTS[number])


@pytest.mark.parametrize(
    "number", [pytest.param(number, id=rule.__name__) for number, (rule, _) in enumerate(SUBJECTS)]
)
def test_code_keeps_its_structure(number: int) -> None:
    assert SUBJECTS[number][1]
    found, _ = outcome(number)

    assert not found, "\n".join(found)


def test_every_exception_is_still_needed() -> None:
    used = set[tuple[str, str]]().union(*(outcome(number)[1] for number in range(len(SUBJECTS))))

    assert EXCEPTIONS.keys() - used == set()


def module(text: str, name: str = "mg_core.subject") -> Module:
    return Module(name, f"{name.replace('.', '/')}.py", text)


DEEP = "class A: ...\nclass B(A): ...\nclass C(B): ...\n"
DEEP_ERRORS = "class AError(Exception): ...\nclass BError(AError): ...\nclass CError(BError): ...\n"


@pytest.mark.parametrize(
    ("rule", "bad"),
    [
        (rules.floors, module("from mg_core.rest import codec\n", "mg_core.policies.retry")),
        (rules.floors, module("from ..rpc import client\n", "mg_core.rest.codec")),
        (
            rules.floors,
            module("def f():\n    from mg_services.services.auth import keys\n", "mg_services.services.sona.app"),
        ),
        (rules.deep_classes, module(DEEP)),
        (rules.deep_classes, module(DEEP_ERRORS + "class DError(CError): ...\n")),
        (rules.missing_docstrings, module("x = 1\n")),
        (rules.missing_docstrings, module('"""M."""\nclass A:\n    """A."""\n    def f(self): ...\n')),
        (rules.forbidden_names, module("", "mg_core.utils")),
        (rules.upward_imports, module("from mg_clients import discovery\n")),
        (rules.upward_imports, module("def f():\n    import codegen.ir\n", "mg_services.services.auth.app")),
        (rules.upward_imports, module("from .emitters import models\n", "codegen.ir")),
        (
            rules.imports_of_generated,
            module("from mg_clients._generated.auth import models\n", "mg_services.services.auth.app"),
        ),
        (rules.impure_domains, module("import time\n", "mg_services.services.auth.domain")),
        (rules.unexplained_suppressions, module("import a  # type: ignore\n")),
        (rules.unexplained_suppressions, module("import a  # noqa: E501\n")),
        (rules.unexplained_suppressions, module("import a  # noqa: E501 - a table\n" * 2)),
        (rules.unfair_tests, module("import asyncio\nasyncio.sleep(1)\n")),
        (rules.unfair_tests, module("@pytest.mark.skip\ndef test_x(): ...\n")),
        (rules.unfair_tests, module("from unittest.mock import Mock\n")),
    ],
)
def test_each_rule_finds_a_breach(rule: Rule, bad: Module) -> None:
    assert list(rule([bad]))


def test_a_circle_of_files_and_one_of_packages_are_found() -> None:
    files = [
        module("def f():\n    from mg_core.call import two\n", "mg_core.call.one"),
        module("from . import one\n", "mg_core.call.two"),
    ]
    packages = [
        module("from mg_core.rest import b\n", "mg_core.call.a"),
        module("", "mg_core.rest.b"),
        module("from mg_core.call import d\n", "mg_core.rest.c"),
        module("", "mg_core.call.d"),
    ]
    typing = "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from mg_core.call import two\n"

    assert [finding.says for finding in rules.circles(files)] == [
        "is in a circle: mg_core.call.one → mg_core.call.two → mg_core.call.one"
    ]
    assert [finding.place for finding in rules.circles(packages)] == ["mg_core.call"]
    assert list(rules.circles([module(typing, "mg_core.call.one"), files[1]])) == []


@pytest.mark.parametrize(
    ("rule", "good"),
    [
        (rules.floors, module("from ..policies import retry\n", "mg_core.rest.codec")),
        (rules.floors, module("from mg_core.rpc import client\n", "mg_services.services.auth.app")),
        (rules.deep_classes, module(DEEP_ERRORS)),
        (rules.upward_imports, module("from ..policies import retry\n", "mg_core.rest.transports.httpcore")),
        (rules.unexplained_suppressions, module("import a  # noqa: E501 - a table\n")),
        (rules.unfair_tests, module("await asyncio.sleep(0)\n")),
    ],
)
def test_no_rule_finds_a_breach_where_none_is(rule: Rule, good: Module) -> None:
    assert list(rule([good])) == []


def test_readme_is_read_in_ninety_seconds() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    before, fence, _ = text.partition("```")

    assert fence
    assert text.count("\n") <= README_LINES
    assert len([word for word in before.split() if any(map(str.isalnum, word))]) <= WORDS_BEFORE_CODE


def test_architecture_fits_two_screens() -> None:
    assert (ROOT / "ARCHITECTURE.md").read_text(encoding="utf-8").count("\n") <= ARCHITECTURE_LINES
