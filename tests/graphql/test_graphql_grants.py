"""查阅授权 through the API: what is sealed is there for who reads under a live grant, and for nobody else."""

from dataclasses import replace

import pytest
from fakes import world
from graphql_scene import CASE_A, CASE_B, CLOSED, CYCLE, DESK, EXPERT, OPEN, PEER, PEOPLE, FakeViews, granted, scene

from biaogan.domain.access import GRANTEES

NAMES = "query($r: ID!) { round(id: $r) { sheets { expertId caseId } assignments { expertId sheet { total } } } }"
MAY = sorted(person for person, (role, _) in PEOPLE.items() if role in GRANTEES)


def under(*classes: str, person: str = "person_auditor", streams: tuple[str, ...] = (DESK,), **more: int) -> FakeViews:
    return granted(scene(), person, *classes, streams=streams, **more)


def seen(views: FakeViews, round_: str = DESK, person: str = "person_auditor") -> tuple[set, set]:
    """Who is named as the signer of a sheet, and who as a member of a panel."""
    found = world(views).data(NAMES, person, r=round_)["round"]
    return {s["expertId"] for s in found["sheets"]}, {a["expertId"] for a in found["assignments"]}


@pytest.mark.parametrize("person", MAY)
def test_the_signers_are_named_under_a_grant_and_not_without_one(person: str) -> None:
    assert seen(scene(), person=person) == ({None}, set())
    assert seen(under("sheet.expert", person=person), person=person) == ({EXPERT, PEER}, set())


@pytest.mark.parametrize("person", sorted(set(PEOPLE) - set(MAY)))
def test_a_grant_to_somebody_who_holds_no_such_role_any_more_opens_nothing(person: str) -> None:
    def told(views: FakeViews) -> bytes:
        return world(views).send({"query": NAMES, "variables": {"r": DESK}}, person).body

    assert told(under("sheet.expert", "round.panels", person=person)) == told(scene())


def test_each_class_is_granted_by_itself_and_a_panel_does_not_tell_whose_sheet_is_whose() -> None:
    views = under("round.panels")
    assert seen(views) == ({None}, {EXPERT, PEER})
    places = world(views).data(NAMES, "person_auditor", r=DESK)["round"]["assignments"]
    assert [place["sheet"] for place in places] == [None] * 3
    both = world(under("round.panels", "sheet.expert")).data(NAMES, "person_auditor", r=DESK)["round"]["assignments"]
    assert {place["sheet"]["total"] for place in both} == {80, 91}


def test_a_grant_is_for_the_streams_it_names() -> None:
    assert seen(under("sheet.expert", "round.panels"), round_=CLOSED) == ({None}, set())
    everywhere = under("sheet.expert", "round.panels", streams=(CYCLE,))
    assert seen(everywhere, round_=CLOSED) == ({EXPERT, PEER}, {EXPERT, PEER})
    one_case = under("sheet.expert", "round.panels", streams=(CASE_B,))
    assert seen(one_case) == ({None, PEER}, {PEER})
    one_person = under("sheet.expert", streams=(EXPERT,))
    assert seen(one_person) == ({None, EXPERT}, set())


def test_the_seal_of_a_running_round_is_not_a_grants_to_break() -> None:
    assert seen(under("sheet.expert", "round.panels", streams=(OPEN,)), round_=OPEN) == (set(), {EXPERT, PEER})


def test_a_grant_is_over_at_its_end_though_no_record_says_so_yet() -> None:
    assert seen(under("sheet.expert", expires=100)) == ({EXPERT, PEER}, set())
    assert seen(under("sheet.expert", expires=99)) == ({None}, set()), "half-open: the clock says 99"


def test_a_grant_of_today_opens_the_past_and_one_that_is_over_does_not() -> None:
    query = "query($r: ID!) { at(position: 45) { round(id: $r) { sheets { expertId } } } }"
    views = under("sheet.expert")
    then = world(views).data(query, "person_auditor", r=DESK)["at"]["round"]["sheets"]
    assert {sheet["expertId"] for sheet in then} == {EXPERT, PEER}
    views.rows = [(row, since, 90 if getattr(row, "purpose", "") else until) for row, since, until in views.rows]
    after = world(views).data(query, "person_auditor", r=DESK)["at"]["round"]["sheets"]
    assert {sheet["expertId"] for sheet in after} == {None}


def test_what_is_read_under_a_grant_is_put_on_record() -> None:
    one = world(under("sheet.expert"))
    one.data(NAMES, "person_auditor", r=DESK)
    assert {found.klass for found in one.disclosures.seen} >= {"sheet.expert"}


# --- suspected state secrets (疑似涉密) --------------------------------------------------------------------------------

CONTENT = "query($c: ID!) { case(id: $c) { title version organisationId } }"


def suspected(views: FakeViews) -> FakeViews:
    views.rows = [
        (replace(row, suspected=True) if getattr(row, "id", "") == CASE_A else row, since, until)
        for row, since, until in views.rows
    ]
    return views


@pytest.mark.parametrize("person", sorted(PEOPLE))
def test_the_content_of_a_case_under_suspicion_is_closed_to_everybody(person: str) -> None:
    found = world(suspected(scene())).data(CONTENT, person, c=CASE_A)["case"]
    assert (found["version"], found["organisationId"]) == (None, None)


@pytest.mark.parametrize("person", ["person_director", "person_auditor"])
def test_it_is_open_to_a_director_or_an_auditor_under_a_grant_that_names_it(person: str) -> None:
    views = granted(suspected(scene()), person, "case.suspected", streams=(CASE_A,))
    assert world(views).data(CONTENT, person, c=CASE_A)["case"]["version"] == 3


def test_a_suspicion_of_today_closes_the_past_too() -> None:
    query = "query($c: ID!) { at(position: 61) { case(id: $c) { version } } }"
    views = scene()
    views.rows = [
        (row, since, 80 if getattr(row, "id", "") == CASE_A and since == 60 else until)
        for row, since, until in views.rows
    ]
    now = next(row for row, _, until in views.rows if getattr(row, "id", "") == CASE_A and until == 80)
    views.add(replace(now, suspected=True, since=80))
    assert world(views).data(query, "person_office", c=CASE_A)["at"]["case"] == {"version": None}


def test_who_may_clear_the_suspicion_is_still_offered_to() -> None:
    query = "query($c: ID!) { case(id: $c) { availableActions { permitted } } }"
    one = world(suspected(scene()))
    assert one.data(query, "person_director", c=CASE_A) == world().data(query, "person_director", c=CASE_A)
    assert one.data(query, "person_ministry", c=CASE_A)["case"]["availableActions"] == []
