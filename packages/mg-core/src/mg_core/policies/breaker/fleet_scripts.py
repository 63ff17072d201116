"""The store's side of a fleet's breaker: Lua scripts, each one step that no other process can come between.

A record is a hash: state (0 closed, 1 half-open, 2 open), generation, since (ms), open_ms, trials, given, ok. Beside it
lie the votes: a sorted set of process → time of its vote. Time is the time of Redis alone. Every key expires.
Every script answers {state, generation, milliseconds left, permits granted}; generation 0 is "no record".

KEYS: record, votes.  ARGV: channel, name, node, quorum, open_ms, trials, generation, count.
"""

from __future__ import annotations

from typing import Final

from .fleet import Kind

_COMMON: Final = """
local record, votes = KEYS[1], KEYS[2]
local channel, name, node = ARGV[1], ARGV[2], ARGV[3]
local clock = redis.call('TIME')
local now = clock[1] * 1000 + math.floor(clock[2] / 1000)
local row = redis.call('HMGET', record, 'state', 'generation', 'since', 'open_ms', 'trials', 'given', 'ok')
local state, generation, since = tonumber(row[1] or 0), tonumber(row[2] or 0), tonumber(row[3] or 0)
local open_ms, trials = tonumber(row[4] or ARGV[5]), tonumber(row[5] or ARGV[6])
local given, ok = tonumber(row[6] or 0), tonumber(row[7] or 0)

local function left()
  if state == 0 then return 0 end
  return math.max(0, since + open_ms - now)
end

local function view(granted)
  return {state, generation, left(), granted or 0}
end

local function announce(kind)
  redis.call('PUBLISH', channel, cjson.encode({
    name = name, kind = kind, state = state, generation = generation, left_ms = left()}))
end

-- a generation is never below the time, so it grows even if Redis forgot everything
local function enter(next_state)
  state, since, given, ok = next_state, now, 0, 0
  generation = math.max(generation + 1, now)
  redis.call('HSET', record, 'state', state, 'generation', string.format('%.0f', generation), 'since',
    string.format('%.0f', since), 'open_ms', open_ms, 'trials', trials, 'given', 0, 'ok', 0)
  redis.call('PEXPIRE', record, math.max(60000, 20 * open_ms))
end

local function current()
  return state == 1 and generation == tonumber(ARGV[7])
end
"""

_LOOK: Final = "return view()"

_VOTE: Final = """
if state ~= 0 and left() > 0 then return view() end
redis.call('ZREMRANGEBYSCORE', votes, '-inf', now - ARGV[5])
redis.call('ZADD', votes, now, node)
redis.call('PEXPIRE', votes, ARGV[5])
if redis.call('ZCARD', votes) >= tonumber(ARGV[4]) then
  open_ms, trials = tonumber(ARGV[5]), tonumber(ARGV[6])
  redis.call('DEL', votes)
  enter(2)
  announce('state')
end
return view()
"""

_WITHDRAW: Final = """
redis.call('ZREM', votes, node)
return view()
"""

_ASK: Final = """
if state == 0 or (state == 2 and left() > 0) then return view() end
if left() == 0 then enter(1) end
local granted = math.max(0, trials - given)
if granted > 0 then
  redis.call('HINCRBY', record, 'given', granted)
else
  announce('wanted')
end
return view(granted)
"""

_SUCCEEDED: Final = """
if not current() then return view() end
ok = redis.call('HINCRBY', record, 'ok', 1)
if ok >= trials then
  enter(0)
  redis.call('DEL', votes)
  announce('state')
end
return view()
"""

_FAILED: Final = """
if not current() then return view() end
enter(2)
announce('state')
return view()
"""

_GIVE_BACK: Final = """
if not current() then return view() end
redis.call('HINCRBY', record, 'given', -tonumber(ARGV[8]))
announce('returned')
return view()
"""

SCRIPTS: Final[dict[Kind, str]] = {
    "look": _COMMON + _LOOK,
    "vote": _COMMON + _VOTE,
    "withdraw": _COMMON + _WITHDRAW,
    "ask": _COMMON + _ASK,
    "succeeded": _COMMON + _SUCCEEDED,
    "failed": _COMMON + _FAILED,
    "give_back": _COMMON + _GIVE_BACK,
}
"""Script of each command."""
