"""gRPC and event clients have a public face too."""

from __future__ import annotations

import inspect

from mg_clients import cache_invalidation, rpc, sync_events
from mg_core.events import EventPublisher, EventSubscriber
from mg_core.rpc import RpcClient


def test_each_of_the_six_services_has_a_grpc_client_with_a_method_per_row() -> None:
    named = [getattr(rpc, name) for name in rpc.__all__]
    clients = [thing for thing in named if inspect.isclass(thing) and issubclass(thing, RpcClient)]

    assert len(clients) == 6
    for client in clients:
        own = [name for name, thing in vars(client).items() if inspect.isfunction(thing)]
        assert len(own) == len(client.rpc_methods) > 0


def test_each_event_contract_has_a_publisher_and_a_subscriber() -> None:
    for module in (sync_events, cache_invalidation):
        things = [getattr(module, name) for name in module.__all__]
        assert [thing for thing in things if inspect.isclass(thing) and issubclass(thing, EventPublisher)]
        assert [thing for thing in things if inspect.isclass(thing) and issubclass(thing, EventSubscriber)]
