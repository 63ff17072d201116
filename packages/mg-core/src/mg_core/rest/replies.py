"""Handler results to answer bytes, by the replies that the operation declares."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, TypeAdapter

from mg_core.contract.operation import Operation, Reply
from mg_core.errors import ConfigurationError

Encode = Callable[[Any], bytes]


class ReplyWriter:
    """Encodes the results of one operation. Compiled once, used for every request."""

    def __init__(self, operation: Operation) -> None:
        self._where = f"{operation.contract}.{operation.id}"
        replies = operation.replies or (Reply(204),)
        self._by_status = {reply.status: (reply, _encoder(reply)) for reply in replies}
        self._only = self._by_status[replies[0].status] if len(replies) == 1 else None

    def write(self, result: Any, status: int | None) -> tuple[int, bytes, bytes]:
        """Status, media type (empty for none) and body.

        Args:
            result: what the handler returned.
            status: the declared status that the handler chose; None lets the result's type decide.

        Raises:
            ConfigurationError: the handler's result or status is not declared.
        """
        if self._only is not None and status is None:
            reply, encode = self._only
        elif status is not None:
            found = self._by_status.get(status)
            if found is None:
                msg = f"{self._where}: status {status} is not declared"
                raise ConfigurationError(msg)
            reply, encode = found
        else:
            reply, encode = self._by_type(result)
        if reply.model is None:
            return reply.status, b"", b""
        return reply.status, reply.media_type.encode(), encode(result)

    def _by_type(self, result: Any) -> tuple[Reply, Encode]:
        for reply, encode in self._by_status.values():
            if reply.model is None:
                if result is None:
                    return reply, encode
            elif isinstance(reply.model, type) and isinstance(result, reply.model):
                return reply, encode
        msg = f"{self._where}: a {type(result).__name__} fits none of the declared replies"
        raise ConfigurationError(msg)


def _encoder(reply: Reply) -> Encode:
    model = reply.model
    if model is None or model is bytes:
        return lambda value: value or b""
    if isinstance(model, type) and issubclass(model, BaseModel):
        # The class's own serializer: the same bytes as model_dump_json without its per-call checks.
        def encode_model(value: Any) -> bytes:
            if not isinstance(value, model):
                msg = f"the handler gave a {type(value).__name__} where {model.__name__} is declared"
                raise ConfigurationError(msg)
            return value.__pydantic_serializer__.to_json(value, by_alias=True, exclude_none=True)

        return encode_model
    adapter = TypeAdapter(model)
    return lambda value: adapter.dump_json(value, by_alias=True, exclude_none=True)
