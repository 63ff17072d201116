"""Prompts that a person can pick in an MCP host."""

from __future__ import annotations

from collections.abc import Mapping

import mcp_types as types

MAX_CHARS = 200
"""Characters kept of one argument."""

TONIGHT = types.Prompt(
    name="what_to_watch_tonight",
    title="What shall I watch tonight?",
    description="Finds a few titles that fit the evening, from the platforms that you have connected.",
    arguments=[
        types.PromptArgument(name="mood", description="E.g. something light, or a thriller.", required=False),
        types.PromptArgument(
            name="time_available", description="E.g. 90 minutes, or the whole evening.", required=False
        ),
        types.PromptArgument(
            name="company", description="E.g. alone, or with two children of 8 and 10.", required=False
        ),
    ],
)

PROMPTS = (TONIGHT,)
"""What is offered."""

_SAID = {
    "mood": "I am in the mood for {}.",
    "time_available": "I have this much time: {}.",
    "company": "I am watching with: {}.",
}


def what_to_watch(arguments: Mapping[str, str], tools: frozenset[str]) -> types.GetPromptResult:
    """The prompt, with what the person said.

    Args:
        arguments: by name; unknown ones and empty ones are left out.
        tools: names of the tools that are offered; only those are spoken of.
    """
    lines = ["What shall I watch tonight?"]
    lines += [words.format(_clean(arguments[name])) for name, words in _SAID.items() if _clean(arguments.get(name, ""))]
    ways = {
        "get_recommendations": "Start with get_recommendations.",
        "search_content": "Use search_content when what I said is more specific than my usual taste.",
        "list_history": "Leave out what list_history shows that I have finished.",
    }
    lines += [words for name, words in ways.items() if name in tools]
    lines.append("Suggest three titles that I can watch now: for each the platform, the running time and why it fits.")
    message = types.PromptMessage(role="user", content=types.TextContent(type="text", text="\n".join(lines)))
    return types.GetPromptResult(description=TONIGHT.description, messages=[message])


def _clean(text: str) -> str:
    return "".join(char if char.isprintable() else " " for char in text).strip()[:MAX_CHARS]
