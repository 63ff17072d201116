"""Base classes of generated models: tolerant where a newer service may say more than this code knows."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any, Self

from pydantic import BaseModel, ConfigDict


class Model(BaseModel):
    """A message of a contract.

    Unknown members are ignored, so that a service may add one without breaking older clients. Members can be given
    by their Python name or by their name on the wire; `model_dump(by_alias=True)` writes wire names.
    """

    # A slot and not a private attribute: pydantic compares private attributes, and makes room for them at every parse.
    __slots__ = ("__mg_provenance__",)

    # Validators are built when a model is first used: a client uses few of the models that it imports.
    model_config = ConfigDict(extra="ignore", populate_by_name=True, protected_namespaces=(), defer_build=True)

    def __repr_args__(self) -> Iterator[tuple[str | None, Any]]:
        """What is there: members that were given, None among them, and defaults other than None."""
        return (
            (name, value)
            for name, value in super().__repr_args__()
            if value is not None or name in self.model_fields_set
        )

    def __copy__(self) -> Self:
        """A shallow copy; it comes from where the original comes from."""
        twin: Self = _hand_over(self, super().__copy__())
        return twin

    def __deepcopy__(self, memo: dict[int, Any] | None = None) -> Self:
        """A deep copy; it comes from where the original comes from."""
        twin: Self = _hand_over(self, super().__deepcopy__(memo))
        return twin


_SLOT: Any = Model.__dict__["__mg_provenance__"]


def carried(model: Model) -> Any:
    """What `mg_core.call.provenance.with_provenance` put on a model, or None."""
    try:
        return _SLOT.__get__(model)
    except AttributeError:
        return None


def carry(model: Model, provenance: Any) -> None:
    """Put a provenance on a model. For `mg_core.call.provenance`, which copies first."""
    _SLOT.__set__(model, provenance)


def _hand_over(old: Model, twin: Any) -> Any:
    provenance = carried(old)
    if provenance is not None:
        carry(twin, provenance)
    return twin


class OpenStrEnum(StrEnum):
    """An enumeration that accepts values which the contract does not list yet.

    An unlisted value becomes a member without a place in iteration; it compares equal to its string and travels
    back unchanged.
    """

    @property
    def is_known(self) -> bool:
        """Whether the contract lists this value."""
        return self._value_ in type(self)._value2member_map_

    @classmethod
    def _missing_(cls, value: object) -> Self | None:
        if not isinstance(value, str):
            return None
        member: Any = str.__new__(cls, value)
        member._name_ = value
        member._value_ = value
        return member  # type: ignore[no-any-return]  # str.__new__ of a subclass of Any
