"""Logs that redact, metrics that add up."""

from __future__ import annotations

import io
import json
import logging
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mg_core.errors import ConfigurationError
from mg_core.observe.logging import REDACTED, configure, get_logger, redact, redact_text
from mg_core.observe.metrics import MAX_SERIES, Registry

SECRET = "s3cr3t-Value-77"
JWT = "eyJhbGciOiJFUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    "key",
    ["password", "Authorization", "access_token", "refreshToken", "client_secret", "Set-Cookie", "X-API-Key", "apikey"],
)
def test_values_under_secret_names_are_replaced_at_any_depth(key: str) -> None:
    found = redact({"a": [{key: SECRET}], "b": ({"c": {key: [SECRET]}},)})

    assert SECRET not in json.dumps(found)
    assert REDACTED in json.dumps(found)


@pytest.mark.parametrize(
    "text",
    [
        f"Authorization: Bearer {SECRET}",
        f"got bearer {SECRET} from x",
        f"token {JWT} refused",
        f'{{"password": "{SECRET}", "email": "a"}}',
        f"password={SECRET}&x=1",
        f"{{'client_secret': '{SECRET}'}}",
        f"postgres://mg:{SECRET}@db:5432/x",
        f"api_key: {SECRET}",
    ],
)
def test_secrets_inside_text_are_replaced(text: str) -> None:
    assert SECRET not in redact_text(text)
    assert JWT not in redact_text(text)


@pytest.mark.parametrize("text", ["GET /search 200", "user u-1 logged in", "tokens_left=3", "the token has expired"])
def test_harmless_text_stays(text: str) -> None:
    assert redact_text(text) == text


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=200))
def test_redacting_any_text_ends(text: str) -> None:
    assert isinstance(redact_text(text), str)


@pytest.mark.parametrize("shape", ["json", "console"])
def test_a_record_of_any_library_is_redacted_with_its_traceback(shape: str) -> None:
    stream = io.StringIO()
    configure("DEBUG", as_json=shape == "json", stream=stream)
    try:
        raise ValueError(f"password={SECRET}")
    except ValueError:
        logging.getLogger("some.library").exception("failed with Bearer %s", SECRET)
    get_logger("mg.test").info("event", password=SECRET, user="u-1")
    configure("WARNING")

    assert SECRET not in stream.getvalue()
    assert "u-1" in stream.getvalue()
    assert "ValueError" in stream.getvalue()


def test_a_value_cannot_forge_a_line() -> None:
    stream = io.StringIO()
    configure("INFO", stream=stream)
    get_logger("mg.test").info("event", path="/x\n12:00:00.000 error forged")
    configure("WARNING")

    assert stream.getvalue().count("\n") == 1


def test_configuring_twice_writes_once() -> None:
    stream = io.StringIO()
    configure("INFO", stream=io.StringIO())
    configure("INFO", as_json=True, stream=stream)
    get_logger("mg.test").info("once")
    configure("WARNING")

    assert [json.loads(line)["event"] for line in stream.getvalue().splitlines()] == ["once"]


def test_metrics_render_as_prometheus_text() -> None:
    registry = Registry()
    registry.counter("auth.failed_attempts", "Logins refused").child().inc()
    registry.gauge("state", "State", ("name",)).child('a"b\n').value = 2
    waits = registry.histogram("wait_seconds", "Waits", buckets=(0.1, 1.0)).child()
    for value in (0.05, 0.1, 0.5, 3.0):
        waits.observe(value)
    lines = registry.render().splitlines()

    assert "auth_failed_attempts_total 1" in lines
    assert 'state{name="a\\"b\\n"} 2' in lines
    assert 'wait_seconds_bucket{le="0.1"} 2' in lines
    assert 'wait_seconds_bucket{le="+Inf"} 4' in lines
    assert "wait_seconds_sum 3.65" in lines
    assert "wait_seconds_count 4" in lines


def test_the_same_name_is_the_same_metric_and_another_kind_is_a_mistake() -> None:
    registry = Registry()
    registry.counter("a", "A", ("x",)).child("1").inc()

    assert registry.counter("a", "A", ("x",)).child("1").value == 1
    with pytest.raises(ConfigurationError):
        registry.counter("a", "A", ("y",))
    with pytest.raises(ConfigurationError):
        registry.counter("a", "A", ("x",)).child()


def test_labels_without_bound_share_one_series() -> None:
    registry = Registry()
    counter = registry.counter("a", "A", ("user",))
    children: list[Any] = [counter.child(str(number)) for number in range(MAX_SERIES + 10)]

    assert children[-1] is children[-2]
    assert registry.render().count("a_total{") == MAX_SERIES + 1


def test_logs_follow_standard_error_when_another_one_takes_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = io.StringIO(), io.StringIO()
    monkeypatch.setattr("sys.stderr", first)
    configure("WARNING")
    first.close()
    monkeypatch.setattr("sys.stderr", second)

    get_logger("mg.test").warning("still_heard")

    assert "still_heard" in second.getvalue()
    assert "Logging error" not in second.getvalue()
