"""Public fakes: what our own tests use, for the tests of those who build on mg-core.

ManualClock           time that moves when told to, or by sleeping
VirtualLoop           an event loop whose timers fire at once, in order
LoopClock             the time of the running loop, for clients on a VirtualLoop
ScriptedTransport     answers from a list, remembers what was sent
RecordingTransport    passes on to a real transport and remembers both sides
race                  runs a job in many threads that begin together
"""

from ..clock import LoopClock
from .clocks import ManualClock, VirtualLoop, run_virtual
from .threads import race
from .transports import (
    BlockingScriptedTransport,
    Exchange,
    RecordingTransport,
    ScriptedTransport,
    Sent,
    answer,
    problem,
)

__all__ = [
    "BlockingScriptedTransport",
    "Exchange",
    "LoopClock",
    "ManualClock",
    "RecordingTransport",
    "ScriptedTransport",
    "Sent",
    "VirtualLoop",
    "answer",
    "problem",
    "race",
    "run_virtual",
]
