"""How a reader stood to what was read (查阅关系), and to which case of a cycle a read belongs. By the records alone."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from biaogan.domain.ids import kind_of
from biaogan.domain.person import SERVICE
from biaogan.domain.values import instant
from biaogan.graphql.confidentiality.matrix import ELSEWHERE
from biaogan.graphql.past import Past
from biaogan.graphql.reads import Read
from biaogan.graphql.viewer import Relation, Subject
from biaogan.graphql.visibility import TABLE, When
from biaogan.projections.grants import GrantRow

CHANGES: Final = 100_000
"""Changes of grants that are looked at."""
_GRANTED: Final = (When.GRANTED, When.GRANTED_CLOSED)
SEALED: Final = frozenset(
    klass
    for klass, row in TABLE.items()
    if all(when in _GRANTED for relation, when in row.readers.items() if relation is not Relation.SELF)
)
"""Classes that no role opens by itself."""


class Standing(StrEnum):
    """What connected a reader with what was shown; the first that holds."""

    OWN = "own"
    GRANT = "grant"
    ASSIGNED = "assigned"
    ROLE = "role"
    NONE = "none"
    """No role on record then, or a sealed class without a grant: it deserves a look."""


@dataclass(frozen=True, slots=True)
class Lent:
    """A grant as it stood while it was in force (查阅授权): ``until`` is the position of its end, if that is on record."""

    row: GrantRow
    until: int | None
    expires: datetime

    def opens(self, read: Read) -> bool:
        """Whether the read is of a class that the grant names, by its holder, while it lasted."""
        row = self.row
        if read.person != row.grantee or read.klass not in (row.classes or ()) or read.basis < row.since:
            return False
        return read.at < self.expires and (self.until is None or read.basis < self.until)

    def names(self, read: Read, subjects: Sequence[Subject]) -> bool:
        """Whether it names the object, or what that belongs to."""
        return bool(_within(read.stream, subjects) & set(self.row.streams or ()))


def _within(stream: str, subjects: Sequence[Subject]) -> set[str]:
    found = {stream}
    for one in subjects:
        found |= {one.case, one.round, one.cycle, one.owner, one.stream}
    return found - {""}


def lent(past: Past, cycle: str, last: int) -> tuple[Lent, ...]:
    """Every grant of a cycle that was ever in force up to position ``last``, oldest first."""
    views = past.views
    rows: dict[str, GrantRow] = {}
    ends: dict[str, int] = {}
    for position in (*views.changes(GrantRow, {}, -1, last, CHANGES), last):
        now = {row.id: row for row in views.grants(position) if row.cycle == cycle}
        ends |= dict.fromkeys(rows.keys() - now.keys() - ends.keys(), position)
        rows |= now
    found = [Lent(row, ends.get(row.id), instant(row.expires, "expires")) for row in rows.values()]
    return tuple(sorted(found, key=lambda one: (one.row.since, one.row.id)))


@dataclass(slots=True)
class Placing:
    """Where reads belong, as the objects stood at position ``last``."""

    past: Past
    cycle: str
    last: int
    grants: Sequence[Lent]
    _case: dict[str, str | None] = field(default_factory=dict)

    def case(self, stream: str, basis: int | None = None) -> str | None:
        """The case of the cycle that a stream is of; ``ELSEWHERE`` if it is of none or several; None: another cycle's.

        What is of no cycle, and what was not there at ``basis`` either, is about every cycle.
        """
        if stream not in self._case:
            self._case[stream] = self._find(stream, self.last if basis is None else basis)
        return self._case[stream]

    def _find(self, stream: str, basis: int) -> str | None:
        if kind_of(stream) == "cycle":
            return ELSEWHERE if stream == self.cycle else None
        subjects = self.past.subjects(stream, self.last) or self.past.subjects(stream, basis)
        if subjects and not any(one.cycle in ("", self.cycle) for one in subjects):
            return None
        cases = {one.case for one in subjects if one.case and one.cycle == self.cycle}
        return cases.pop() if len(cases) == 1 else ELSEWHERE

    def subjects(self, read: Read) -> tuple[Subject, ...]:
        """What was read, as it stands at the end; as it stood when it was read, if it is there no more."""
        return self.past.subjects(read.stream, self.last) or self.past.subjects(read.stream, read.basis)

    def used(self, read: Read) -> list[Lent]:
        """The grants under which something was shown. What is sealed is shown under no other right, so where the record is
        of the round and the grant of a case in it, the class alone tells.
        """
        opening = [grant for grant in self.grants if grant.opens(read)] if read.allowed else []
        named = [grant for grant in opening if grant.names(read, self.subjects(read))]
        return named or (opening if read.klass in SEALED else [])

    def standing(self, read: Read) -> Standing:
        """What connected the reader with it when it was shown."""
        subjects = self.subjects(read)
        if any(one.owner == read.person for one in subjects):
            return Standing.OWN
        if self.used(read):
            return Standing.GRANT
        for seat in self.past.seats(read.person):
            if seat.since <= read.basis < seat.until and any(
                seat.case == one.case if one.case else seat.round == one.round for one in subjects
            ):
                return Standing.ASSIGNED
        if read.person == SERVICE:
            return Standing.ROLE
        held = read.klass not in SEALED and self.past.roles(read.person, read.basis)
        return Standing.ROLE if held else Standing.NONE
