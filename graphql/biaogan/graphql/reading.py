"""Reading at one position, through the visibility table: what a viewer may not see is not loaded into the answer.

Promises: rights are those of today (the head the operation is pinned to), data are those of ``at``; a foreign object and
a missing one are both ``None``; lists are narrowed in the query itself, so no count or page tells of what was left out.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from biaogan.domain.ids import kind_of
from biaogan.graphql import loading, subjects
from biaogan.graphql.context import Context
from biaogan.graphql.narrowing import both, public, through
from biaogan.graphql.viewer import Subject, Viewer
from biaogan.graphql.visibility import ON_LIST, SHOWN_AS, can_see, today, visible
from biaogan.projections.cases import CaseFilter, CaseRow
from biaogan.projections.notices import NationalListRow
from biaogan.projections.organisations import OrganisationRow
from biaogan.projections.queries import Views
from biaogan.projections.rosters import RosterRow
from biaogan.projections.rounds import AssignmentRow, RoundRow
from biaogan.projections.sheets import ScoreSheetRow

CASE = frozenset({"case.listed", "case.content", "case.recommendation", "case.outcome"})
ORGANISATION = frozenset({"case.listed", "organisation.details", "case.process"})
ROUND = frozenset({"round", "round.seal", "round.size", "round.signals", "round.strictness", "ranking"})
SHEET = frozenset({"sheet", "sheet.expert"})
LIST = frozenset({"list.notice", "list.ranks", "list.steps"})
NEED_TO_KNOW = "1.12"
"""The rule in the way of an object as a whole (知悉范围)."""

_ID = re.compile(r"[a-z]+_[0-9A-Za-z-]{1,80}").fullmatch
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Reading:
    """The views at position ``at``, for the viewer of ``context``."""

    context: Context
    at: int
    then: bool = False
    """The facts that decide about rights are those of ``at``, not of today: what was permitted then is asked."""

    @property
    def views(self) -> Views:
        """The read models."""
        return self.context.services.views

    @property
    def today(self) -> int:
        """The position that decides about rights."""
        return self.at if self.then else self.context.basis().position

    def viewer(self) -> Viewer:
        """Who looks, as of today."""
        return self.context.once(loading.viewer_of, self.context)

    def opened(self, klasses: frozenset[str], subject: Subject) -> Mapping[str, bool]:
        """The classes of ``klasses`` that the viewer may see of this subject."""
        return visible(self.viewer(), klasses, subject)

    # --- cases ---

    def case(self, id_: str) -> CaseRow | None:
        """A case, if the viewer may see anything of it."""
        row = self.context.once(self.views.case, id_, self.at) if kind_of(id_) == "case" else None
        return row if row is not None and self.case_open(row) else None

    def cases_open(self, ids: Sequence[str]) -> frozenset[str]:
        """Those of at most a page of cases that the viewer may see anything of, with no question for each."""
        if not ids:
            return frozenset()
        self.context.in_time()
        rows = self.views.cases(self.at, CaseFilter(ids=ids), first=len(ids)).rows
        self.context.pages.update(dict.fromkeys(found := tuple(row.id for row in rows), found))
        return frozenset(row.id for row in rows if self.case_open(row))

    def case_open(self, row: CaseRow) -> Mapping[str, bool]:
        """What the viewer may see of a case."""
        return self.opened(CASE, self.case_subject(row))

    def acts_on(self, row: CaseRow) -> bool:
        """Whether the viewer is party to the case: who may read its content, were no state secret suspected in it."""
        return can_see(self.viewer(), "case.content", replace(self.case_subject(row), suspected=False))

    def case_subject(self, row: CaseRow) -> Subject:
        """A case as the visibility table sees it. ``suspected`` is a fact of today: it closes the whole past."""
        return replace(
            subjects.of_case(row),
            suspected=row.suspected if self.at == self.today else row.id in self._suspected(row.id, self.today),
            suspected_now=self._now(lambda at: row.id in self._suspected(row.id, at)),
        )

    def _suspected(self, case: str, at: int) -> frozenset[str]:
        return self.context.once(self.views.suspected, self._page(case), at)

    def scopes(self, which: CaseFilter) -> list[CaseFilter]:
        """``which`` narrowed to what the viewer is party to: a case is listed if one of these filters finds it.

        A viewer who is no party to anything gets what is public.
        """
        viewer, filed = self.viewer(), which
        if viewer.barred:
            which = replace(which, without=sorted(viewer.barred))
        if can_see(viewer, "case.content", Subject()):
            return [which]
        if viewer.through is not None:
            narrowed = through(which, viewer.through)
            if narrowed is None:
                return []
            filed = which = narrowed
        ours = [CaseFilter(organisation=scope) for scope in sorted(viewer.scopes("applicant_"))]
        own = [CaseFilter(unit=scope) for scope in sorted(viewer.scopes("t1_"))]
        if cases := [case for case in sorted(viewer.cases) if viewer.through is None or self._place_on(case)]:
            own.append(CaseFilter(ids=cases))
        if not ours and not own:
            on_list = can_see(viewer, "case.listed", Subject(on_list=True))
            return [public(which, ON_LIST if on_list else frozenset(SHOWN_AS))]
        found = [*(both(filed, scope) for scope in ours), *(both(which, scope) for scope in own)]
        return [each for each in found if each is not None]

    def organisation(self, case: CaseRow) -> OrganisationRow | None:
        """The organisation of a case the viewer may see."""
        page = self._page(case.id)
        if len(page) == 1:
            return self.context.once(self.views.organisation, case.organisation, self.at)
        return self.context.once(loading.organisations_of, self.views, page, self.at).get(case.organisation)

    # --- rounds, sheets ---

    def round(self, id_: str) -> RoundRow | None:
        """A round, if the viewer may see it."""
        row = self.context.once(self.views.round, id_, self.at) if kind_of(id_) == "round" else None
        return row if row is not None and "round.seal" in self.round_open(row) else None

    def round_open(self, row: RoundRow) -> Mapping[str, bool]:
        """What the viewer may see of a round."""
        return self.opened(ROUND, self.round_subject(row))

    def round_subject(self, row: RoundRow) -> Subject:
        """``closed`` is a fact of today: once a round is closed and its seal opened, it is open for its whole past."""
        closed = subjects.is_open(row) or (
            self.at < self.today
            and (now := self.context.once(self.views.round, row.id, self.today)) is not None
            and subjects.is_open(now)
        )
        closed_now = self._now(lambda at: (now := self._round_at(row.id, at)) is not None and subjects.is_open(now))
        return replace(subjects.of_round(row), closed=closed, closed_now=closed_now)

    def _now(self, holds: Callable[[int], bool]) -> bool | None:
        eyes = self.context.eyes
        return None if eyes is None or self.then else holds(eyes.today)

    def _round_at(self, id_: str, at: int) -> RoundRow | None:
        return self.context.once(self.views.round, id_, at)

    def panel_open(self, row: RoundRow, case: str) -> bool:
        """Whether the viewer may see who scores this case of the round."""
        subject = replace(self.round_subject(row), case=case, organisation=self.organisation_id(case))
        return can_see(self.viewer(), "round.panels", subject)

    def place_shown(self, row: AssignmentRow) -> bool:
        """Whether who looks through an expert's eyes may know of this place of theirs: to everybody else it is K3."""
        round_ = self._round_at(row.round, self.at)
        return round_ is not None and self._told_of(replace(self.round_subject(round_), case=row.case), row.case)

    def _place_on(self, case: str) -> bool:
        row = self.context.once(self.views.case, case, self.at)
        return row is not None and self._told_of(self.case_subject(row), case)

    def _told_of(self, subject: Subject, case: str) -> bool:
        asker, now = self.viewer().through, today(replace(subject, organisation=self.organisation_id(case)))
        return asker is not None and all(can_see(asker, klass, now) for klass in ("round.panels", "sight"))

    def sheets(self, round_: str | None, case: str | None) -> list[tuple[ScoreSheetRow, Mapping[str, bool]]]:
        """The sheets the viewer may see, with what of each. Unless a round is closed that is the viewer's own alone."""
        viewer, once = self.viewer(), self.context.once
        rows: Iterable[ScoreSheetRow] = ()
        if can_see(viewer, "sheet", Subject(closed=True)):
            if case is not None:
                rows = once(loading.sheets_on, self.views, self._page(case), self.at).get(case, ())
            elif round_ is not None:
                rows = once(loading.sheets_in, self.views, round_, self.at)
        elif viewer.person is not None:
            rows = once(loading.sheets_by, self.views, viewer.person, self.at)
        asked = [row for row in rows if round_ in (None, row.round) and case in (None, row.case)]
        asked.sort(key=lambda row: (row.round, row.case, row.id))  # the id tells neither whose a sheet is nor how old
        return [(row, opened) for row in asked if "sheet" in (opened := self.sheet_open(row))]

    def _page(self, case: str) -> tuple[str, ...]:
        return self.context.pages.get(case, (case,))

    def sheet_open(self, row: ScoreSheetRow) -> Mapping[str, bool]:
        """What the viewer may see of a sheet."""
        round_ = self.context.once(self.views.round, row.round, self.at)
        subject = Subject() if round_ is None else self.round_subject(round_)
        subject = replace(subject, organisation=self.organisation_id(row.case))
        return self.opened(SHEET, replace(subject, case=row.case, owner=row.expert))

    def bars(self, case: str) -> bool:
        """Whether the viewer has an interest in whose case it is (利益关系)."""
        return self.organisation_id(case) in self.viewer().barred

    def unbarred(self, rows: Iterable[T] | None, case: Callable[[T], str]) -> list[T] | None:
        """Those rows whose case does not bar the viewer; None if there are none to choose from (erased)."""
        return None if rows is None else [row for row in rows if not self.bars(case(row))]

    def unbarred_of(self, by_case: Mapping[str, Any] | None) -> dict[str, Any] | None:
        """The same of what is told by case."""
        kept = self.unbarred(by_case, str)
        return None if by_case is None or kept is None else {case: by_case[case] for case in kept}

    def organisation_id(self, case: str) -> str:
        """Whose case it is, where that bars the viewer from something; else ""."""
        if not self.viewer().barred:
            return ""
        row = self.context.once(self.views.case, case, self.at)
        return "" if row is None else row.organisation

    # --- rosters, lists ---

    def roster(self, id_: str) -> RosterRow | None:
        """A unit's roster, if the viewer may see it."""
        row = self.context.once(self.views.roster, id_, self.at) if kind_of(id_) == "roster" else None
        return row if row is not None and self.opened(frozenset({"roster"}), Subject(unit=row.unit or "")) else None

    def national_list(self, cycle: str) -> NationalListRow | None:
        """The national list of a cycle, if the viewer may know of it."""
        row = self.context.once(self.views.national_list, cycle, self.at)
        return row if row is not None and self.list_open(row) else None

    def list_open(self, row: NationalListRow) -> Mapping[str, bool]:
        """What the viewer may see of the list."""
        return self.opened(LIST, Subject(listed=row.notice_published_at is not None, on_list=True))


def asked_for(reading: Reading, id_: str, found: T | None) -> T | None:
    """What was asked for by its id. If there is nothing for this viewer, that is noted, existing or not."""
    if found is None and (kind := kind_of(id_)) and _ID(id_):
        reading.context.deny(id_, kind, NEED_TO_KNOW)
    return found
