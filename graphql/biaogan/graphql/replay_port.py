"""What a replay needs of the outside (重演接口): the log, and the rules asked again."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True)
class Wrong:
    """What is wrong with a record, by code and in words."""

    position: int
    code: str
    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Replayed:
    """What deciding again found."""

    acts: int
    refusals: int
    undecided: int
    wrongs: Sequence[Wrong]


class ReplayPort(Protocol):
    """The log, as far as deciding again goes. Nothing here writes."""

    def of(self, streams: Iterable[str], last: int) -> Replayed:
        """Every act with a record on these streams, up to position ``last``, each on the world as it was."""
        ...
