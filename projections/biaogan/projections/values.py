"""How folds read the values of events (取值)."""

from collections.abc import Iterable
from typing import TypeVar

T = TypeVar("T")


def listed(items: Iterable[T | None] | None) -> tuple[T, ...] | None:
    """The items that are there; ``None`` where the whole list is erased."""
    return None if items is None else tuple(item for item in items if item is not None)


def passed_on(seats: Iterable[str] | None, member: str | None, replacement: str | None) -> tuple[str, ...] | None:
    """The seats with one person in the place of another; who is erased leaves the place out."""
    return listed(replacement if person == member else person for person in seats) if seats is not None else None
