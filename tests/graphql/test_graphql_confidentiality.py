"""保密审计报告, its content: counted from reads of a scene whose answers can be counted by hand."""

from collections import Counter
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from audit_views import AuditViews, views
from graphql_scene import CASE_A, CASE_B, CASE_C, CYCLE, EXPERT, HEAD, OPEN, ORG_A, PEER, SALT, T0, granted

from biaogan.domain.ids import sheet_id
from biaogan.graphql.class_words import CLASSES, class_words
from biaogan.graphql.confidentiality.asking import confidentiality
from biaogan.graphql.confidentiality.counting import Count, ranges
from biaogan.graphql.confidentiality.matrix import matrix_of
from biaogan.graphql.confidentiality.standing import SEALED
from biaogan.graphql.ports import Basis
from biaogan.graphql.reads import Coverage, Read
from biaogan.graphql.visibility import TABLE
from biaogan.projections.cases import CaseRow
from biaogan.projections.cycles import CycleRow
from biaogan.projections.grants import GrantRow

SHEET = sheet_id(OPEN, CASE_A, EXPERT, SALT)
OTHER = "cycle_00000000-0000-4000-8000-000000000002"
FOREIGN = "case_00000000-0000-4000-8000-00000000000f"


class ReportViews(AuditViews):
    """With what the report asks besides."""

    def grants(self, position: int) -> Any:
        return self._of(GrantRow, position)


@dataclass
class Book:
    """Reads on record, by id."""

    reads: list[Read]
    canaries: frozenset[str] = frozenset()
    found: Coverage = field(default_factory=lambda: Coverage(10**6, 0, ()))

    def between(self, first: int, end: int) -> list[Read]:
        return self.reads[first:end]

    def first_at(self, time: Any) -> int:
        return sum(read.at < time for read in self.reads)

    def size(self) -> int:
        return len(self.reads)

    def coverage(self, end: int, log_size: int) -> Coverage:
        return self.found


def basis(position: int) -> Basis:
    return Basis(position, T0 + timedelta(minutes=position), "root")


def book(*rows: tuple[str, str, str, int, bool], **more: Any) -> Book:
    """Reads in order: person, stream, class, position, allowed."""
    reads = [
        Read(id_, T0 + timedelta(minutes=position), person, stream, klass, position, allowed)
        for id_, (person, stream, klass, position, allowed) in enumerate(rows)
    ]
    return Book(reads, **more)


READS = (
    ("person_office", CASE_A, "case.content", 22, True),
    ("person_office", CASE_A, "case.content", 23, True),
    (EXPERT, CASE_A, "case.content", 24, True),
    (EXPERT, SHEET, "sheet", 26, True),
    (EXPERT, CASE_B, "case", 27, False),
    ("person_office", ORG_A, "organisation.details", 28, True),
    ("person_office", OPEN, "round.seal", 29, True),
    ("person_auditor", CYCLE, "audit", 30, True),
    ("person_unit", "case_00000000-0000-4000-8000-0000000000ff", "case", 31, False),
    (PEER, CASE_B, "case.content", 61, True),
)


def told(over: AuditViews, of: Book, first: int = 0, last: int = HEAD, **more: Any) -> dict[str, Any]:
    found = confidentiality(over, of, basis, CYCLE, first, last, HEAD, **{"named": True, **more})  # type: ignore[arg-type]
    assert found is not None
    return found


@pytest.fixture
def over() -> ReportViews:
    return ReportViews(views().rows)


def test_the_matrix_is_what_one_counts_by_hand(over: ReportViews) -> None:
    report = told(over, book(*READS))
    persons = [row["person"] for row in report["readers"]]
    cases = [row["case"] for row in report["cases"]]
    matrix = {(persons[r], cases[c]): (reads, denials) for r, c, reads, denials in report["matrix"]}
    assert matrix == {
        ("person_office", CASE_A): (3, 0),
        (EXPERT, CASE_A): (2, 0),
        (EXPERT, CASE_B): (0, 1),
        (PEER, CASE_B): (1, 0),
    }
    shown = Counter(person for person, *_, allowed in READS if allowed)
    denied = Counter(person for person, *_, allowed in READS if not allowed)
    assert {row["person"]: (row["reads"], row["denials"]) for row in report["readers"]} == {
        person: (shown[person], denied[person]) for person in {row[0] for row in READS}
    }
    assert report["totals"] == {"records": 10, "reads": 8, "denials": 2, "readers": 5, "cases": 2, "objects": 7}
    assert {row["object"]: (row["reads"], row["denials"]) for row in report["elsewhere"]} == {
        "round": (1, 0), "cycle": (1, 0), "case": (0, 1),
    }  # fmt: skip


def test_the_service_has_a_row_and_is_no_person(over: ReportViews) -> None:
    report = told(over, book(*READS, ("service", CYCLE, "audit", 62, True)))
    assert [row["roles"] for row in report["readers"] if row["person"] == "service"] == [["system"]]
    assert (len(report["readers"]), report["totals"]["readers"]) == (6, 5)


def test_levels_classes_and_rules_are_those_of_the_visibility_table(over: ReportViews) -> None:
    report = told(over, book(*READS))
    for name, key in (("levels", "level"), ("classes", "class"), ("rules", "rule")):
        assert sum(row["reads"] for row in report[name]) == 8, name
        assert sum(row["denials"] for row in report[name]) == 2, name
        assert len({row[key] for row in report[name]}) == len(report[name])
    assert {row["level"]: row["reads"] for row in report["levels"]} == {"K0": 0, "K1": 6, "K2": 1, "K3": 1, "": 0}
    assert {row["rule"]: row["denials"] for row in report["rules"]}["1.12"] == 2
    assert {row["class"]: row["readers"] for row in report["classes"]}["case"] == 2


def test_what_connected_a_reader_with_what_was_read_is_told_apart(over: ReportViews) -> None:
    granted(over, "person_investigator", "round.panels", "audit", streams=(CASE_A,), expires=80)
    rows = (
        *READS,
        ("person_investigator", CASE_A, "round.panels", 60, True),
        ("person_investigator", OPEN, "round.panels", 61, True),
        ("person_investigator", CASE_B, "audit", 62, True),
        ("person_investigator", CASE_A, "round.panels", 63, False),
        ("person_investigator", CASE_A, "round.panels", 80, True),
        ("person_nobody", CASE_A, "case.content", 80, True),
        ("service", CYCLE, "audit", 81, True),
    )
    report = told(over, book(*rows))
    assert {row["standing"]: row["reads"] for row in report["standings"]} == {
        "own": 1, "grant": 2, "assigned": 2, "role": 7, "none": 2,
    }  # fmt: skip
    [grant] = report["grants"]
    assert (grant["reads"], grant["records"], grant["objects"]) == (2, "10-11", {"case": 1}), "the panel is the round's"
    assert report["readers"][grant["reader"]]["person"] == "person_investigator"


def test_what_no_role_opens_by_itself_is_read_off_the_visibility_table() -> None:
    assert {"round.panels", "sheet.expert", "case.sealed", "expert", "objection.objector", "round.signals"} <= SEALED
    assert not {"case.content", "audit", "person", "committee", "sheet"} & SEALED


def test_a_grant_that_ended_is_shown_with_its_end_and_one_that_was_not_used_too(over: ReportViews) -> None:
    def add(id_: str, cycle: str, until: int) -> None:
        days = ("2022-06-15T00:33:00.000000Z", "2022-06-16T00:00:00.000000Z")
        row = GrantRow(id_, cycle, "person_director", ("expert",), ("person_x",), "p", "person_y", *days, 33)
        over.add(row, until=until)

    add("grant_1", CYCLE, 44)
    add("grant_2", OTHER, HEAD)
    [grant] = told(over, book())["grants"]
    assert (grant["grant"], grant["position"], grant["ended"]) == ("grant_1", 33, 44)
    assert (grant["reads"], grant["records"], grant["reader"]) == (0, "", None)
    assert told(over, book(), last=32)["grants"] == []


def test_who_may_not_know_the_readers_is_given_no_id_of_a_person(over: ReportViews) -> None:
    granted(over, "person_investigator", "round.panels", streams=("person_peer",), expires=80)
    rows = (*READS, ("person_auditor", "person_peer", "person", 70, False))
    names, numbers = told(over, book(*rows)), told(over, book(*rows), named=False)
    assert "person_" in str(names)
    assert "person_" not in str(numbers)
    for name in ("totals", "levels", "classes", "standings", "matrix", "findings", "coverage"):
        assert names[name] == numbers[name]


def test_a_period_holds_its_own_positions_and_another_cycle_is_left_out(over: ReportViews) -> None:
    row = over.case(CASE_C, HEAD)
    over.add(CaseRow(**{**{name: getattr(row, name) for name in row.__slots__}, "id": FOREIGN, "cycle": OTHER}))
    of = book(
        *READS, ("person_office", FOREIGN, "case.content", 62, True), ("person_auditor", OTHER, "audit", 63, True)
    )
    assert told(over, of)["totals"]["records"] == 10
    report = told(over, of, 23, 27)
    assert report["totals"] == {"records": 4, "reads": 3, "denials": 1, "readers": 2, "cases": 2, "objects": 3}
    assert report["period"]["since"] == "2022-06-15T00:23:00.000000Z"
    assert told(over, of, end=3)["totals"]["records"] == 3
    assert confidentiality(over, of, basis, "cycle_none", 0, HEAD, HEAD) is None  # type: ignore[arg-type]


def test_what_stands_out_points_to_its_reader_its_cases_and_its_records(over: ReportViews) -> None:
    report = told(over, book(*READS, canaries=frozenset({CASE_B})))
    found = {row["kind"]: row for row in report["findings"] if row["records"] == "9"}
    cases = [row["case"] for row in report["cases"]]
    assert [cases[column] for column in found["CANARY"]["cases"]] == [CASE_B]
    assert report["readers"][found["CANARY"]["reader"]]["person"] == PEER
    assert report["decoys"] == 1
    outside = [row for row in report["findings"] if row["kind"] == "OUTSIDE_ASSIGNMENT"]
    assert [(row["records"], row["count"], row["figures"]) for row in outside] == [("4", 1, {"shown": 0, "denied": 1})]


def test_what_is_not_committed_missing_or_altered_is_said(over: ReportViews) -> None:
    report = told(over, book(*READS, found=Coverage(7, 2, (3, 4))))
    assert report["coverage"] == {"end": 10, "committed": 7, "uncommitted": "7-9", "missing": 2, "altered": "3-4"}


def test_nothing_is_told_as_nothing(over: ReportViews) -> None:
    report = told(over, book())
    assert report["totals"] == dict.fromkeys(("records", "reads", "denials", "readers", "cases", "objects"), 0)
    assert [row["level"] for row in report["levels"]] == ["K0", "K1", "K2", "K3", ""]
    assert (report["matrix"], report["findings"], report["grants"], report["openings"]) == ([], [], [], [])


def test_cases_with_the_same_readers_stand_side_by_side_and_so_do_their_readers() -> None:
    panels = {f"p{n}": [f"c{c}" for c in range(12) if c % 3 == n % 3] for n in range(9)}
    cells = {(person, case): Count(1) for person, cases in panels.items() for case in cases}
    cells |= {("office", f"c{c}"): Count(1) for c in range(12)}
    matrix = matrix_of(cells, dict.fromkeys(panels, 1) | {"office": 0})
    assert matrix.persons[0] == "office"
    groups = [int(case[1:]) % 3 for case in matrix.cases]
    assert groups == sorted(groups, key=groups.index), "each panel's cases in one piece"
    blocks = [int(person[1:]) % 3 for person in matrix.persons[1:]]
    assert blocks == groups[::4] * 3 or blocks == [group for group in dict.fromkeys(groups) for _ in range(3)]


def test_numbers_are_written_as_people_write_them() -> None:
    assert ranges([9, 3, 4, 5, 3]) == "3-5,9"
    assert ranges([]) == ""


def test_every_class_of_the_visibility_table_has_a_name() -> None:
    assert set(CLASSES) == set(TABLE)
    assert not [words for words in CLASSES.values() if not words.zh or not words.en]
    assert class_words("case").zh == "项目"
    assert class_words("unheard").en == "unheard"


def test_the_cycle_is_named_by_its_published_name(over: ReportViews) -> None:
    row = over.cycle(CYCLE, HEAD)
    assert isinstance(row, CycleRow)
    report = told(over, book())
    assert report["cycle"] == {"id": CYCLE, "zh": row.name_zh, "en": row.name_en, "year": row.year}
    assert report["config"] == row.digest
