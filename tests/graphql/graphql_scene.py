"""A scene for the API's tests: one cycle, three cases in different hands, an open and two closed rounds, a list.

Rows hold from a position on, one a minute; ``scene()`` is made anew for every test.
"""

from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

from biaogan.domain.calibration import strictness
from biaogan.domain.forms import Posting, RankedCase, SheetRow
from biaogan.domain.ids import list_id, sheet_id
from biaogan.projections.cases import CaseFilter, CaseOrder, CaseRow, Page
from biaogan.projections.cycles import CycleRow, DeadlineRow
from biaogan.projections.erasures import ErasureRow
from biaogan.projections.grants import GrantRow
from biaogan.projections.interests import InterestRow
from biaogan.projections.keyset import Part
from biaogan.projections.notices import NationalListRow
from biaogan.projections.organisations import OrganisationRow
from biaogan.projections.people import RoleRow
from biaogan.projections.ranking import RankingRow
from biaogan.projections.rosters import RosterRow
from biaogan.projections.rounds import AssignmentRow, RoundRow, Seat
from biaogan.projections.sheets import ScoreSheetRow
from biaogan.projections.signals.facts import RoundFacts, SheetFacts
from biaogan.projections.signals.report import report
from biaogan.projections.support import SupportRow
from biaogan.projections.unit_reports import UnitReportRow

T0 = datetime(2022, 6, 15, tzinfo=UTC)
HEAD = 99
CYCLE = "cycle_00000000-0000-4000-8000-000000000001"
ORG_A, ORG_B, ORG_C = (f"org_00000000-0000-4000-8000-00000000000{x}" for x in "abc")
CASE_A, CASE_B, CASE_C = (f"case_00000000-0000-4000-8000-00000000000{x}" for x in "abc")
ROSTER = "roster_00000000-0000-4000-8000-000000000001"
OPEN, CLOSED, DESK = (f"round_00000000-0000-4000-8000-00000000000{n}" for n in "123")
LIST = list_id(CYCLE)
SALT = "5a" * 16
EXPERT, PEER = "person_expert", "person_peer"
SCORES = {EXPERT: 80, PEER: 91}

PEOPLE = {
    "person_applicant": ("applicant_signatory", ORG_A),
    "person_other_applicant": ("applicant_editor", ORG_B),
    "person_unit": ("t1_officer", "hebei-01"),
    "person_other_unit": ("t1_approver", "hebei-02"),
    "person_province": ("t2_officer", ""),
    "person_office": ("office_officer", ""),
    "person_director": ("office_director", ""),
    "person_chair": ("committee_chair", ""),
    "person_leader": ("group_leader", ""),
    EXPERT: ("expert", ""),
    PEER: ("expert", ""),
    "person_idle_expert": ("expert", ""),
    "person_auditor": ("integrity_auditor", ""),
    "person_investigator": ("investigator", ""),
    "person_publisher": ("publisher", ""),
    "person_approver": ("caq_approver", ""),
    "person_ministry": ("ministry_consultee", ""),
    "person_registrar": ("registrar", ""),
    "person_custodian": ("key_custodian", ""),
}


def at(position: int) -> str:
    return (T0 + timedelta(minutes=position)).isoformat().replace("+00:00", "Z")


def _same(row: Any, of: dict[str, str]) -> bool:
    return all(getattr(row, name) == value for name, value in of.items())


@dataclass(eq=False)
class FakeViews:
    """Rows with the positions from and to which they hold; counts what is asked of it."""

    rows: list[tuple[Any, int, int]] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)

    def add(self, row: Any, until: int = 2**62) -> None:
        self.rows.append((row, row.since, until))

    def _of(self, kind: type, position: int, **equal: Any) -> tuple[Any, ...]:
        self.calls.append(kind.__name__)
        wanted = {name: value for name, value in equal.items() if value is not None}
        return tuple(
            row
            for row, since, until in self.rows
            if isinstance(row, kind)
            and since <= position < until
            and all(getattr(row, name) == value for name, value in wanted.items())
        )

    def _one(self, kind: type, position: int, **equal: Any) -> Any:
        return next(iter(self._of(kind, position, **equal)), None)

    def cycle(self, id_: str, position: int) -> Any:
        return self._one(CycleRow, position, id=id_)

    def cycles(self, position: int) -> Any:
        return self._of(CycleRow, position)

    def organisation(self, id_: str, position: int) -> Any:
        return self._one(OrganisationRow, position, id=id_)

    def case(self, id_: str, position: int) -> Any:
        return self._one(CaseRow, position, id=id_)

    def suspected(self, ids: Any, position: int) -> frozenset[str]:
        return frozenset(row.id for row in self._of(CaseRow, position) if row.id in ids and row.suspected)

    def cases(
        self,
        position: int,
        which: CaseFilter,
        order: CaseOrder = CaseOrder.ID,
        *,
        first: int = 50,
        after: tuple[str | int, str] | None = None,
        backward: bool = False,
    ) -> Page:
        rows = [
            row
            for row in self._of(CaseRow, position, cycle=which.cycle, unit=which.unit, organisation=which.organisation)
            if (
                which.status is None
                or row.status in which.status
                or (row.noticed and row.status in (which.noticed or ()))
            )
            and (which.ids is None or row.id in which.ids)
            and row.organisation not in (which.without or ())
        ]
        down = order.value[1] is not backward
        rows.sort(key=lambda row: (order.key(row), row.id), reverse=down)
        if after is not None:
            rows = [r for r in rows if ((order.key(r), r.id) < after if down else (order.key(r), r.id) > after)]
        return Page(tuple(rows[:first]), len(rows) > first)

    def roster(self, id_: str, position: int) -> Any:
        return self._one(RosterRow, position, id=id_)

    def rosters(self, cycle: str, position: int) -> Any:
        return self._of(RosterRow, position, cycle=cycle)

    def round(self, id_: str, position: int) -> Any:
        return self._one(RoundRow, position, id=id_)

    def rounds(self, cycle: str, position: int) -> Any:
        return self._of(RoundRow, position, cycle=cycle)

    def assignments(self, expert: str, position: int) -> Any:
        return self._of(AssignmentRow, position, expert=expert)

    def assignments_in(self, round_: str, position: int) -> Any:
        return self._of(AssignmentRow, position, round=round_)

    def seats(self, expert: str) -> Any:
        kept = [(row, until) for row, _, until in self.rows if isinstance(row, AssignmentRow) and row.expert == expert]
        return tuple(Seat(row.round, row.case, row.since, until) for row, until in kept)

    def ranking(self, round_: str, position: int) -> Any:
        return self._of(RankingRow, position, round=round_)

    def unit_reports(self, cycle: str, position: int) -> Any:
        """Of a unit that did something and of one that did nothing; the numbers tell them apart."""
        return (
            UnitReportRow("hebei-01", 3, 1, 2, 3, 1, 1, 0, 0, 1, 1, 0, at(15)),
            UnitReportRow("hebei-02", 3, *[0] * 10, None),
        )

    def timeline(self, case: str, position: int, klasses: Any, *, first: int) -> Any:
        return Part((), False)

    def nothing(self, of: str, position: int) -> Any:
        return ()

    sections = checklists = objections_on = groups = nothing

    def defence(self, case: str, position: int) -> Any:
        return None

    title = defence

    def locked(self, round_: str, position: int) -> int:
        return len(self._of(ScoreSheetRow, position, round=round_))

    def years(self, position: int) -> Any:
        return {}

    def strictness(self, round_: str, position: int) -> Any:
        rows = self._of(ScoreSheetRow, position, round=round_)
        return strictness({(row.case, row.expert): row.total for row in rows})

    def signals(self, round_: str, position: int, without: Any, read_at: Any) -> Any:
        """As computed of the rows; each sheet on a case of ``without`` is left out."""
        mine = [
            row
            for row in self._of(ScoreSheetRow, position, round=round_)
            if self.case(row.case, position).organisation not in without
        ]
        sheets = [SheetFacts(row.id, row.case, row.expert, Fraction(row.total), row.since) for row in mine]
        return report(RoundFacts(round_, tuple(sheets), read_at=read_at))

    def sheets(
        self, position: int, *, round_: str | None = None, case: str | None = None, expert: str | None = None
    ) -> Any:
        assert [round_, case, expert].count(None) in (1, 2), "as the real views have it"
        return self._of(ScoreSheetRow, position, round=round_, case=case, expert=expert)

    def sheet(self, id_: str, position: int) -> Any:
        return self._one(ScoreSheetRow, position, id=id_)

    def sheets_of_cases(self, cases: Any, position: int) -> Any:
        return tuple(row for row in self._of(ScoreSheetRow, position) if row.case in cases)

    def organisations(self, ids: Any, position: int) -> Any:
        return tuple(row for row in self._of(OrganisationRow, position) if row.id in ids)

    def roles(self, person: str, position: int) -> Any:
        return self._of(RoleRow, position, person=person)

    def grants_of(self, person: str, position: int) -> Any:
        return self._of(GrantRow, position, grantee=person)

    def support(self, person: str, supporter: str, position: int) -> Any:
        return self._one(SupportRow, position, person=person, supporter=supporter)

    def erasures(self, subject: str, position: int) -> Any:
        return self._of(ErasureRow, position, subject=subject)

    def interests(self, person: str, position: int) -> Any:
        return self._of(InterestRow, position, person=person)

    def changes(self, row: type, of: Any, after: int, last: int, many: int) -> tuple[int, ...]:
        found = [span for kind, *span in self.rows if isinstance(kind, row) and _same(kind, of)]
        return tuple(sorted({end for span in found for end in span if after < end <= last}))[:many]

    def touched(self, row: type, after: int, last: int, behind: str, many: int, by: str = "id") -> tuple[str, ...]:
        found = [(getattr(kind, by), span) for kind, *span in self.rows if isinstance(kind, row)]
        moved = {id_ for id_, span in found if id_ > behind and any(after < end <= last for end in span)}
        return tuple(sorted(moved))[:many]

    def national_list(self, cycle: str, position: int) -> Any:
        return self._one(NationalListRow, position, cycle=cycle)


def granted(
    views: "FakeViews", person: str, *classes: str, streams: tuple[str, ...], expires: int = 150
) -> "FakeViews":
    """The scene with a grant of two persons."""
    row = GrantRow(
        f"grant_{person}", CYCLE, person, classes, streams, "purpose", "person_second", at(60), at(expires), 60
    )
    views.add(row)
    return views


def case(id_: str, organisation: str, unit: str, status: str, since: int = 10, **more: Any) -> CaseRow:
    """A case whose title ends like its id."""
    row = CaseRow(
        id_, CYCLE, organisation, f"单位{id_[-1]}", unit, f"经验{id_[-1]}", status, True, 1, 2, None, "", 3, at(since), at(since),
        at(since), since, False, False, since,
    )  # fmt: skip
    return replace(row, **more)


def round_(id_: str, kind: str, status: str, since: int = 20) -> RoundRow:
    closed = at(since + 20) if status == "CLOSED" else None
    method, seal = "trimmed" if closed else None, (closed is None, closed)
    return RoundRow(
        id_, CYCLE, kind, status, at(90), 2, 4, method, at(since), closed, (), "operator", *seal, False, None, since
    )  # fmt: skip


def scene() -> FakeViews:
    """Case A noticed, B in desk review, C a draft. Round OPEN (desk, A and B), CLOSED (provincial), DESK (closed)."""
    views = FakeViews()
    config = {"units": [{"code": "hebei-01", "name_zh": "石家庄", "name_en": "SJZ", "kind": "city", "quota": 3}]}
    deadline = DeadlineRow("t1_delivery", "2022-06-30", "2022-07-01T00:00:00+08:00")
    views.add(CycleRow(CYCLE, "nqb-2022", 2022, "质量标杆", "NQB", config, "digest", (deadline,), at(5), 5))
    for organisation in (ORG_A, ORG_B, ORG_C):
        name = f"单位{organisation[-1]}"
        views.add(OrganisationRow(organisation, name, "91130000MA0000001W", "民营", "机械", "石家庄", True, at(6), 6))
    views.add(case(CASE_A, ORG_A, "hebei-01", "DRAFT", 10), until=60)
    views.add(case(CASE_A, ORG_A, "hebei-01", "NOTICE", 60, final_rank=1))
    views.add(case(CASE_B, ORG_B, "hebei-02", "DESK_REVIEW", 11))
    views.add(case(CASE_C, ORG_C, "hebei-02", "DRAFT", 12))
    for person, (role, scope) in PEOPLE.items():
        views.add(RoleRow(person, role, scope, f"name of {person}", at(1), "person_registrar", 1))
    entries = (RankedCase(CASE_A, 1, "推荐"),)
    letter = (ROSTER, CYCLE, "hebei-01", 3, (CASE_A,), "SIGNED", entries, "letter", "2022-06-29", at(15), 15)
    views.add(RosterRow(*letter))
    views.add(round_(OPEN, "desk", "OPEN"))
    for id_, kind in ((CLOSED, "provincial"), (DESK, "desk")):
        views.add(round_(id_, kind, "OPEN"), until=40)
        views.add(replace(round_(id_, kind, "CLOSED"), since=40))
        for place, of in enumerate((CASE_A, CASE_B), 1):
            signed = {"case": of, "final": "399/5"}
            views.add(RankingRow(id_, of, place, "399/5", "79.80", 2, False, False, None, signed, 40))
    for id_, kind in ((OPEN, "desk"), (CLOSED, "provincial"), (DESK, "desk")):
        for expert, of in ((EXPERT, CASE_A), (PEER, CASE_A), (PEER, CASE_B)):
            views.add(AssignmentRow(id_, of, expert, CYCLE, kind, at(90), 20))
            rows = (SheetRow("A1", SCORES[expert]),)
            sheet = sheet_id(id_, of, expert, SALT)
            since = 25 if expert == EXPERT else 24
            views.add(
                ScoreSheetRow(
                    id_, of, expert, sheet, SCORES[expert], rows, f"评语 {expert}", True, False, at(since), since
                )
            )
    posting = Posting("caq_site", "https://example.org/notice", at(60), "page")
    adopted = NationalListRow(
        LIST, CYCLE, "CLEARED_FOR_NOTICE", DESK, entries, "digest", "minutes", "", at(50), since=50
    )
    views.add(adopted, until=60)
    noticed = {"notice_postings": (posting,), "notice_contact": "objections", "notice_closes": at(95)}
    views.add(replace(adopted, status="NOTICE", since=60, notice_published_at=at(60), **noticed))
    return views
