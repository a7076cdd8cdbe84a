"""Every list shows whole rows or none (列表): nothing is there by an empty row, a count or a page that may not be seen."""

import pytest
import world as w
from every_field import ROOTS, given, objects, query
from fakes import World
from stories import AUDITOR, ORGANISATION, told
from test_graphql_matrix import CONFLICTED, blank
from whole_story import DESK, EVERYBODY, stages
from world import CYCLE, Scene, Who, person

from biaogan.domain import events as ev
from biaogan.domain.access import CLASSES
from biaogan.domain.two_person import act_digest

BARRED = {
    f"barred_{role}": Who(person(f"barred {role}"), role)
    for role in (
        "office_officer", "office_director", "committee_chair", "integrity_auditor", "investigator", "t2_officer",
        "ministry_consultee",
    )
}  # fmt: skip
"""Each has declared an interest in the organisation of the first case; director and auditor hold a grant besides."""
ASKING = {**EVERYBODY, **{name: who.actor for name, who in BARRED.items()}}
LISTS = {
    "objections": "objections(first: {n}{after})",
    "experts": "experts(first: {n}{after})",
    "cases": "cases(first: {n}{after})",
    "draws": f'draws(cycle: "{CYCLE}")',
    "groups": f'groups(cycle: "{CYCLE}")',
    "rounds": f'rounds(cycle: "{CYCLE}")',
    "rosters": f'rosters(cycle: "{CYCLE}")',
}
"""Every list of things that have names of their own."""
PAGED = ("objections", "experts", "cases")
STAGES = "ON"


def with_barred(letter: str) -> Scene:
    scene = Scene(stages()[letter].scene.world, list(stages()[letter].scene.records))
    at = scene.records[-1].at
    for number, who in enumerate(BARRED.values()):
        scene.record(ev.RoleGranted(who.role), who.actor, w.REGISTRAR, at)
        scene.record(ev.InterestDeclared(ORGANISATION, "配偶任职"), who.actor, Who(who.actor, "self"), at)
        if who.role in ("office_director", "integrity_auditor"):
            given_ = (CYCLE, who.actor, sorted(CLASSES), [CYCLE], "核查", "2099-01-01T00:00:00+08:00")
            proposal, stream = ev.AccessGrantProposed(*given_), f"grant_00000000-0000-4000-8000-0000000000b{number}"
            scene.record(proposal, stream, w.DIRECTOR, at)
            scene.record(ev.AccessGranted(act_digest(proposal), *given_), stream, AUDITOR, at)
    return scene


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, World]:
    return {letter: told(with_barred(letter), tmp_path_factory.mktemp(letter)) for letter in STAGES}


def listed(world: World, who: str, name: str, first: int = 60) -> list[str]:
    """The ids on a list, page by page; every page but the last is full."""
    found, after = [], ""
    while True:
        text = LISTS[name].replace("{n}", str(first)).replace("{after}", after)
        inside = (
            "{ nodes { id } edges { node { id } } pageInfo { hasNextPage endCursor } }" if name in PAGED else "{ id }"
        )
        answer = world.data(f"{{ {text} {inside} }}", ASKING[who])[name]
        rows = answer["nodes"] if name in PAGED else answer
        found += [row["id"] for row in rows]
        if name not in PAGED:
            return found
        assert rows == [edge["node"] for edge in answer["edges"]]
        if not answer["pageInfo"]["hasNextPage"]:
            return found
        assert len(rows) == first, "no page is shorter for what was left out of it"
        after = f', after: "{answer["pageInfo"]["endCursor"]}"'


@pytest.mark.parametrize("who", ASKING)
def test_what_is_listed_opens_by_its_id_and_pages_are_whole(worlds: dict[str, World], who: str) -> None:
    for letter in STAGES if who in BARRED else "N":
        for name in LISTS:
            ids = listed(worlds[letter], who, name)
            assert len(set(ids)) == len(ids)
            opened = worlds[letter].data("query($i: [ID!]!) { nodes(ids: $i) { id } }", ASKING[who], i=ids)["nodes"]
            assert [node and node["id"] for node in opened] == ids, (letter, name)
            if name in PAGED:
                assert listed(worlds[letter], who, name, first=1) == ids


@pytest.mark.parametrize("who", BARRED)
def test_no_row_of_any_list_is_blank_to_the_interested(worlds: dict[str, World], who: str) -> None:
    """To everybody else the test of the matrix asks it of every list at every stage."""
    for letter in worlds:
        for name, root in ROOTS.items():
            answer = worlds[letter].data(query(root), ASKING[who], **given(root, stages()[letter].case, CONFLICTED))
            for found in objects(answer):
                assert not blank(found), (letter, name, found.place)
                assert found.kind != "Task" or found.node["case"] is not None


@pytest.mark.parametrize("who", BARRED)
def test_before_it_is_public_nothing_tells_the_interested_of_the_case(worlds: dict[str, World], who: str) -> None:
    """Neither by its name, nor by its experts' sheets, a decision of a group, a place in a letter."""
    world, case = worlds["O"], stages()["O"].case
    title = world.data("query($c: ID!) { case(id: $c) { title } }", EVERYBODY["office"], c=case)["case"]["title"]
    for root in ROOTS.values():
        answer = world.data(query(root), ASKING[who], **given(root, case, CONFLICTED))
        assert case not in repr(answer), root
        assert title not in repr(answer), root
    others = world.data("query($r: ID!) { round(id: $r) { sheets { caseId } } }", ASKING[who], r=DESK)["round"]
    assert others is None or case not in repr(others)


def test_an_objection_against_the_own_side_is_no_row_at_all(worlds: dict[str, World]) -> None:
    office, barred = (listed(worlds["N"], who, "objections") for who in ("office", "barred_office_officer"))
    assert (len(office), len(barred)) == (3, 2)


AROUND = {
    "diff": "{ diff(id: CASE, from: 0, to: HEAD) { id changes { part field } } }",
    "changes": "{ changes(from: 0, to: HEAD, first: 100) { id changes { part field } } }",
    "at": "{ at(position: HEAD) { case(id: CASE) { id } } }",
    "audit": "{ audit { readsOf(stream: CASE) { nodes { streamId } } } }",
    "as": '{ as(role: "office_officer") { case(id: CASE) { id title } } }',
    "ledger": "{ ledger { record(position: LAST) { stream type } } }",
}
"""Other ways to the same case: what changed, the past, who read of it, somebody else's eyes, the record itself."""


@pytest.mark.parametrize("who", BARRED)
def test_no_way_around_shows_the_interested_what_the_case_itself_does_not(worlds: dict[str, World], who: str) -> None:
    world, case, scene = worlds["O"], stages()["O"].case, with_barred("O")
    last = max(record.position for record in scene.records if record.stream == case and record.event.KLASS == "K1")
    told_to_office = set()
    for name, text in AROUND.items():
        for word, value in (("CASE", f'"{case}"'), ("HEAD", str(len(scene.records) - 1)), ("LAST", str(last))):
            text = text.replace(word, value)
        assert case not in repr(world.data(text, ASKING[who])), name
        if case in repr(world.data(text, EVERYBODY["office"])):
            told_to_office.add(name)
    assert told_to_office == {"diff", "changes", "at", "ledger"}
