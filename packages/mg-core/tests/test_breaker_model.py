from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from mg_core.contract.policy import BreakerMode, BreakerPolicy
from mg_core.errors import CircuitOpenError
from mg_core.policies.breaker.machine import CircuitBreaker, State
from mg_core.testing import ManualClock


class BreakerAgainstItsLog(RuleBasedStateMachine):
    """The breaker beside a model that knows only the list of what happened in the current generation."""

    @initialize(failures=st.integers(1, 4), trials=st.integers(1, 3))
    def start(self, failures: int, trials: int) -> None:
        self.clock = ManualClock()
        self.policy = BreakerPolicy(failures=failures, open_s=10.0, trials=trials)
        self.breaker = CircuitBreaker("x", self.policy, self.clock.monotonic)
        self.state = State.CLOSED
        self.since = self.clock.monotonic()
        self.log: list[str] = []
        self.epoch = 0
        self.running: list[tuple[int, int | None]] = []
        self.refused = 0

    def move(self, state: State) -> None:
        self.state, self.since, self.log = state, self.clock.monotonic(), []
        self.epoch += 1

    def trial_is_free(self) -> bool:
        return self.log.count("admit") - self.log.count("ignore") < self.policy.trials

    def would_admit(self) -> bool:
        if self.state is not State.CLOSED and self.clock.monotonic() >= self.since + self.policy.open_s:
            self.move(State.HALF_OPEN)
        return self.state is State.CLOSED or (self.state is State.HALF_OPEN and self.trial_is_free())

    @rule()
    def call(self) -> None:
        mode = self.policy.mode
        if mode == "disabled":
            self.running.append((self.breaker.generation, None))
        elif mode != "forced_open" and self.would_admit():
            self.running.append((self.breaker.admit(), self.epoch))
            self.log.append("admit")
        elif mode == "shadow":
            self.running.append((self.breaker.admit(), None))
            self.refused += 1
        else:
            with pytest.raises(CircuitOpenError) as caught:
                self.breaker.admit()
            left_s = caught.value.retry_after_s
            assert (left_s is None) is (mode == "forced_open")
            assert left_s is None or 0 <= left_s <= self.policy.open_s

    @precondition(lambda self: self.running)
    @rule(data=st.data(), outcome=st.sampled_from(["ok", "fail", "ignore"]))
    def end(self, data: Any, outcome: str) -> None:
        token, epoch = self.running.pop(data.draw(st.integers(0, len(self.running) - 1)))
        getattr(self.breaker, outcome)(token)
        if epoch != self.epoch:
            return
        if self.policy.mode == "disabled":
            self.log.append("ignore")
            return
        self.log.append(outcome)
        verdicts = [entry for entry in self.log if entry in ("ok", "fail")]
        row = len(verdicts) - ("".join(entry[0] for entry in verdicts).rfind("o") + 1)
        if (self.state is State.CLOSED and outcome == "fail" and row >= self.policy.failures) or (
            self.state is State.HALF_OPEN and outcome == "fail"
        ):
            self.move(State.OPEN)
        else:
            self.close_if_enough()

    def close_if_enough(self) -> None:
        if self.state is State.HALF_OPEN and self.log.count("ok") >= self.policy.trials:
            self.move(State.CLOSED)

    @rule(mode=st.sampled_from(["auto", "auto", "forced_open", "disabled", "shadow"]))
    def operate(self, mode: BreakerMode) -> None:
        self.policy = replace(self.policy, mode=mode)
        self.breaker.renumber(self.policy)

    @rule(failures=st.integers(1, 4), trials=st.integers(1, 3), open_s=st.sampled_from([5.0, 10.0]))
    def renumber(self, failures: int, trials: int, open_s: float) -> None:
        self.policy = replace(self.policy, failures=failures, trials=trials, open_s=open_s)
        self.breaker.renumber(self.policy)
        self.close_if_enough()

    @rule(seconds=st.sampled_from([0.0, 4.0, 9.0, 10.0]))
    def wait(self, seconds: float) -> None:
        self.clock.advance(seconds)

    @invariant()
    def same_state(self) -> None:
        if hasattr(self, "breaker"):
            mode = self.policy.mode
            failing = [entry for entry in self.log if entry in ("ok", "fail")][-1:] == ["fail"]
            quiet = self.state is State.CLOSED and not failing
            assert self.breaker.state is self.state
            assert self.breaker.hot is (mode == "disabled" or (mode != "forced_open" and quiet))
            assert self.breaker.refusing is (mode == "forced_open" or (mode == "auto" and self.state is State.OPEN))
            assert self.breaker.would_have_rejected == self.refused


TestBreakerAgainstItsLog = BreakerAgainstItsLog.TestCase
TestBreakerAgainstItsLog.settings = settings(max_examples=200, stateful_step_count=40, deadline=None)
