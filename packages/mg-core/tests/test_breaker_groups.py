from __future__ import annotations

from client_fixtures import GUARDED, operation

from mg_core.contract.policy import BreakerPolicy
from mg_core.policies.breaker.groups import Breakers
from mg_core.testing import ManualClock


def test_an_operation_that_was_never_called_gets_its_breaker_with_its_first_call() -> None:
    breakers = Breakers("shop", ManualClock().monotonic)
    first = breakers.of(operation(GUARDED), BreakerPolicy())
    other = BreakerPolicy(open_s=5.0)
    breakers.update({"getItem": BreakerPolicy(), "other": other, "third": None})
    before = list(breakers)
    second = breakers.of(operation(GUARDED, id="other"), other)

    assert before == [first]
    assert list(breakers) == [first, second]
