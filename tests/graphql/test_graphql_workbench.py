"""The workbench of an objection: everything on one page, each part for whom it is open elsewhere too."""

from dataclasses import replace
from typing import Any

import objection_journey as o
import pytest
from stories import CAST, objected, told

from biaogan.graphql.workbench import likeness
from biaogan.projections.objections import OBJECTIONS, ObjectionRow

QUERY = """query($o: ID!) { workbench(objection: $o) {
  objection { status ground findings objector }
  case { id sections { section } timeline { nodes { type } } }
  panel { expertId roundId conflicts { kind } }
  whatIf { roundId }
  comparable { id outcome }
  clocks { kind due doneAt over workingDaysLeft }
} }"""
K2 = {"office", "director", "chair", "auditor", "investigator"}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Any:
    return told(objected()[0], tmp_path_factory.mktemp("objected"))


def test_it_is_for_whoever_may_see_findings_and_sealed_parts_stay_for_a_grant(world: Any) -> None:
    found = {who: world.data(QUERY, actor, o=o.objection_id())["workbench"] for who, actor in CAST.items()}
    assert {who for who, bench in found.items() if bench} == K2
    assert {who for who, bench in found.items() if bench and bench["panel"]} == {"auditor"}
    assert {who for who, bench in found.items() if bench and bench["objection"]["objector"]} == {"auditor"}
    assert all(found[who]["case"]["timeline"]["nodes"] for who in K2)
    assert all(found[who]["whatIf"] == [] for who in K2), "nobody on the panel has a conflict"


def test_its_clocks_tell_what_was_kept_and_how_many_working_days_are_left(world: Any) -> None:
    clocks = {row["kind"]: row for row in world.data(QUERY, CAST["office"], o=o.objection_id(2))["workbench"]["clocks"]}
    assert clocks["NOTICE"]["due"] == o.CLOSES
    assert (clocks["NOTICE"]["over"], clocks["NOTICE"]["workingDaysLeft"]) == (False, 2), "12 and 13 October"
    decided = world.data(QUERY, CAST["office"], o=o.objection_id())["workbench"]["clocks"]
    assert [row["kind"] for row in decided] == sorted(
        (row["kind"] for row in decided), key=lambda kind: {row["kind"]: row["due"] for row in decided}[kind]
    )
    assert {row["kind"]: row["doneAt"] is not None for row in decided}["NOTICE"] is False


def test_past_decisions_of_the_same_ground_stand_beside_it_and_never_itself(world: Any) -> None:
    beside = world.data(QUERY, CAST["auditor"], o=o.objection_id(2))["workbench"]["comparable"]
    assert beside == [{"id": o.objection_id(1), "outcome": "corrected"}]
    assert world.data(QUERY, CAST["auditor"], o=o.objection_id(1))["workbench"]["comparable"] == []


def test_likeness_goes_by_the_ground_before_all_then_subject_remedy_and_another_case() -> None:
    given: Any = dict.fromkeys(OBJECTIONS.fields)
    one = ObjectionRow(**given | {"ground": "procedure", "subject": "review", "remedy_sought": "rescore", "case": "a"})
    other = replace(one, case="b")
    changed = [other, one, replace(other, remedy_sought="drop"), replace(other, subject="materials")]
    assert [likeness(one, row) for row in changed] == [15, 14, 13, 11]
    assert likeness(one, replace(other, ground="secrecy")) == 0
    assert likeness(replace(one, ground=None), replace(other, ground=None)) == 0, "what is erased is like nothing"


def test_who_is_not_let_in_is_on_record_and_so_is_who_read_the_clocks(world: Any) -> None:
    for who in ("objector", "applicant"):
        world.disclosures.denied.clear()
        assert world.data(QUERY, CAST[who], o=o.objection_id()) == {"workbench": None}
        assert {(d.stream, d.klass) for d in world.disclosures.denied} == {(o.objection_id(), "objection.report")}
    world.disclosures.seen.clear()
    world.data("query($o: ID!) { workbench(objection: $o) { clocks { kind } } }", CAST["office"], o=o.objection_id())
    assert {(d.stream, d.klass) for d in world.disclosures.seen} == {(o.objection_id(), "objection")}


def test_a_missing_objection_has_no_workbench(world: Any) -> None:
    assert world.data(QUERY, CAST["auditor"], o=o.objection_id(9)) == {"workbench": None}
