"""Files that share a server by URL stay on one worker, whichever fixture leads them to it."""

from __future__ import annotations

import pytest

from tests import workers

THROUGH_A_CONFTEST = "reference_services/tests/discovery/test_search.py"
BY_ITSELF = "tests/resilience/test_purgatory.py"
ALONE = "packages/mg-core/tests/test_headers.py"


@pytest.mark.parametrize("path", [THROUGH_A_CONFTEST, BY_ITSELF])
def test_a_redis_by_url_brings_its_files_together(path: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MG_REDIS_URL", raising=False)
    own = workers.together(path)
    monkeypatch.setenv("MG_REDIS_URL", "redis://127.0.0.1:1")

    assert (own, workers.together(path)) == (False, True)
    assert not workers.together(ALONE)
