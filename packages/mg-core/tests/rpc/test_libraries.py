"""Which library carries gRPC: the default, a name, a variable."""

from __future__ import annotations

import pytest

from mg_core.errors import ConfigurationError
from mg_core.rpc import make_server, open_transport


@pytest.mark.parametrize(("variable", "asked", "found"), [
    (None, None, "Grpcio"), ("grpclib", None, "Grpclib"), ("", None, "Grpcio"), ("grpclib", "grpcio", "Grpcio"),
])  # fmt: skip
def test_the_default_a_variable_and_an_argument_choose(
    monkeypatch: pytest.MonkeyPatch, variable: str | None, asked: str | None, found: str
) -> None:
    monkeypatch.delenv("MG_GRPC_LIBRARY", raising=False)
    if variable is not None:
        monkeypatch.setenv("MG_GRPC_LIBRARY", variable)

    assert type(open_transport("localhost:1", asked)).__name__ == f"{found}Transport"
    assert type(make_server([], asked)).__name__ == f"{found}Server"


@pytest.mark.parametrize("name", ["betterproto", "..rpc", "grpc"])
def test_a_library_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(ConfigurationError, match="grpcio, grpclib"):
        open_transport("localhost:1", name)
    with pytest.raises(ConfigurationError, match="grpcio, grpclib"):
        make_server([], name)
