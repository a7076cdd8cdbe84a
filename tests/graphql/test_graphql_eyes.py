"""``as`` composes with every read field: what the other would have been given there, as far as it is open to the asker today."""

import json
from collections.abc import Iterator
from typing import Any

import objection_journey as o
import pytest
import review_journey as r
import world as w
from every_field import ROOTS, given, query
from fakes import World, code
from stories import AUDITOR, told
from whole_story import DESK, EVERYBODY, GRANTED, stages
from world import CYCLE

from biaogan.domain import ids
from biaogan.domain.access import CLASSES
from biaogan.domain.events import AccessGranted, AccessGrantProposed
from biaogan.domain.two_person import act_digest

ASKER = GRANTED["auditor_granted"].actor
"""An auditor with a grant of every sealed class of the cycle, and of every person."""
OTHERS = ("applicant", "director", "chair", "expert", "province")
OWN = ("sessions", "availableActions", "readsOfMine", "notices")
"""What is of the session that asks, and of nobody else."""
CONFLICTED = ids.expert_id(w.EXPERTS[10].actor)
SHEETS = "{ sheets { number total expertId id } assignments { expertId } ranking { entries { rank } } }"
AT = "query($p: ID!, $at: Position!, $r: ID!, $c: ID!) { at(position: $at) { as(person: $p) { round(id: $r) " + SHEETS
AT += " case(id: $c) { status sheets { expertId } } } } }"


def as_(root: str, person: str, at: int) -> str:
    """The same query through somebody's eyes."""
    head, _, body = query(root).partition("{")
    return f'{head}{{ at(position: {at}) {{ as(person: "{person}") {{ {body.rstrip()[:-1]} }} }} }}'


def plain(answer: Any) -> Any:
    """Without what is of the session."""
    if isinstance(answer, list):
        return [plain(item) for item in answer]
    if isinstance(answer, dict):
        return {name: plain(value) for name, value in answer.items() if name not in OWN}
    return answer


@pytest.fixture(scope="module")
def titled(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, str]:
    """The whole story of a case; the auditor's grant names everybody."""
    scene = stages()["T"].scene.copy()
    people = [record.stream for record in scene.records if record.stream.startswith("person_")]
    given = (CYCLE, ASKER, sorted(CLASSES), sorted(set(people)), "核查", "2099-01-01T00:00:00+08:00")
    grant = "grant_00000000-0000-4000-8000-000000000009"
    scene.record(AccessGrantProposed(*given), grant, w.DIRECTOR, scene.records[-1].at)
    scene.record(AccessGranted(act_digest(AccessGrantProposed(*given)), *given), grant, w.CAQ, scene.records[-1].at)
    world = told(scene, tmp_path_factory.mktemp("eyes"))
    return world, stages()["T"].case


def answers(world: World, case: str, name: str, root: str, at: int, asker: str) -> Any:
    person = EVERYBODY[name]
    assert person is not None
    found = world.data(as_(root, person, at), asker, **given(root, case, CONFLICTED))["at"]["as"]
    return plain(found)


@pytest.mark.parametrize("name", OTHERS)
def test_at_the_head_it_is_what_their_own_query_answers(titled: tuple[World, str], name: str) -> None:
    world, case = titled
    for root in ROOTS.values():
        own = plain(world.data(query(root), EVERYBODY[name], **given(root, case, CONFLICTED)))
        seen = answers(world, case, name, root, world.ledger.at_head, ASKER)
        assert json.dumps(seen) == json.dumps(own), root


@pytest.mark.parametrize("letter", ["O", "N"])
def test_in_the_past_it_is_what_they_were_answered_then(titled: tuple[World, str], letter: str, tmp_path: Any) -> None:
    world, case = titled
    stage = stages()[letter]
    then, at = told(stage.scene, tmp_path), len(stage.scene.records) - 1
    shown = 0
    for name in ("applicant", "office", "expert", "publisher"):
        for label in ("case", "desk", "ranking", "list", "objection", "roster", "group", "viewer"):
            variables = given(ROOTS[label], case, CONFLICTED)
            own = plain(then.data(query(ROOTS[label]), EVERYBODY[name], **variables))
            assert answers(world, case, name, ROOTS[label], at, ASKER) == own, (name, label)
            shown += own != {next(iter(own)): None}
    assert shown > 5, "it shows enough to mean something"


def test_nothing_opens_that_the_asker_may_not_see_today(titled: tuple[World, str]) -> None:
    world, case = titled
    head = world.ledger.at_head
    for root in (ROOTS["desk"], ROOTS["case"], ROOTS["expert"], ROOTS["draw"], ROOTS["group"], ROOTS["viewer"]):
        for name in ("director_granted", "expert"):
            through = answers(world, case, name, root, head, AUDITOR.actor)
            own = plain(world.data(query(root), EVERYBODY[name], **given(root, case, CONFLICTED)))
            asker = plain(world.data(query(root), AUDITOR.actor, **given(root, case, CONFLICTED)))
            assert set(values(through)) <= set(values(own)), "never more than theirs"
            if "viewer" not in root:
                assert {v for v in values(through) if v.startswith("person_")} <= set(values(asker)), (
                    "no name is opened"
                )
    seen = answers(world, case, "director_granted", ROOTS["desk"], head, AUDITOR.actor)
    wide = answers(world, case, "director_granted", ROOTS["desk"], head, ASKER)
    assert w.EXPERTS[5].actor in set(values(wide))
    assert w.EXPERTS[5].actor not in set(values(seen))


def values(answer: Any) -> Iterator[str]:
    """Every leaf as text, but for pictures and cursors, which are made of others."""
    if isinstance(answer, dict):
        answer = [value for name, value in answer.items() if not name.lower().endswith(("plot", "cursor"))]
    if isinstance(answer, list):
        for item in answer:
            yield from values(item)
    elif answer is not None:
        yield str(answer)


def test_an_expert_of_an_open_round_sees_the_own_sheet_only(titled: tuple[World, str]) -> None:
    world, case = titled
    expert = w.EXPERTS[5].actor
    open_ = len(stages()["S"].scene.records) - 1
    found = world.data(AT, ASKER, p=expert, at=open_, r=DESK, c=case)["at"]["as"]
    assert {sheet["expertId"] for sheet in found["round"]["sheets"]} == {expert}
    assert {place["expertId"] for place in found["round"]["assignments"]} == {expert}
    assert found["round"]["ranking"] is None
    assert {sheet["expertId"] for sheet in found["case"]["sheets"]} == {expert}
    narrow = world.data(AT, AUDITOR.actor, p=expert, at=open_, r=DESK, c=case)["at"]["as"]
    assert (narrow["round"], narrow["case"]) == (None, None), "that the expert was to score it is itself sealed"


def test_an_applicant_sees_no_expert_and_no_score(titled: tuple[World, str]) -> None:
    world, case = titled
    found = world.data(AT, ASKER, p=EVERYBODY["applicant"], at=world.ledger.at_head, r=DESK, c=case)["at"]["as"]
    assert (found["round"], found["case"]["sheets"]) == (None, [])
    assert found["case"]["status"] is not None


def test_what_is_open_for_being_ones_own_tells_whose_it_is_and_takes_that_class_too(titled: tuple[World, str]) -> None:
    world, _case = titled
    text = (
        "query($p: ID!, $r: ID!, $o: ID!) { as(person: $p) { round(id: $r) { sheets { total } } objection(id: $o) { status } "
        "objections { nodes { id } } cases(first: 20) { nodes { id } } viewer { assignments { roundId } } } }"
    )
    given = {"r": DESK, "o": o.objection_id()}
    for name, field in (("expert", "round"), ("objector", "objection")):
        own = world.data(text, ASKER, p=EVERYBODY[name], **given)["as"]
        narrow = world.data(text, AUDITOR.actor, p=EVERYBODY[name], **given)["as"]
        assert own[field] is not None
        assert narrow[field] is None
        assert narrow["objections"]["nodes"] == narrow["viewer"]["assignments"] == []
    assert world.data(text, AUDITOR.actor, p=EVERYBODY["office"], **given)["as"]["objection"] is not None
    listed = {node["id"] for node in narrow["cases"]["nodes"]}
    expert = world.data(text, AUDITOR.actor, p=EVERYBODY["expert"], **given)["as"]
    assert {node["id"] for node in expert["cases"]["nodes"]} == listed, "as anybody's: what is public"


def test_it_is_recorded_as_a_read_of_the_asker_that_says_through_whose_eyes(titled: tuple[World, str]) -> None:
    world, case = titled
    world.disclosures.reads.clear()
    person = EVERYBODY["office"]
    text = "query($p: ID!, $c: ID!) { as(person: $p) { case(id: $c) { title sections { digest } } round(id: $c) { status } } }"
    world.data(text, ASKER, p=person, c=case)
    (found,) = world.disclosures.reads
    assert (found.session.person, found.purpose) == (ASKER, f"test [as {person}]")
    shown = {(read.stream, read.klass) for read in found.seen}
    assert shown >= {(person, "sight"), (case, "case.content")}
    assert found.denied == [], "that it was not open to the other is no denial of who looks"


def test_it_composes_with_the_other_fields_and_not_with_itself(titled: tuple[World, str]) -> None:
    world, case = titled
    office, head = EVERYBODY["office"], world.ledger.at_head
    found = world.data(
        "query($p: ID!, $c: ID!, $r: ID!, $a: Position!, $b: Position!) { as(person: $p) { "
        "diff(id: $c, from: $a, to: $b) { changes { field } } at(position: $a) { case(id: $c) { status } } "
        "viewer { person sessions { id } } cases(first: 3) { nodes { id availableActions { name } } } "
        "suppose { ranking(round: $r) { asSigned } } audit { readsBy(person: $p) { nodes { at } } } "
        "as_: node(id: $c) { id } } }",
        ASKER, p=office, c=case, r=r.DEFENCE, a=100, b=head,
    )["as"]  # fmt: skip
    assert found["diff"]["changes"]
    assert found["viewer"] == {"person": office, "sessions": []}, "nobody sees another's sessions"
    assert all(node["availableActions"] == [] for node in found["cases"]["nodes"])
    assert (found["suppose"]["ranking"], found["audit"]) == (None, None), (
        "an officer supposes nothing, and audits nobody"
    )
    nested = 'query($p: ID!) { as(person: $p) { as(role: "expert") { roles } } }'
    assert (
        code(world.send({"query": nested, "variables": {"p": office}, "extensions": {"purpose": "t"}}, ASKER))
        == "BAD_USER_INPUT"
    )
    future = "query($p: ID!) { at(position: 100) { as(person: $p) { at(position: 101) { ledger { size } } } } }"
    assert (
        code(world.send({"query": future, "variables": {"p": office}, "extensions": {"purpose": "t"}}, ASKER))
        == "BAD_USER_INPUT"
    )


@pytest.mark.parametrize("name", ["office", "director", "chair", "expert", "applicant", "registrar", "public"])
def test_nobody_else_looks_through_anothers_eyes(titled: tuple[World, str], name: str) -> None:
    world, case = titled
    text = "query($p: ID!, $c: ID!) { as(person: $p) { case(id: $c) { id } } }"
    assert world.data(text, EVERYBODY[name], p=ASKER, c=case)["as"] is None


def test_an_investigator_looks_through_anothers_eyes_only_at_what_a_grant_of_sight_names(tmp_path: Any) -> None:
    scene, case = stages()["T"].scene.copy(), stages()["T"].case
    investigator, office = EVERYBODY["investigator"], EVERYBODY["office"]
    text = (
        "query($p: ID!, $c: ID!, $o: ID!) { as(person: $p) { case(id: $c) { organisationId } other: case(id: $o) { organisationId } "
        "cases(first: 50) { nodes { id } } viewer { worklist { case { id } } roles { role } notices { nodes { at } } } "
        'cycle(id: "' + CYCLE + '") { id } } }'
    )
    other = next(name for name in scene.world if name.startswith("case_") and name != case)
    given = (CYCLE, investigator, ["sight"], [case], "核查", "2099-01-01T00:00:00+08:00")
    grant, at = "grant_00000000-0000-4000-8000-000000000008", scene.records[-1].at
    scene.record(AccessGrantProposed(*given), grant, w.DIRECTOR, at)
    scene.record(AccessGranted(act_digest(AccessGrantProposed(*given)), *given), grant, w.CAQ, at)
    found = told(scene, tmp_path).data(text, investigator, p=office, c=case, o=other)["as"]
    assert found["case"]["organisationId"] is not None
    assert found["other"] == {"organisationId": None}, (
        "that more than the public part was open to the officer is sealed"
    )
    assert found["cases"]["nodes"] == [{"id": case}]
    assert {task["case"]["id"] for task in found["viewer"]["worklist"]} <= {case}
    assert (found["viewer"]["roles"], found["viewer"]["notices"]["nodes"]) == ([], [])
    assert found["cycle"] == {"id": CYCLE}, "what is public is open through any eyes"
