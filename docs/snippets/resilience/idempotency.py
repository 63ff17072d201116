"""An answer that gets lost on its way back."""

from stage import Act, Asked, Stage

from mg_clients.ingestion import AsyncIngestionClient, Platform, QueueAddRequest
from mg_core import Policy, RetryPolicy, TimeoutPolicy
from mg_core.testing import LoopClock

TITLE = "The first answer is lost; the repeated request carries the same Idempotency-Key"
POLICY = Policy("page", TimeoutPolicy(attempt_s=1.0, total_s=5.0), retry=RetryPolicy(max_retries=2, backoff_s=(0.1,)))
ITEM = {"id": "1", "platform": "netflix", "content_id": "80057281", "title": "Dark", "added_at": "2026-01-01T00:00:00Z"}


class Queue:
    """A service that remembers the keys that it has seen."""

    def __init__(self) -> None:
        self.rows = 0
        self.seen: set[str] = set()

    def __call__(self, asked: Asked) -> Act:
        """Add a row for a new key; give the stored answer for a known one."""
        key = asked.headers["idempotency-key"]
        self.rows += key not in self.seen
        self.seen.add(key)
        return Act(status=201, body=ITEM, lost=asked.number == 0)


async def scene() -> Stage:
    """One call."""
    queue = Queue()
    stage = Stage(queue)
    client = AsyncIngestionClient(
        "http://ingestion.example",
        transport=stage,
        clock=LoopClock(),
        rng=lambda: 0.5,
        policies={"addToQueue": POLICY},
    )
    async with client:
        await stage.watch(client.add_to_queue(QueueAddRequest(platform=Platform("netflix"), content_id="80057281")))
    print(f"requests {len(stage.requests)}, rows {queue.rows}")
    return stage
