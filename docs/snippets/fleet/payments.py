"""purgatory's decorator and hooks, with the rules of this page and the circuit in Redis."""

import os

from redis import Redis

from mg_core.contrib.purgatory import CircuitOpenedError, SyncBreakerFactory, SyncRedisUnitOfWork

REDIS = Redis.from_url(os.environ.get("REDIS_URL", "redis://127.0.0.1:6379"))
factory = SyncBreakerFactory(default_threshold=2, default_ttl=30, uow=SyncRedisUnitOfWork(REDIS))
factory.add_listener(lambda circuit, name, _event: print(f"  {circuit}: {name}"))


@factory("payments")
def pay() -> None:
    """What the circuit protects."""
    raise ConnectionError("nobody there")


for _ in range(3):
    try:
        pay()
    except CircuitOpenedError as error:
        print(f"{error.code}, again in {round(error.retry_after_s or 0)} s")
    except ConnectionError as error:
        print(error)
factory.close()
