"""Order of the sections: first what a newcomer reads. mkdocs alone sorts them by name."""

from typing import Any, Final

ORDER: Final = ("Tutorial", "How to", "Resilience", "Explanation", "Reference")


def on_nav(nav: Any, **_: Any) -> Any:
    """Called by mkdocs. Pages that stand alone come first, sections that are not named here last."""
    rank = {title: number for number, title in enumerate(ORDER)}
    nav.items.sort(key=lambda item: rank.get(item.title, len(rank)) if item.is_section else -1)
    return nav
