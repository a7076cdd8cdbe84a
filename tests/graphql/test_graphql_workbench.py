"""The workbench of an objection: everything on one page, each part for whom it is open elsewhere too."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import objection_journey as o
import pytest
import review_journey as r
import world as w
from stories import AUDITOR, CAST, objected, told, under_grant
from test_graphql_suppose import SceneGrounds
from world import CYCLE

from biaogan.domain import events as ev
from biaogan.domain import ids
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


WHAT_IF = """query($o: ID!) { workbench(objection: $o) { whatIf {
  roundId leftOut { caseId expertId why } entries { caseId rankBefore rankAfter scoreBefore scoreAfter } } } }"""
CONFLICTED = r.DESK_PANEL[0].actor


def conflicting(path: Path, since: str, until: str = "", kind: str = "kinship", granted: str = CYCLE) -> Any:
    """The case objected to, and what is supposed of an expert of its panel, of whom a conflict was declared."""
    scene = o.reported()[0].people(AUDITOR)
    case = scene.world[o.objection_id()].case
    declared = ev.ConflictDeclared(CYCLE, scene.world[case].organisation, kind, since, until, "合同")
    entry = ids.expert_id(CONFLICTED)
    for event in (r.profile(CONFLICTED), declared):
        scene.record(event, entry, w.OFFICER, scene.records[-1].at)
    under_grant(scene, case if granted == "case" else granted, o.objection_id(), CONFLICTED)
    world = replace(told(scene, path), grounds=SceneGrounds(scene))
    return case, world.data(WHAT_IF, CAST["auditor"], o=o.objection_id())["workbench"]["whatIf"]


def gone(found: Any) -> dict[str, set[tuple[str, str]]]:
    """Round -> case and signer of each sheet that is left out."""
    return {row["roundId"]: {(s["caseId"], s["expertId"]) for s in row["leftOut"]} for row in found}


@pytest.mark.parametrize("granted", [CYCLE, "case"])
def test_what_if_leaves_out_only_what_was_locked_on_the_case_under_the_conflict(tmp_path: Path, granted: str) -> None:
    case, found = conflicting(tmp_path, "2021-03-01", granted=granted)
    assert gone(found)[r.DESK] == {(case, CONFLICTED)}
    assert set().union(*gone(found).values()) == {(case, CONFLICTED)}, (
        "no sheet on another case, however wide the grant"
    )
    assert {tuple(sheet["why"]) for row in found for sheet in row["leftOut"]} == {("CONFLICT",)}


@pytest.mark.parametrize(
    ("since", "until", "kind", "left_out"),
    [
        ("2022-09-01", "", "kinship", False),
        ("2015-01-01", "2018-01-01", "kinship", False),
        ("2015-01-01", "2018-01-01", "consultant", False),
        ("2015-01-01", "2021-01-01", "consultant", True),
        ("2015-01-01", "2021-01-01", "kinship", False),
    ],
)
def test_what_if_asks_whether_the_conflict_stood_when_the_sheet_was_locked(
    tmp_path: Path, since: str, until: str, kind: str, left_out: bool
) -> None:
    case, found = conflicting(tmp_path, since, until, kind)
    assert found, "that nothing would change is an answer too"
    assert set().union(*gone(found).values()) == ({(case, CONFLICTED)} if left_out else set())
    if not left_out:
        assert all(entry["scoreBefore"] == entry["scoreAfter"] for row in found for entry in row["entries"])


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
