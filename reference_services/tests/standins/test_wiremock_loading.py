"""What stub files may say, and how the rest is refused."""

import json
from pathlib import Path
from typing import Any

import pytest

from mg_core.errors import ConfigurationError
from mg_services.standins.wiremock import SPECIFICATION_STUBS, load
from mg_services.standins.wiremock.__main__ import main
from mg_services.standins.wiremock.java_regex import translate

ANY = {"url": "/x"}


def written(directory: Path, *documents: Any) -> Path:
    """A stub directory with these files."""
    (directory / "mappings").mkdir(parents=True)
    (directory / "__files").mkdir()
    for number, document in enumerate(documents):
        (directory / "mappings" / f"{number}.json").write_text(json.dumps(document))
    return directory


@pytest.mark.scenario("MOCK-01")
def test_the_stubs_of_the_specification_load() -> None:
    names = {stub.name: stub.reply for stub in load(SPECIFICATION_STUBS)}

    assert names.keys() == {"Spotify Search API", "Netflix Catalog API", "Rate Limit Test"}
    assert names["Spotify Search API"].delay_s == 0.1
    assert names["Rate Limit Test"].headers == (("Retry-After", "30"),)
    assert b"Stranger Things" in names["Netflix Catalog API"].body


@pytest.mark.parametrize(
    ("stub", "place", "says"),
    [
        ({"request": {**ANY, "colour": 1}, "response": {}}, "$.request.colour", "urlPathPattern"),
        ({"request": ANY, "response": {"bodi": ""}}, "$.response.bodi", "bodyFileName"),
        ({"request": ANY, "response": {}, "postServeActions": []}, "$.postServeActions", "scenarioName"),
        ({"request": ANY, "response": {"transformers": ["response-template"]}}, "$.response.transformers", "allowed"),
        ({"request": ANY, "response": {"proxyBaseUrl": "http://x"}}, "$.response.proxyBaseUrl", "allowed"),
        ({"request": {"headers": {"A": {"equals": "b"}}}, "response": {}}, "$.request.headers.A.equals", "equalTo"),
        ({"request": {"headers": {"A": "b"}}, "response": {}}, "$.request.headers.A", "object"),
        ({"request": {"headers": {"A": {}}}, "response": {}}, "$.request.headers.A", "exactly one"),
        (
            {"request": {"headers": {"A": {"equalTo": "b", "contains": "c"}}}, "response": {}},
            "$.request.headers.A",
            "exactly one",
        ),
        (
            {"request": {"headers": {"A": {"matches": "b", "caseInsensitive": True}}}, "response": {}},
            "$.request.headers.A.caseInsensitive",
            "equalTo only",
        ),
        (
            {"request": {"queryParameters": {"q": {"equalToJson": {}}}}, "response": {}},
            "$.request.queryParameters.q.equalToJson",
            "not supported",
        ),
        ({"request": {"headers": {"A": {"absent": False}}}, "response": {}}, "$.request.headers.A.absent", "true"),
        ({"request": {"url": "/x", "urlPath": "/y"}, "response": {}}, "$.request", "url and urlPath"),
        ({"request": {"url": "x"}, "response": {}}, "$.request.url", "begin with /"),
        ({"request": {"urlPattern": "("}, "response": {}}, "$.request.urlPattern", "regular expression"),
        ({"request": {"urlPattern": "\\p{Alpha}"}, "response": {}}, "$.request.urlPattern", "\\p"),
        ({"request": {"method": "get"}, "response": {}}, "$.request.method", "GET"),
        (
            {"request": {"bodyPatterns": [{"contains": "a"}, {"matchesJsonPath": "$.a[1:2]"}]}, "response": {}},
            "$.request.bodyPatterns[1].matchesJsonPath",
            "supported are",
        ),
        (
            {"request": {"bodyPatterns": [{"equalToJson": "{"}]}, "response": {}},
            "$.request.bodyPatterns[0].equalToJson",
            "JSON",
        ),
        (
            {"request": {"bodyPatterns": [{"equalToJson": {"a": "${json-unit.any-string}"}}]}, "response": {}},
            "$.request.bodyPatterns[0].equalToJson",
            "json-unit",
        ),
        ({"request": {"bodyPatterns": {"contains": "a"}}, "response": {}}, "$.request.bodyPatterns", "array"),
        ({"request": ANY, "response": {"body": "a", "jsonBody": {}}}, "$.response", "body and jsonBody"),
        ({"request": ANY, "response": {"status": "200"}}, "$.response.status", "200 to 599"),
        ({"request": ANY, "response": {"status": True}}, "$.response.status", "200 to 599"),
        ({"request": ANY, "response": {"base64Body": "?"}}, "$.response.base64Body", "base64"),
        ({"request": ANY, "response": {"bodyFileName": "none.json"}}, "$.response.bodyFileName", "none.json"),
        ({"request": ANY, "response": {"bodyFileName": "../mappings/0.json"}}, "$.response.bodyFileName", "outside"),
        ({"request": ANY, "response": {"headers": {"A": "b\nc"}}}, "$.response.headers.A", "ASCII"),
        ({"request": ANY, "response": {"headers": {"A b": "c"}}}, "$.response.headers.A b", "name"),
        (
            {"request": ANY, "response": {"headers": {"Content-Length": "7"}}},
            "$.response.headers.Content-Length",
            "leave it out",
        ),
        ({"request": ANY, "response": {"fixedDelayMilliseconds": -1}}, "$.response.fixedDelayMilliseconds", "0 to"),
        (
            {"request": ANY, "response": {"chunkedDribbleDelay": {"numberOfChunks": 2}}},
            "$.response.chunkedDribbleDelay",
            "totalDuration",
        ),
        ({"request": ANY, "response": {"fault": "SLOW"}}, "$.response.fault", "EMPTY_RESPONSE"),
        ({"request": ANY, "response": {}, "newScenarioState": "a"}, "$.newScenarioState", "scenarioName"),
        ({"request": ANY, "response": {}, "priority": 0}, "$.priority", "whole number"),
        ({"request": ANY}, "$", "no response"),
        ([], "$", "object"),
        (
            {"mappings": [{"request": ANY, "response": {}}, {"request": ANY, "response": {"x": 1}}]},
            "$.mappings[1]",
            "x",
        ),
    ],
)
def test_what_is_not_supported_is_refused_with_its_file_and_place(
    tmp_path: Path, stub: object, place: str, says: str
) -> None:
    directory = written(tmp_path / "stubs", stub)

    with pytest.raises(ConfigurationError) as caught:
        load(directory)

    assert caught.value.message.startswith(f"mappings/0.json: {place}")
    assert says in caught.value.message


@pytest.mark.parametrize(
    "text", ["{", "", "[1,]", '{"request": {}, "response": {"jsonBody": NaN}}', "\xff", "[" * 100_000]
)
def test_a_file_that_is_no_json_is_named(tmp_path: Path, text: str) -> None:
    directory = written(tmp_path / "stubs")
    (directory / "mappings" / "bad.json").write_text(text, encoding="latin-1")

    with pytest.raises(ConfigurationError, match=r"^mappings/bad\.json: cannot be read as JSON"):
        load(directory)


def test_files_are_read_in_the_order_of_their_paths_and_the_last_is_asked_first(tmp_path: Path) -> None:
    stubs = [{"name": name, "request": ANY, "response": {}} for name in ("a", "b", "c")]
    first = {"name": "first", "priority": 1, "request": ANY, "response": {}}
    directory = written(tmp_path / "stubs", first, {"mappings": stubs[:2]}, stubs[2])

    assert [stub.name for stub in load(directory)] == ["first", "c", "b", "a"]


def test_the_command_says_in_one_line_what_is_wrong(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    directory = written(tmp_path / "stubs", {"request": ANY, "response": {"x": 1}})

    assert main(["--mappings", str(directory)]) == 1
    assert main(["--mappings", str(tmp_path / "none")]) == 1
    output = capsys.readouterr().err.splitlines()
    assert len(output) == 2
    assert output[0].startswith("mg: mappings/0.json: $.response.x: not supported")
    assert output[1].endswith("has no directory mappings")


@pytest.mark.parametrize(
    ("expression", "fits", "fails"),
    [
        ("a.c", ["abc", "a\nc"], ["abcd", "xabc"]),
        ("\\d+", ["42"], ["٣"]),
        ("\\w+", ["abc_1"], ["ä"]),
        ("(?i)abc", ["ABC"], ["abcd"]),
        ("[^/]+", ["ab"], ["a/b"]),
        ("[\\]a]+", ["a]"], ["b"]),
        ("a{2,3}", ["aa", "aaa"], ["a"]),
        ("\\{x\\}", ["{x}"], ["x"]),
        ("(?:a|b)++", ["abab"], ["c"]),
        ("\\/v1\\/x", ["/v1/x"], ["/v1x"]),
    ],
)
def test_expressions_mean_what_they_mean_in_java(expression: str, fits: list[str], fails: list[str]) -> None:
    compiled = translate(expression)

    assert all(compiled.fullmatch(text) for text in fits)
    assert not any(compiled.fullmatch(text) for text in fails)


@pytest.mark.parametrize(
    "expression",
    [
        "[a&&b]",
        "[a[b]]",
        "[]a]",
        "[a",
        "\\p{L}",
        "\\Q.\\E",
        "\\R",
        "\\h",
        "\\v",
        "\\z",
        "\\Z",
        "\\",
        "x{,3}",
        "{",
        "(?P<a>b)",
        "(?<a>b)",
        "(?x)a b",
        "(?a)x",
        "(?#c)",
        "(a)(?(1)b)",
        "(",
        "*a",
        "[a--b]",
        "\\U00000041",
        "(?<=a*)b",
    ],
)
def test_expressions_that_differ_from_java_are_refused(expression: str) -> None:
    with pytest.raises(ValueError, match="the regular expression"):
        translate(expression)
