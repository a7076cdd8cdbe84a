"""Who sees what of the further chapters: one line a field of each class, asked by everybody, in whole stories."""

from pathlib import Path
from typing import Any

import objection_journey as o
import pytest
import review_journey as r
import world as w
from fakes import World
from stories import CAST, DRAW, GRANT, STORIES, objected, told, under_grant
from world import Scene

from biaogan.domain import ids
from biaogan.graphql.visibility import TABLE

EVERYBODY = set(CAST)
OVERSIGHT = {"auditor", "investigator"}
K3 = {"auditor"}
"""The one who holds a grant of two persons; the director and the investigator hold none."""
OFFICE = {"office", "director"}
K2 = {*OFFICE, "chair", *OVERSIGHT}
PARTIES = {"applicant", "unit", "province", *K2}
EXPERT = ids.expert_id(CAST["expert"] or "")
REVIEWERS = {"expert", "leader"}
"""Both score the case: the leader of the group is an expert on its panel."""
DECIDERS = {"approver", *K2}

TABLE_OF_READERS: list[tuple[str, str, str, str, set[str]]] = [
    # class, story, query, path to the value, who gets one
    ("case.process", "objected", "case(id: $case) { checklists { stage } }", "case.checklists", PARTIES),
    ("case.process", "objected", "case(id: $case) { holds { outcome } }", "case.holds", PARTIES),
    ("case.content", "objected", "case(id: $case) { sections { digest } }", "case.sections", REVIEWERS | PARTIES),
    ("case.content", "objected", "case(id: $case) { declaration { directions } }", "case.declaration.directions", REVIEWERS | PARTIES),
    ("case.content", "objected", "case(id: $case) { timeline { nodes { type } } }", "case.timeline.nodes", REVIEWERS | PARTIES),
    ("case.sealed", "objected", "case(id: $case) { timeline { nodes { actorId } } }", "case.timeline.nodes.0.actorId", K3),
    ("case.sealed", "objected", "case(id: $case) { checklists { actorId } }", "case.checklists.0.actorId", K3),
    ("objection", "objected", "objection(id: $objection) { status }", "objection.status", {"objector", *K2}),
    ("objection.report", "objected", "objection(id: $objection) { findings }", "objection.findings", K2),
    ("objection.file", "objected", "objection(id: $objection) { file { text } }", "objection.file", K3),
    ("objection.file", "objected", "objection(id: $objection) { ballots { vote } }", "objection.ballots", K3),
    ("objection.file", "objected", "objection(id: $objection) { investigatorIds }", "objection.investigatorIds", K3),
    ("objection.objector", "objected", "objection(id: $objection) { objector }", "objection.objector", {"objector", *K3}),
    ("objection", "objected", "objections { nodes { id } }", "objections.nodes", {"objector", *K2}),
    ("case.content", "reviewed", "case(id: $case) { defence { place } }", "case.defence.place", REVIEWERS | PARTIES),
    ("case.review", "reviewed", "case(id: $case) { defence { minutes } }", "case.defence.minutes", REVIEWERS | K2),
    ("case.review", "reviewed", "case(id: $case) { siteVisits { doubt } }", "case.siteVisits", REVIEWERS | K2),
    ("case.sealed", "reviewed", "case(id: $case) { defence { attendance } }", "case.defence.attendance", K3),
    ("case.sealed", "reviewed", "case(id: $case) { siteVisits { team } }", "case.siteVisits.0.team", K3),
    ("expert", "reviewed", "expert(id: $expert) { industries }", "expert.industries", {"expert", *K3}),
    ("expert.employments", "reviewed", "expert(id: $expert) { employments { employer } }", "expert.employments", {"expert", *K3}),
    ("expert.conflicts", "reviewed", "expert(id: $expert) { conflicts { kind } }", "expert.conflicts", K3),
    ("expert", "reviewed", "experts { nodes { id } }", "experts.nodes", K3),
    ("committee.formed", "reviewed", "committee(cycle: $cycle) { formedAt }", "committee.formedAt", K2),
    ("committee", "reviewed", "committee(cycle: $cycle) { chairId memberIds }", "committee.chairId", K3),
    ("group", "reviewed", "group(id: $group) { consensus { decisions { advance } entries { rank } } }", "group.consensus", {"leader", *K2}),
    ("group", "reviewed", "groups(cycle: $cycle) { overrides { reason } }", "groups.0.overrides", {"leader", *K2}),
    ("group.sealed", "reviewed", "group(id: $group) { memberIds }", "group.memberIds", K3),
    ("group.sealed", "reviewed", "group(id: $group) { consensus { votes { yes } } }", "group.consensus.0.votes", K3),
    ("draw", "reviewed", "draw(id: $draw) { secret }", "draw.secret", K2),
    ("round.panels", "reviewed", "draws(cycle: $cycle) { panels }", "draws.0.panels", K3),
    ("round.progress", "reviewed", "round(id: $round) { locked }", "round.locked", {*OFFICE, *OVERSIGHT}),
    ("pipeline", "reviewed", "pipeline(cycle: $cycle) { unit status cases }", "pipeline", {"unit", "other_unit", "province", *K2}),
    ("cycle", "reviewed", "cycle(id: $cycle) { history { kind } }", "cycle.history", EVERYBODY),
    ("cycle", "reviewed", "cycle(id: $cycle) { interpretations { text } }", "cycle.interpretations", EVERYBODY),
    ("cycle", "reviewed", "calendarYears { year holidays }", "calendarYears", EVERYBODY),
    ("register", "awarded", "register { nodes { status ground } }", "register.nodes", EVERYBODY),
    ("case.process", "awarded", "register { nodes { checkedYear } }", "register.nodes.0.checkedYear", PARTIES),
    ("case.process", "awarded", "case(id: $case) { award { duties { kind } } }", "case.award.duties", PARTIES),
    ("title.revocation", "awarded", "case(id: $case) { award { revocations { ground } } }", "case.award.revocations", DECIDERS),
    ("title.revocation", "awarded", "case(id: $case) { award { adverseFacts { kind } } }", "case.award.adverseFacts", DECIDERS),
    ("case.process", "awarded", "case(id: $case) { organisation { bars { untilYear } } }", "case.organisation.bars", PARTIES),
    ("list.notice", "awarded", "nationalList(cycle: $cycle) { noticeClock { over } }", "nationalList.noticeClock", EVERYBODY),
]  # fmt: skip
NAMES = {
    "case": None, "objection": o.objection_id(), "expert": EXPERT, "cycle": w.CYCLE, "group": r.GROUP, "draw": DRAW,
    "round": r.DESK,
}  # fmt: skip


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[World, str]]:
    """Each story, told once."""
    found = {}
    for name, story in STORIES.items():
        scene, case = story()
        found[name] = (told(scene, tmp_path_factory.mktemp(name)), case)
    return found


def follow(value: Any, path: str) -> Any:
    """``a.0.b`` of an answer; None where there is nothing on the way."""
    for step in path.split("."):
        if value is None or (step.isdigit() and not value):
            return None
        value = value[int(step)] if step.isdigit() else value[step]
    return value


@pytest.mark.parametrize("line", TABLE_OF_READERS, ids=lambda line: f"{line[0]} {line[2]}")
def test_a_field_is_for_those_the_table_names(
    worlds: dict[str, Any], line: tuple[str, str, str, str, set[str]]
) -> None:
    klass, story, query, path, readers = line
    world, case = worlds[story]
    given = {name: value or case for name, value in NAMES.items() if f"${name}" in query}
    declared = ", ".join(f"${name}: ID!" for name in given)
    document = f"query({declared}) {{ {query} }}" if given else f"{{ {query} }}"
    seen = {who for who, actor in CAST.items() if follow(world.data(document, actor, **given), path)}
    assert seen == readers
    assert klass in TABLE


def test_every_further_class_is_asked_for() -> None:
    chapters = ("case.", "title.", "register", "objection", "expert", "committee", "group", "draw", "pipeline")
    asked_elsewhere = {"case.listed", "case.recommendation", "case.outcome", "case.suspected"}
    further = {klass for klass in TABLE if klass.startswith(chapters)} | {"round.progress"}
    assert further - asked_elsewhere <= {line[0] for line in TABLE_OF_READERS}


def test_an_objector_sees_the_own_objection_alone_and_a_letter_is_nobodys(worlds: dict[str, Any]) -> None:
    world, _ = worlds["objected"]
    query = "query($s: [ObjectionStatus!]) { objections(status: $s) { nodes { id status } } }"

    def found(who: str | None, *states: str) -> list[str]:
        return [n["status"] for n in world.data(query, who, **({"s": states} if states else {}))["objections"]["nodes"]]

    assert found(CAST["office"]) == ["DECIDED", "REFUSED", "LEAD"]
    assert found(CAST["office"], "LEAD") == ["LEAD"]
    assert found(CAST["objector"]) == ["DECIDED"]
    assert found(o.RIVAL.actor) == ["LEAD"]
    assert found(CAST["unit"]) == found(None) == []
    letter = '{ objection(id: "%s") { id } node(id: "%s") { id } }' % ((o.objection_id(2),) * 2)
    assert world.data(letter, CAST["objector"]) == {"objection": None, "node": None}
    assert world.data(letter, CAST["office"])["node"] == {"id": o.objection_id(2)}


def test_a_grant_of_one_objection_opens_its_file_and_no_other(tmp_path: Path) -> None:
    scene, _ = objected()
    other = Scene(scene.world, [x for x in scene.records if x.stream != GRANT])
    world = told(under_grant(other.copy(), o.objection_id(1)), tmp_path)
    query = "query($o: ID!) { objection(id: $o) { objector status } experts { nodes { id } } }"
    for n, opened in ((1, True), (3, False)):
        found = world.data(query, CAST["auditor"], o=o.objection_id(n))
        assert found["objection"]["status"]
        assert (found["objection"]["objector"] is not None) is opened
        assert found["experts"]["nodes"] == []


def test_reading_what_is_sealed_is_noted_and_what_is_public_is_not(worlds: dict[str, Any]) -> None:
    world, case = worlds["objected"]
    world.disclosures.seen.clear()
    query = "query($o: ID!) { objection(id: $o) { objector } calendarYears { year } }"
    world.data(query, CAST["auditor"], o=o.objection_id())
    assert {(d.stream, d.klass, d.fields) for d in world.disclosures.seen} == {
        (o.objection_id(), "objection.objector", frozenset({"objector"}))
    }
    world.disclosures.seen.clear()
    other, _ = worlds["awarded"]
    other.disclosures.seen.clear()
    other.data("{ register { nodes { number status ground } } }")
    assert other.disclosures.seen == []
    assert case


def test_the_applicant_learns_of_the_hold_and_its_outcome_never_of_the_objection(worlds: dict[str, Any]) -> None:
    world, case = worlds["objected"]
    query = """query($c: ID!) { case(id: $c) { holds { outcome remedy correction decidedAt informedAt }
      timeline(first: 100) { nodes { type } } } }"""
    found = world.data(query, CAST["applicant"], c=case)["case"]
    [hold] = found["holds"]
    assert (hold["outcome"], hold["remedy"], hold["correction"]) == ("corrected", "correct", "更正企业名称")
    kinds = {line["type"] for line in found["timeline"]["nodes"]}
    assert "case_held_for_objection/1" in kinds
    assert "objection_received/1" not in kinds, "that somebody objected is K3 until the case is held"
    audited = world.data(query, CAST["auditor"], c=case)["case"]["timeline"]["nodes"]
    assert "objection_received/1" in {line["type"] for line in audited}


@pytest.mark.parametrize("story", STORIES)
def test_a_foreign_thing_and_a_missing_one_answer_alike(worlds: dict[str, Any], story: str) -> None:
    world, _ = worlds[story]
    names = [o.objection_id(), EXPERT, r.GROUP, DRAW, r.COMMITTEE]
    ids_ = [name for found in names for name in (found, found.split("_")[0] + "_missing")]
    for who in ("other_applicant", "registrar", "idle_expert"):
        assert world.data("query($i: [ID!]!) { nodes(ids: $i) { id } }", CAST[who], i=ids_)["nodes"] == [None] * 10
