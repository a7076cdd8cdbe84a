"""``diff`` of what belongs to a case beside its own fields: over the real views, for whom each part is open."""

from pathlib import Path
from typing import Any

import objection_journey as o
import pytest
from fakes import World
from stories import CAST, STORIES, objected, told
from world import Scene

from biaogan.graphql.awards import AdverseFact, Duty, Revocation, StatusCheck, Title
from biaogan.graphql.case_file import Checklist, Defence, Hold, Section
from biaogan.graphql.diff_parts import camel
from biaogan.graphql.guard import guarded_fields

DIFF = """query($id: ID!, $a: Position!, $b: Position!) {
  diff(id: $id, from: $a, to: $b) { changes { part field before after causes { position type } } } }"""
NESTED = {"items", "revocation_postings"}
"""Fields with a selection of their own."""


def every(kind: type) -> str:
    """Every plain field of a type that has a class."""
    return "{ " + " ".join(camel(name) for name in guarded_fields(kind) if name not in NESTED) + " }"


PARTS = f"""query($c: ID!) {{ case(id: $c) {{
  sections {every(Section)} checklists {every(Checklist)} defence {every(Defence)} holds {every(Hold)}
  award {{ title {every(Title)} duties {every(Duty)} checks {every(StatusCheck)} adverseFacts {every(AdverseFact)}
    revocations {every(Revocation)} }} }} }}"""
WHO = ("public", "applicant", "other_applicant", "unit", "office", "chair", "expert", "auditor", "investigator")


@pytest.fixture(scope="module", params=["objected", "awarded"])
def story(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[World, Scene, str]:
    scene, case = STORIES[request.param]()
    return told(scene, tmp_path_factory.mktemp(request.param)), scene, case


def changes(world: World, who: str | None, id_: str, before: int, after: int) -> dict[tuple[str | None, str], Any]:
    """The differences, by part and field."""
    found = world.data(DIFF, who, id=id_, a=before, b=after)["diff"]
    return {(change["part"], change["field"]): change for change in (found or {"changes": []})["changes"]}


def flat(case: Any) -> dict[tuple[str, str], Any]:
    """What the query shows, as differences call it."""
    if case is None:
        return {}
    award = case["award"] or {"title": None, "duties": [], "checks": [], "adverseFacts": [], "revocations": []}
    parts = {f"sections/{row['section']}": row for row in case["sections"]}
    parts |= {f"duties/{row['activity'] or 'VIDEO'}": row for row in award["duties"]}
    for name in ("checklists", "holds"):
        parts |= {f"{name}/{number}": row for number, row in enumerate(case[name], 1)}
    for name in ("checks", "adverseFacts", "revocations"):
        parts |= {f"{name}/{number}": row for number, row in enumerate(award[name], 1)}
    parts |= {"defence": case["defence"] or {}, "award": award["title"] or {}}
    return {(part, name): value for part, row in parts.items() for name, value in row.items() if value is not None}


@pytest.mark.parametrize("who", WHO)
def test_a_part_is_in_a_difference_for_whom_the_case_shows_it_and_for_nobody_else(story: Any, who: str) -> None:
    world, scene, case = story
    shown = flat(world.data(PARTS, CAST[who], c=case)["case"])
    found = changes(world, CAST[who], case, 0, len(scene.records) - 1)
    nested = {camel(name) for name in NESTED}
    after = {place: change["after"] for place, change in found.items() if place[0] and place[1] not in nested}
    assert {place: value for place, value in after.items() if value is not None} == shown
    assert shown or who in ("public", "other_applicant")


def test_a_hold_differs_by_the_acts_that_made_it_and_who_is_told_is_on_record(tmp_path: Path) -> None:
    scene, case = objected()
    world = told(scene, tmp_path)
    admitted, decided = (
        next(r.position for r in scene.records if r.stream == o.objection_id() and topic == r.event.TOPIC)
        for topic in ("objection_admitted/1", "objection_decided/1")
    )
    found = changes(world, CAST["applicant"], case, admitted - 1, len(scene.records) - 1)
    causes = {
        field: [cause["position"] for cause in found["holds/1", field]["causes"]] for field in ("heldAt", "outcome")
    }
    assert causes == {"heldAt": [admitted], "outcome": [decided]}
    assert found["holds/1", "outcome"]["after"] == "corrected"
    assert (case, "case.process") in {(read.stream, read.klass) for read in world.disclosures.seen}
    assert not any(o.objection_id() in str(change) for change in found.values())
    assert ("holds/1", "heldAt") not in changes(world, CAST["applicant"], case, admitted, decided - 1)


def test_a_section_differs_by_its_digest(tmp_path: Path) -> None:
    scene, case = objected()
    world = told(scene, tmp_path)
    saved = [r for r in scene.records if r.stream == case and r.event.TOPIC == "declaration_saved/1"]
    assert saved
    last = saved[-1]
    found = changes(world, CAST["applicant"], case, last.position - 1, last.position)
    digests = {place: change for place, change in found.items() if place[1] == "digest"}
    assert [place[0] for place in digests] == ["sections/F2"]
    assert [cause["position"] for change in digests.values() for cause in change["causes"]] == [last.position]
    assert changes(world, CAST["public"], case, last.position - 1, last.position) == {}
