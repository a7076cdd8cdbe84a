"""Who might see what at a position of the past (回溯): roles, assignments, grants and interests of then, by the ONE table.

Not the rights of today, as everywhere else: this answers what the service would have answered at that position.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any, Final

from biaogan.domain.ids import kind_of
from biaogan.graphql import loading, subjects
from biaogan.graphql.viewer import Subject, Viewer
from biaogan.graphql.visibility import can_see
from biaogan.projections.cases import CaseFilter
from biaogan.projections.people import RoleRow
from biaogan.projections.queries import Views
from biaogan.projections.rounds import Seat
from biaogan.projections.sheets import ScoreSheetRow
from biaogan.projections.versioned import END

CASES: Final = 100
"""Cases of one organisation that are looked at."""
MOVES: Final = 10_000
"""Changes of the roles of one person that are looked at."""


@dataclass(frozen=True, slots=True)
class Past:
    """The views, remembering what was asked of them. Made for one audit, never kept."""

    views: Views
    memo: dict[Any, Any] = field(default_factory=dict)

    def _once(self, load: Callable[..., Any], *key: Any) -> Any:
        place = (getattr(load, "__name__", load), key)
        if place not in self.memo:
            self.memo[place] = load(*key)
        return self.memo[place]

    def viewer(self, person: str, at: int, now: datetime) -> Viewer:
        """A person as they stood at a position, by the clock of then."""
        found: Viewer = self._once(self._viewer, person, at, now)
        return found

    def _viewer(self, person: str, at: int, now: datetime) -> Viewer:
        return loading.viewer_at(self.views, person, at, lambda: now)

    def seats(self, person: str) -> Sequence[Seat]:
        """What the person ever had to score."""
        found: Sequence[Seat] = self._once(self.views.seats, person)
        return found

    def roles(self, person: str, at: int) -> tuple[str, ...]:
        """Names of the roles the person held at a position. Asked once for each time at which they changed."""
        moves = self._once(self._moves, person)
        place = bisect_right(moves, at)
        held = self._once(self.views.roles, person, moves[place - 1]) if place else ()
        return tuple(sorted({row.role for row in held}))

    def _moves(self, person: str) -> tuple[int, ...]:
        return self.views.changes(RoleRow, {"person": person}, -1, END - 1, MOVES)

    def locked(self, person: str, at: int) -> frozenset[tuple[str, str]]:
        """Round and case of each sheet the person had locked by a position."""
        rows = self._once(loading.sheets_by, self.views, person, at)
        return frozenset((row.round, row.case) for row in rows)

    def sheet(self, stream: str, at: int) -> ScoreSheetRow | None:
        """The sheet of a stream, if it stood locked at a position."""
        found: ScoreSheetRow | None = self._once(self.views.sheet, stream, at)
        return found

    def subjects(self, stream: str, at: int) -> tuple[Subject, ...]:
        """An object as the table saw it at a position: an organisation once for each of its cases.

        () if there was none, and for kinds of objects that are not named here.
        """
        found: tuple[Subject, ...] = self._once(self._subjects, stream, at)
        return found

    def known(self, stream: str, at: int) -> tuple[Subject, ...]:
        """The same; its stream alone of what was not there, or is not named here."""
        return self.subjects(stream, at) or (Subject(stream=stream),)

    def _subjects(self, stream: str, at: int) -> tuple[Subject, ...]:
        views = self.views
        match kind_of(stream):
            case "case":
                return tuple(subjects.of_case(row) for row in _there(views.case(stream, at)))
            case "round":
                return tuple(subjects.of_round(row) for row in _there(views.round(stream, at)))
            case "sheet":
                return tuple(self._of_sheet(stream, at))
            case "objection":
                return tuple(self._of_objection(stream, at))
            case "expert":
                return tuple(self._of_expert(stream, at))
            case "org":
                rows = views.cases(at, CaseFilter(organisation=stream), first=CASES).rows
                return (Subject(organisation=stream), *map(subjects.of_case, rows))
            case "roster":
                return tuple(Subject(unit=row.unit or "", cycle=row.cycle) for row in _there(views.roster(stream, at)))
            case "person":
                return (Subject(owner=stream),)
        return ()

    def _of_sheet(self, stream: str, at: int) -> Iterator[Subject]:
        for sheet in _there(self.sheet(stream, at)):
            for round_ in _there(self.views.round(sheet.round, at)):
                organisation = self._organisation(sheet.case, at)
                yield replace(subjects.of_round(round_), organisation=organisation, case=sheet.case, owner=sheet.expert)

    def _of_expert(self, stream: str, at: int) -> Iterator[Subject]:
        """The pool serves every cycle."""
        for row in _there(self.views.expert(stream, at)):
            for cycle in self.views.cycles(at):
                yield Subject(owner=row.person, cycle=cycle.id, stream=stream)

    def _of_objection(self, stream: str, at: int) -> Iterator[Subject]:
        for row in _there(self.views.objection(stream, at)):
            organisation = self._organisation(row.case, at)
            owner = "" if row.by_letter else row.filer
            yield Subject(organisation=organisation, owner=owner, case=row.case, cycle=row.cycle or "", stream=stream)

    def _organisation(self, case: str, at: int) -> str:
        row = self._once(self.views.case, case, at)
        return "" if row is None else row.organisation

    def permitted(self, viewer: Viewer, klass: str, stream: str, at: int) -> bool:
        """Whether the table would have let this viewer read the class of the object."""
        return any(can_see(viewer, klass, subject) for subject in self.subjects(stream, at))


def _there(row: Any) -> tuple[Any, ...]:
    return () if row is None else (row,)
