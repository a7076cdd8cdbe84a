"""身份推知: the audit of reads tells nobody whose a sheet or an objection is, or who is on a panel, to whom that is not open."""

from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest
from audit_views import views
from fakes import World, world
from graphql_scene import CASE_A, CYCLE, DESK, EXPERT, PEER, SALT, T0, FakeViews, granted

from biaogan.domain.ids import sheet_id
from biaogan.graphql.reads import Read
from biaogan.projections.objections import ObjectionRow
from biaogan.projections.sheets import ScoreSheetRow

OWN = sheet_id(DESK, CASE_A, EXPERT, SALT)
OBJECTION = "objection_00000000-0000-4000-8000-000000000001"
BY = "query($p: ID!) { audit { readsBy(person: $p) { nodes { streamId } } } }"
OF = "query($s: ID!) { audit { readsOf(stream: $s) { nodes { personId } } } }"
KNOWERS = """query($s: ID!, $k: String!, $at: Position) {
  audit { whoCouldHaveKnown(stream: $s, class: $k, at: $at) { personId read } } }"""


def audited(over: FakeViews) -> World:
    """An expert has read the own sheet, and its round; an officer the sheet; a person the own objection."""
    values = dict.fromkeys((field.name for field in fields(ObjectionRow)), None)
    own = {"id": OBJECTION, "case": CASE_A, "cycle": CYCLE, "filer": "person_unit", "by_letter": False, "since": 5}
    over.add(ObjectionRow(**values | own))  # type: ignore[arg-type]
    one = world(over)
    for person, stream, klass in (
        (EXPERT, OWN, "sheet"),
        (EXPERT, DESK, "round"),
        (PEER, CASE_A, "case.content"),
        ("person_office", OWN, "sheet"),
        ("person_unit", OBJECTION, "objection"),
    ):
        at = T0 + timedelta(minutes=50)
        one.book.reads.append((person, Read(0, at, person, stream, klass, 50, allowed=True, fields=(), purpose="why")))
    return one


def seen(one: World) -> dict[str, Any]:
    def asked(text: str, **variables: Any) -> Any:
        return one.data(text, "person_auditor", **variables)["audit"]

    def knowers(stream: str, klass: str, at: int = 99) -> dict[str, bool]:
        found = asked(KNOWERS, s=stream, k=klass, at=at)["whoCouldHaveKnown"]
        return {row["personId"]: row["read"] for row in found}

    return {
        "by the expert": {row["streamId"] for row in asked(BY, p=EXPERT)["readsBy"]["nodes"]},
        "by the objector": {row["streamId"] for row in asked(BY, p="person_unit")["readsBy"]["nodes"]},
        "of the sheet": {row["personId"] for row in asked(OF, s=OWN)["readsOf"]["nodes"]},
        "of the objection": {row["personId"] for row in asked(OF, s=OBJECTION)["readsOf"]["nodes"]},
        "panel": {person: read for person, read in knowers(CASE_A, "case.content").items() if person in (EXPERT, PEER)},
        "author": set(knowers(OWN, "sheet", 30)),
        "objector": {"person_unit"} & set(knowers(OBJECTION, "objection")),
    }


def test_to_an_auditor_without_a_grant_the_audit_names_who_really_read_what_is_not_their_own() -> None:
    assert seen(audited(views())) == {
        "by the expert": {DESK},
        "by the objector": set(),
        "of the sheet": {"person_office"},
        "of the objection": set(),
        "panel": {PEER: True},
        "author": set(),
        "objector": set(),
    }


@pytest.mark.parametrize("stream", [CYCLE, CASE_A])
def test_under_a_grant_of_these_classes_it_names_everybody(stream: str) -> None:
    classes = ("sheet.expert", "round.panels", "objection.objector")
    assert seen(audited(granted(views(), "person_auditor", *classes, streams=(stream,)))) == {
        "by the expert": {DESK, OWN},
        "by the objector": {OBJECTION},
        "of the sheet": {EXPERT, "person_office"},
        "of the objection": {"person_unit"},
        "panel": {EXPERT: False, PEER: True},
        "author": {EXPERT},
        "objector": {"person_unit"},
    }


def test_a_grant_of_the_round_opens_its_panels_alone() -> None:
    found = seen(audited(granted(views(), "person_auditor", "round.panels", streams=(DESK,))))
    assert found["panel"] == {EXPERT: False, PEER: True}
    assert (found["by the expert"], found["author"]) == ({DESK}, set())


def test_a_sheet_that_is_there_no_more_still_tells_nobody_whose_it_was() -> None:
    for grant in (False, True):
        over = views()
        over.rows = [
            (row, since, 60 if isinstance(row, ScoreSheetRow) and row.id == OWN else until)
            for row, since, until in over.rows
        ]
        if grant:
            granted(over, "person_auditor", "sheet.expert", streams=(DESK,))
        found = seen(audited(over))
        assert found["by the expert"] == ({DESK, OWN} if grant else {DESK})
