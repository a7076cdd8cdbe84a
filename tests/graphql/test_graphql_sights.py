"""``as``: what somebody was permitted to see at a position, beside what is on record that they saw."""

from datetime import timedelta
from typing import Any

import pytest
from fakes import World, code, world
from graphql_scene import (
    CASE_A,
    CASE_B,
    CYCLE,
    DESK,
    EXPERT,
    ORG_A,
    ORG_B,
    PEER,
    PEOPLE,
    ROSTER,
    SALT,
    T0,
    FakeViews,
    granted,
    scene,
)  # fmt: skip

from biaogan.domain.ids import sheet_id
from biaogan.graphql.reads import Read
from biaogan.graphql.visibility import TABLE
from biaogan.projections.interests import InterestRow

AS = """query($at: Position!, $p: ID, $r: String, $s: String! = "", $ids: [ID!]) {
  at(position: $at) { as(person: $p, role: $r, scope: $s) { person roles sights(ids: $ids) {
    stream klass level permitted rule reads denials fields files purposes lastAt } } } }"""
DIGEST = "ab" * 32


def read(stream: str, klass: str, basis: int, *fields: str, allowed: bool = True, **more: Any) -> Read:
    shown = {"fields": fields, "files": more.get("files", ()), "purpose": "why"}
    return Read(1, T0 + timedelta(minutes=basis), "", stream, klass, basis, allowed, **shown)


def told(at: int, *ids: str, one: World | None = None, asker: str = "person_auditor", **who: str) -> Any:
    """(object, class) -> what is told; None if nothing is."""
    asked = {"p": who.get("person"), "r": who.get("role"), "s": who.get("scope", "")}
    found = (one or world()).data(AS, asker, at=at, ids=list(ids) or None, **asked)["at"]["as"]
    return found and {(sight["stream"], sight["klass"]): sight for sight in found["sights"]}


def permitted(at: int, stream: str, **who: str) -> set[str]:
    return {klass for (_, klass), sight in told(at, stream, **who).items() if sight["permitted"]}


def test_it_is_the_facts_of_then_that_permit_and_not_those_of_today() -> None:
    assert "ranking" not in permitted(39, DESK, person="person_chair")
    assert "ranking" in permitted(40, DESK, person="person_chair")
    assert permitted(59, CASE_A, role="publisher") == set()
    assert permitted(60, CASE_A, role="publisher") == {"case.listed"}


def test_it_is_the_roles_and_assignments_of_then_that_permit() -> None:
    views = scene()
    views.rows = [
        (row, since, 50 if getattr(row, "person", "") == "person_office" else until) for row, since, until in views.rows
    ]
    assert "case.content" in permitted(49, CASE_A, one=world(views), person="person_office")
    assert permitted(50, CASE_A, one=world(views), person="person_office") == set()
    assert "case.content" in permitted(20, CASE_A, one=world(told_of_parts()), person=EXPERT)
    assert "case.content" not in permitted(19, CASE_A, one=world(told_of_parts()), person=EXPERT)
    assert "case.content" not in permitted(99, CASE_B, one=world(told_of_parts()), person=EXPERT)


def test_it_is_the_grants_of_then_that_permit_by_the_clock_of_then() -> None:
    def names(at: int, expires: int) -> bool:
        views = granted(scene(), "person_director", "sheet.expert", streams=(DESK,), expires=expires)
        sheet = sheet_id(DESK, CASE_A, EXPERT, SALT)
        return "sheet.expert" in permitted(at, sheet, one=world(views), person="person_director")

    assert names(70, 71)
    assert names(61, 200)
    assert not names(71, 71), "over by the ledger's time"
    assert not names(59, 200), "not granted yet"


def test_an_own_sheet_is_its_own_and_a_peers_is_not() -> None:
    own, peers = sheet_id(DESK, CASE_A, EXPERT, SALT), sheet_id(DESK, CASE_A, PEER, SALT)
    assert permitted(30, own, one=world(told_of_parts()), person=EXPERT) == {"sheet", "sheet.expert"}
    assert permitted(30, peers, one=world(told_of_parts()), person=EXPERT) == set()


@pytest.mark.parametrize("streams", [("case_none",), (CASE_A,), (DESK,)])
def test_what_part_an_expert_has_in_an_object_is_told_to_whom_it_is_open(streams: tuple[str, ...]) -> None:
    one, own = world(told_of_parts(*streams)), {}
    for person in (EXPERT, PEER):
        own[person] = sheet_id(DESK, CASE_A, person, SALT)
        one.book.reads.append((person, read(own[person], "sheet", 30, "total")))
        one.book.reads.append((person, read(DESK, "round", 30, "status")))
    asked = (CASE_A, CASE_B, *own.values())  # both are to score A, one of them B
    told_ = {person: told(50, *asked, one=one, person=person) for person in own}
    listed = {stream for stream, _ in told(50, one=one, person=EXPERT)}
    if set(streams) & {CASE_A, DESK}:
        assert [told_[person][own[EXPERT], "sheet"]["permitted"] for person in own] == [True, False]
        assert listed == {own[EXPERT], DESK}
        assert told_[PEER][CASE_A, "case.content"]["permitted"] is True
    else:
        assert told_[EXPERT] == told_[PEER], "nothing tells which sheet is whose, nor who reviews what"
        assert told_[EXPERT][own[EXPERT], "sheet"]["permitted"] is None
        assert told_[EXPERT][CASE_A, "case.content"]["rule"] is None
        assert listed == {DESK}


def told_of_parts(*streams: str) -> FakeViews:
    """Whose sheets are, and who is on panels, is open to the auditor under a grant."""
    return granted(scene(), "person_auditor", "round.panels", "sheet.expert", streams=streams or (CYCLE,))


@pytest.mark.parametrize("by_name", [True, False])
def test_of_the_case_of_whom_the_auditor_has_an_interest_in_nothing_is_told(by_name: bool) -> None:
    views = scene()
    views.add(InterestRow("person_auditor", ORG_A, "", "2022-06-15", 7))
    one, ids = world(views), (CASE_A, ORG_A, sheet_id(DESK, CASE_A, PEER, SALT), CASE_B)
    one.book.reads += [("person_office", read(stream, "case.content", 50, "title")) for stream in ids]
    found = told(60, *(ids if by_name else ()), one=one, person="person_office")
    assert {stream for stream, _ in found} == {CASE_B}
    denied = {denied.stream for denied in one.disclosures.denied}
    assert denied == (set(ids) - {CASE_B} if by_name else set())


def test_a_role_in_a_scope_sees_what_is_in_that_scope() -> None:
    assert permitted(20, ROSTER, role="t1_officer", scope="hebei-01") == {"roster"}
    assert permitted(20, ROSTER, role="t1_officer", scope="hebei-02") == set()


def test_what_was_not_permitted_names_the_rule_and_what_was_not_there_is_neither() -> None:
    [closed] = [s for s in told(39, DESK, person="person_chair").values() if s["klass"] == "ranking"]
    assert (closed["permitted"], closed["rule"], closed["level"]) == (False, TABLE["ranking"].rule, "K2")
    assert {sight["permitted"] for sight in told(5, CASE_A, person="person_chair").values()} == {None}


def test_beside_what_was_permitted_stands_what_is_on_record() -> None:
    one = world()
    one.book.reads += [
        ("person_chair", read(CASE_A, "case.content", 30, "title", "version", files=(DIGEST,))),
        ("person_chair", read(CASE_A, "case.content", 40, "title")),
        ("person_chair", read(CASE_A, "case.sealed", 40, allowed=False)),
        ("person_chair", read(CASE_A, "case.content", 90, "unit")),
        ("person_office", read(CASE_A, "case.content", 30, "unit")),
    ]
    found = told(50, one=one, person="person_chair")
    content, sealed = found[CASE_A, "case.content"], found[CASE_A, "case.sealed"]
    assert (content["permitted"], content["reads"], content["denials"]) == (True, 2, 0)
    assert (content["fields"], content["files"], content["purposes"]) == (["title", "version"], [DIGEST], ["why"])
    assert content["lastAt"] == "2022-06-15T00:40:00.000000Z"
    assert (sealed["permitted"], sealed["reads"], sealed["denials"]) == (False, 0, 1)
    assert {stream for stream, _ in found} == {CASE_A}


def test_a_read_of_what_was_not_permitted_stands_out() -> None:
    one = world()
    one.book.reads.append(("person_unit", read(DESK, "ranking", 50, "rank")))
    sight = told(50, one=one, person="person_unit")[DESK, "ranking"]
    assert (sight["permitted"], sight["reads"]) == (False, 1)


@pytest.mark.parametrize("asker", sorted(set(PEOPLE) - {"person_auditor"}))
def test_it_is_for_an_auditor_and_for_an_investigator_under_a_grant(asker: str) -> None:
    assert told(50, CASE_A, asker=asker, person="person_chair") is None
    views = granted(scene(), asker, "sight", streams=("person_chair",))
    found = told(50, CASE_A, one=world(views), asker=asker, person="person_chair")
    assert bool(found) is (asker == "person_investigator")


def investigating(*streams: str, **more: int) -> FakeViews:
    return granted(scene(), "person_investigator", "sight", streams=streams, **more)


def test_the_grant_of_an_investigator_names_the_person_or_the_object_and_ends() -> None:
    def streams(views: FakeViews) -> set[str] | None:
        found = told(50, CASE_A, DESK, one=world(views), asker="person_investigator", person="person_chair")
        return None if found is None else {stream for stream, _ in found}

    assert streams(investigating("person_chair")) == {CASE_A, DESK}
    assert streams(investigating(CASE_A)) == {CASE_A}
    assert streams(investigating("person_office")) == set()
    assert streams(investigating("person_chair", expires=99)) is None


def test_asking_is_on_record_itself() -> None:
    one = world()
    told(50, CASE_A, one=one, person="person_chair")
    assert [(found.stream, found.klass) for found in one.disclosures.seen] == [
        (CASE_A, "sight"),
        ("person_chair", "sight"),
    ]
    other = world()
    told(50, CASE_A, one=other, asker="person_office", person="person_chair")
    assert [(denied.stream, denied.klass) for denied in other.disclosures.denied] == [("person_chair", "sight")]


WRONG = [
    ("t1_officer", "hebei-99", "the code of a recommending unit"),
    ("t1_officer", "Hebei 01", "the code of a recommending unit"),
    ("t1_approver", "", "the code of a recommending unit"),
    ("t1_approver", ORG_A, "the code of a recommending unit"),
    ("applicant_editor", "", "the id of an organisation"),
    ("applicant_editor", "hebei-01", "the id of an organisation"),
    ("applicant_signatory", "org_none", "the id of an organisation"),
    ("applicant_nobody", ORG_A, "no such role"),
    ("office_officer", "hebei-01", "has no scope"),
]


@pytest.mark.parametrize(("role", "scope", "said"), WRONG)
def test_a_role_is_looked_through_in_a_scope_that_there_is(role: str, scope: str, said: str) -> None:
    error = world().ask(AS, "person_auditor", at=50, r=role, s=scope)["errors"][0]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert said in error["message"]
    refused = world().ask(AS, "person_office", at=50, r=role, s=scope)
    assert (refused["data"]["at"]["as"], refused.get("errors")) == (None, None), (
        "to whom it is not open nothing is said"
    )


def test_a_scope_is_one_of_the_views_own_position() -> None:
    for role, scope in (("t1_officer", "hebei-01"), ("applicant_editor", ORG_A)):
        assert told(50, CASE_B, role=role, scope=scope) is not None
        assert code(world().send({"query": AS, "variables": {"at": 1, "r": role, "s": scope}}, "person_auditor")) == (
            "BAD_USER_INPUT"
        )


def test_an_organisation_that_the_asker_may_not_see_is_answered_as_one_that_is_not_there() -> None:
    views = scene()
    views.add(InterestRow("person_auditor", ORG_A, "", "2022-06-15", 7))
    one = world(views)
    own, none = (one.ask(AS, "person_auditor", at=50, r="applicant_editor", s=each) for each in (ORG_A, "org_none"))
    assert own["errors"] == none["errors"]
    assert told(50, CASE_B, one=one, role="applicant_editor", scope=ORG_B) is not None


@pytest.mark.parametrize("who", [{}, {"p": "person_chair", "r": "expert"}, {"r": "no_such_role"}])
def test_one_person_or_one_known_role_is_asked_for(who: dict[str, str]) -> None:
    assert code(world().send({"query": AS, "variables": {"at": 50, **who}}, "person_auditor")) == "BAD_USER_INPUT"
