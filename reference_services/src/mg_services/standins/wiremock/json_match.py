"""When two JSON documents count as equal."""

from __future__ import annotations

from typing import Any


def same(expected: Any, actual: Any, *, any_order: bool = False, extra: bool = False) -> bool:
    """Whether `actual` is the expected document; numbers are compared by value.

    Args:
        expected: the document of the stub.
        actual: the document of the request.
        any_order: elements of arrays may stand in another order.
        extra: further members of objects do not matter, nor further elements of arrays: at their end, or with
            `any_order` anywhere.
    """
    if isinstance(expected, dict):
        return isinstance(actual, dict) and _objects(expected, actual, any_order=any_order, extra=extra)
    if isinstance(expected, list):
        if not isinstance(actual, list) or len(actual) < len(expected) or (len(actual) > len(expected) and not extra):
            return False
        if any_order:
            return _in_any_order(expected, actual, extra=extra)
        pairs = zip(expected, actual, strict=False)
        return all(same(one, other, any_order=any_order, extra=extra) for one, other in pairs)
    if isinstance(expected, bool) or isinstance(actual, bool):
        return expected is actual
    return bool(expected == actual)


def _objects(expected: dict[str, Any], actual: dict[str, Any], *, any_order: bool, extra: bool) -> bool:
    if not extra and actual.keys() - expected.keys():
        return False
    return all(
        name in actual and same(value, actual[name], any_order=any_order, extra=extra)
        for name, value in expected.items()
    )


def _in_any_order(expected: list[Any], actual: list[Any], *, extra: bool) -> bool:
    """Whether each expected element finds a partner of its own (augmenting paths of bipartite matching)."""
    partners: dict[int, int] = {}
    fits = [[same(one, other, any_order=True, extra=extra) for other in actual] for one in expected]

    def place(row: int, tried: set[int]) -> bool:
        for column, fit in enumerate(fits[row]):
            if fit and column not in tried:
                tried.add(column)
                if column not in partners or place(partners[column], tried):
                    partners[column] = row
                    return True
        return False

    return all(place(row, set()) for row in range(len(expected)))
