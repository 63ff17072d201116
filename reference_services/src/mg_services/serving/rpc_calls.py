"""What the gRPC halves of the services share: who calls, and requests held to the rules of the REST contract."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping
from typing import Any

from mg_core import context
from mg_core.auth.identity import Identity, from_headers
from mg_core.errors import ApiError
from mg_core.rest.exchange import Endpoint, ServerCall
from mg_core.rest.params import compile_schema, pointer_of
from mg_core.rpc import RpcCall
from mg_core.rpc.dispatch import texts_of

PROBLEMS_MAX = 20
"""Problems of one request that are told."""


async def admit(call: RpcCall) -> None:
    """Guard of a server: takes the identity that `x-user-id` and `x-user-roles` name.

    Raises:
        TokenError: `malformed_token`, they hold something that none of ours sends.
    """
    call.identity = from_headers(texts_of(call.metadata))


def acting_user(call: RpcCall, named: str) -> str:
    """The user that a call is made for; calls to others made for it carry that user.

    Args:
        call: as the guard left it.
        named: the request's own `user_id`; "" when it names none.

    Raises:
        ApiError: `unauthorized`, nobody is named; `forbidden`, the identity is another than the request's.
    """
    if call.identity is None:
        if not named:
            raise ApiError("The call names no user.", code="unauthorized", status=401)
        call.identity = from_headers({"x-user-id": named}) or Identity(named)
    elif named and named != call.identity.user_id:
        raise ApiError("The request names another user than its caller.", code="forbidden", status=403)
    # Ends with the call: the server restores what was current before it.
    context.bind(context.amend(user_id=call.identity.user_id, roles=call.identity.roles))
    return call.identity.user_id


class RestRules:
    """Lets a gRPC half use handlers of the REST half: same checks, same view of the call.

    Args:
        endpoints: the REST contract's table.
    """

    def __init__(self, endpoints: Iterable[Endpoint]) -> None:
        self._rows = {row.handler_name: row for row in endpoints}
        self._params = {
            (row.handler_name, name): compile_schema(schema)
            for row in self._rows.values()
            for name, schema in row.schema["params"].items()
        }
        self._bodies = {
            row.handler_name: compile_schema(row.schema["body"])
            for row in self._rows.values()
            if row.schema["body"] is not None
        }

    def call(self, handler: str, call: RpcCall) -> ServerCall:
        """A gRPC call as the handler of an operation sees its calls."""
        return ServerCall(
            self._rows[handler].operation,
            texts_of(call.metadata),
            call.identity,
            call.request_id,
            call.trace_id,
            math.inf if call.expires_at is None else call.expires_at,
            call.peer.rpartition(":")[0],
        )

    def body(self, handler: str, given: Mapping[str, Any]) -> Any:
        """The body of an operation.

        Raises:
            ApiError: `invalid_request`, it does not fit the contract; `details` says where.
        """
        value = dict(given)
        _refuse(self._bodies[handler].iter_errors(value), "")
        model: Any = self._rows[handler].operation.body
        return model.model_validate(value)

    def check(self, handler: str, **given: Any) -> None:
        """Hold values to what an operation says of the parameters of their names.

        Raises:
            ApiError: `invalid_request`; `details` names the parameter.
        """
        for name, value in given.items():
            _refuse(self._params[handler, name].iter_errors(value), f"/{name}")


def _refuse(errors: Iterable[Any], where: str) -> None:
    problems = [
        {"pointer": f"{where}{pointer_of(list(error.instance_path))}", "message": error.message}
        for error, _ in zip(errors, range(PROBLEMS_MAX), strict=False)
    ]
    if problems:
        told = "; ".join(f"{row['pointer'] or 'the request'}: {row['message']}" for row in problems[:3])
        raise ApiError(
            f"The request does not fit the contract: {told}",
            code="invalid_request",
            status=400,
            details={"details": problems},
        )
