"""Unwraps of keys beside the records of reads (密钥解开与查阅对照): which stand out, and what explains the others.

Promises: a process remembers a key it has unwrapped, so nothing here proves a read or the lack of one; what stands out is
what honest software does not do, and a reason to look. Unwraps and reads are matched by process, object and time.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from biaogan.domain.ids import kind_of
from biaogan.graphql.past import Past
from biaogan.graphql.reads import Read
from biaogan.graphql.unwraps_port import Unwrap, UnwrapsPort
from biaogan.graphql.viewer import Viewer

WINDOW: Final = timedelta(seconds=15)
"""A read is on record within this time of the unwrap it needed: an operation takes at most ten seconds, its record three."""
SERVICES: Final = frozenset({"serve", "work"})
"""Commands that answer, fold and decide as long as they run."""
ANSWERING: Final = "answering"
TITLE: Final = "title"
"""The field whose reads are asked for an unwrap: of a case, it is always opened with the key of the case, as files are."""
_LISTED: Final = {"case": "case.listed", "org": "case.listed"}
"""Kind of an object -> the class by which everybody may see something of it."""
_PUBLIC: Final = frozenset({"cycle", "list", "committee", "title"})
"""Kinds of which something is shown to everybody in due course."""


class Standing(StrEnum):
    """What explains an unwrap; the first that holds."""

    SERVICE = "SERVICE"
    COMMAND = "COMMAND"
    READ = "READ"
    BESIDE = "BESIDE"
    OPEN_TO_ALL = "OPEN_TO_ALL"
    NO_READ = "NO_READ"


@dataclass(frozen=True, slots=True)
class Judged:
    """An unwrap, what explains it, and the numbers of the records of reads that do."""

    unwrap: Unwrap
    standing: Standing
    reads: tuple[int, ...] = ()

    @property
    def id(self) -> int:
        """Its number."""
        return self.unwrap.id


@dataclass(slots=True)
class Reconciling:
    """For one audit, never kept."""

    past: Past
    port: UnwrapsPort
    in_time: Callable[[], None]
    _memo: dict[tuple[int, int], Sequence[Unwrap | Read]] = field(default_factory=dict)

    def judged(self, unwrap: Unwrap) -> Judged:
        """What explains an unwrap."""
        if unwrap.command and unwrap.work != ANSWERING:
            return Judged(unwrap, Standing.SERVICE if unwrap.command in SERVICES else Standing.COMMAND)
        near = [read for read in self._near(unwrap.at) if read.process == unwrap.process]
        own = tuple(read.id for read in near if read.stream == unwrap.stream)
        if own:
            return Judged(unwrap, Standing.READ, own)
        if near:
            return Judged(unwrap, Standing.BESIDE, tuple(read.id for read in near))
        return Judged(unwrap, Standing.OPEN_TO_ALL if self._open_to_all(unwrap) else Standing.NO_READ)

    def _near(self, at: datetime) -> list[Read]:
        """Reads put on record soon after an instant."""
        place = self.port.first_at(at), self.port.first_at(at + WINDOW)
        if place not in self._memo:
            self.in_time()
            self._memo[place] = self.port.between(*place)
        return [one for one in self._memo[place] if isinstance(one, Read)]

    def _open_to_all(self, unwrap: Unwrap) -> bool:
        kind = kind_of(unwrap.stream)
        if unwrap.personal or not unwrap.command:
            return False
        klass = _LISTED.get(kind)
        return kind in _PUBLIC if klass is None else self.past.permitted(Viewer(), klass, unwrap.stream, unwrap.basis)

    def unopened(self, read: Read) -> bool:
        """Whether the title or a file of a case was shown by a process that cannot have had the key of the case."""
        if not read.allowed or not read.process or kind_of(read.stream) != "case":
            return False
        if TITLE not in (read.fields or ()) and not read.files:
            return False
        self.in_time()
        return not self.port.held(read.process, read.stream, read.at)
