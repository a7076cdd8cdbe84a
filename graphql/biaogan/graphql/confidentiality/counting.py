"""Counting reads (计数): shown and denied apart, by whatever key; and how records, levels and rules are named. Pure."""

from collections import defaultdict
from collections.abc import Hashable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final, TypeVar

from biaogan.graphql.reading import NEED_TO_KNOW
from biaogan.graphql.reads import Read
from biaogan.graphql.visibility import TABLE

K = TypeVar("K", bound=Hashable)


@dataclass(slots=True)
class Count:
    """How often something was shown (查阅), and denied (被拒)."""

    reads: int = 0
    denials: int = 0

    def add(self, read: Read) -> None:
        """One more."""
        if read.allowed:
            self.reads += 1
        else:
            self.denials += 1

    @property
    def both(self) -> int:
        """Either way."""
        return self.reads + self.denials

    def told(self) -> dict[str, int]:
        """For a report."""
        return {"reads": self.reads, "denials": self.denials}


def counted(reads: Iterable[tuple[K, Read]]) -> dict[K, Count]:
    """How many reads there are of each key."""
    found: dict[K, Count] = defaultdict(Count)
    for key, read in reads:
        found[key].add(read)
    return dict(found)


NOTHING: Final = Count()


def rows(name: str, found: Mapping[str, Count]) -> list[dict[str, Any]]:
    """One row for each key, under ``name``, by key."""
    return [{name: key, **count.told()} for key, count in sorted(found.items())]


def ranges(ids: Iterable[int]) -> str:
    """Numbers as people write them: ``3-5,9``."""
    spans: list[list[int]] = []
    for id_ in sorted(set(ids)):
        if spans and id_ == spans[-1][1] + 1:
            spans[-1][1] = id_
        else:
            spans.append([id_, id_])
    return ",".join(f"{low}-{high}" if high > low else f"{low}" for low, high in spans)


def level_of(klass: str) -> str:
    """The confidentiality (密级) of a class of fields, K0 to K3; "" for what was denied as a whole."""
    return TABLE[klass].level[:2] if klass in TABLE else ""


def rule_of(read: Read) -> str:
    """The rule by which the class is open, or not."""
    return TABLE[read.klass].rule if read.klass in TABLE else NEED_TO_KNOW
