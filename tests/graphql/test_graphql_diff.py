"""``diff`` and ``changes``: what is different between two positions, for whom, by which acts, and that it is on record."""

from dataclasses import replace
from typing import Any

import pytest
from fakes import code, world
from graphql_scene import (
    CASE_A,
    CASE_B,
    CASE_C,
    CLOSED,
    CYCLE,
    DESK,
    HEAD,
    LIST,
    OPEN,
    ORG_C,
    PEER,
    PEOPLE,
    ROSTER,
    FakeViews,
    case,
    granted,
    scene,
)  # fmt: skip

DIFF = """query($id: ID!, $a: Position!, $b: Position!) {
  diff(id: $id, from: $a, to: $b) { id changes { part field before after causes { position type } } } }"""
ALL = """query($a: Position!, $b: Position!, $n: Int!, $after: ID) {
  changes(from: $a, to: $b, first: $n, after: $after) { id changes { field } } }"""


def told(id_: str, before: int, after: int, person: str | None, views: FakeViews | None = None) -> dict[str, Any]:
    """The differences, by part and field."""
    found = world(views).data(DIFF, person, id=id_, a=before, b=after)["diff"]
    return {(change["part"], change["field"]): change for change in found["changes"]} if found else found


def test_a_difference_tells_both_values_and_the_act_that_made_it() -> None:
    found = told(CASE_A, 59, HEAD, "person_office")
    status = found[None, "status"]
    assert (status["before"], status["after"]) == ("DRAFT", "NOTICE")
    assert [cause["position"] for cause in status["causes"]] == [60]
    assert found[None, "finalRank"]["before"] is None
    assert found[None, "finalRank"]["after"] == 1
    assert (None, "title") not in found


def test_every_act_that_moved_a_field_is_named_and_none_that_did_not() -> None:
    views = scene()
    last = next(row for row, since, _ in views.rows if getattr(row, "id", "") == CASE_A and since == 60)
    views.rows = [(row, since, 70 if row is last else until) for row, since, until in views.rows]
    views.add(replace(last, status="NOTICE_CLEARED", since=70), until=80)
    views.add(replace(last, status="APPROVED", since=80))
    found = told(CASE_A, 59, HEAD, "person_office", views)
    assert [cause["position"] for cause in found[None, "status"]["causes"]] == [60, 70, 80]
    assert [cause["position"] for cause in found[None, "finalRank"]["causes"]] == [60]
    assert told(CASE_A, 60, 79, "person_office", views)[None, "status"]["after"] == "NOTICE_CLEARED"


def test_a_ranking_differs_case_by_case() -> None:
    found = told(DESK, 39, HEAD, "person_office")
    assert found[CASE_A, "rank"] == {**found[CASE_A, "rank"], "before": None, "after": 1}
    assert found[CASE_B, "rank"]["after"] == 2
    assert [cause["position"] for cause in found[CASE_A, "score"]["causes"]] == [40]
    assert (found[None, "status"]["before"], found[None, "status"]["after"]) == ("OPEN", "CLOSED")


def test_lists_of_things_are_told_as_json() -> None:
    found = told(LIST, 59, HEAD, "person_office")
    [posting] = found[None, "noticePostings"]["after"]
    assert posting["url"] == "https://example.org/notice"
    made = told(ROSTER, 14, HEAD, "person_unit")[None, "entries"]
    assert (made["before"], made["after"]) == (None, [{"caseId": CASE_A, "rank": 1, "opinion": "推荐"}])


def test_what_is_worked_out_anew_for_every_position_is_no_difference() -> None:
    views = granted(scene(), "person_auditor", "round.signals", streams=(CYCLE,))
    one = world(views)
    signals = "query($id: ID!) { round(id: $id) { signals { position } scoresPlot } }"
    shown = one.data(signals, "person_auditor", id=DESK)["round"]
    assert shown["signals"]["position"] == HEAD
    assert shown["scoresPlot"].startswith("<svg")
    one.disclosures.seen.clear()
    assert one.data(DIFF, "person_auditor", id=DESK, a=60, b=HEAD)["diff"]["changes"] == []
    found = told(DESK, 5, HEAD, "person_auditor", views)
    assert not {name for _, name in found if name == "signals" or name.endswith("Plot")}
    assert "round.signals" not in {read.klass for read in one.disclosures.seen}


@pytest.mark.parametrize("person", [None, *sorted(PEOPLE)])
def test_how_many_sheets_are_locked_differs_for_whom_the_number_is_open(person: str | None) -> None:
    alone = world().data("query($id: ID!) { round(id: $id) { locked } }", person, id=DESK)["round"]
    changes = told(DESK, 20, HEAD, person) or {}
    assert ((None, "locked") in changes) is bool(alone and alone["locked"])
    if alone and alone["locked"]:
        assert changes[None, "locked"] == {
            **changes[None, "locked"],
            "before": 0,
            "after": alone["locked"],
            "causes": [],
        }


@pytest.mark.parametrize("person", [None, *sorted(PEOPLE)])
def test_a_round_in_which_sheets_were_locked_and_nothing_else_is_listed_for_whom_their_number_is_open(
    person: str | None,
) -> None:
    changes = world().data(ALL, person, a=23, b=26, n=100)["changes"]
    open_to = {
        id_: world().data("query($id: ID!) { round(id: $id) { locked } }", person, id=id_)["round"]
        for id_ in (OPEN, CLOSED, DESK)
    }
    counted = [id_ for id_, round_ in open_to.items() if round_ and round_["locked"] is not None]
    assert len(counted) == {None: 0, "person_office": 3, "person_auditor": 3}.get(person, len(counted))
    assert changes == [{"id": id_, "changes": [{"field": "locked"}]} for id_ in counted]
    told_ = [told(id_, 23, 26, person) for id_ in counted]
    assert {found[None, "locked"]["after"] for found in told_} <= {3}, "a number"
    assert not any(PEER in str(found) or "sheet_" in str(found) or found[None, "locked"]["causes"] for found in told_)


def test_nothing_differs_between_a_position_and_itself() -> None:
    assert told(CASE_A, 60, 60, "person_office") == {}
    assert told(CASE_A, 61, HEAD, "person_office") == {}


@pytest.mark.parametrize("person", [None, *sorted(PEOPLE)])
@pytest.mark.parametrize("id_", [CASE_A, DESK, CLOSED, LIST, ROSTER])
def test_a_value_is_in_a_difference_only_for_whom_it_is_there_by_itself(person: str | None, id_: str) -> None:
    fields = {
        CASE_A: "case(id: $id) { title status finalRank updatedAt }",
        DESK: "round(id: $id) { status cases assigned method: closedAt ranking { entries { caseId rank } } }",
        CLOSED: "round(id: $id) { status cases assigned ranking { entries { caseId rank } } }",
        LIST: "node(id: $id) { ... on NationalList { status overrideReason digest entries { rank } } }",
        ROSTER: "roster(id: $id) { status quota }",
    }[id_]
    alone = world().data(f"query($id: ID!) {{ {fields} }}", person, id=id_)
    [shown] = alone.values()
    changes = told(id_, 5, HEAD, person)
    if shown is None:
        assert changes is None
        return
    ranking = shown.pop("ranking", None)
    for name, value in shown.items():
        if name not in ("method", "entries"):
            assert changes.get((None, name), {"after": None})["after"] == value, name
    ranks = {part: change["after"] for (part, name), change in changes.items() if part and name == "rank"}
    assert ranks == {entry["caseId"]: entry["rank"] for entry in (ranking or {"entries": []})["entries"]}


def test_what_a_difference_shows_is_on_record_and_a_foreign_thing_is_denied_like_a_missing_one() -> None:
    one = world()
    one.data(DIFF, "person_office", id=DESK, a=39, b=HEAD)
    assert {found.klass for found in one.disclosures.seen} >= {"ranking", "round"}
    answers = [world() for _ in range(2)]
    foreign = [
        each.ask(DIFF, "person_ministry", id=id_, a=0, b=HEAD)
        for each, id_ in zip(answers, (DESK, "round_x"), strict=True)
    ]
    assert foreign[0]["data"] == foreign[1]["data"] == {"diff": None}
    assert [[denied.stream for denied in each.disclosures.denied] for each in answers] == [[DESK], ["round_x"]]


def test_a_suspicion_of_today_closes_the_differences_of_the_past() -> None:
    views = granted(scene(), "person_auditor", "case.suspected", streams=(CASE_A,))
    views.rows = [
        (replace(row, suspected=True) if getattr(row, "id", "") == CASE_A else row, since, until)
        for row, since, until in views.rows
    ]
    assert (None, "finalRank") not in told(CASE_A, 59, HEAD, "person_applicant", views)
    assert (None, "version") not in told(CASE_A, 5, HEAD, "person_office", views)
    assert (None, "version") in told(CASE_A, 5, HEAD, "person_auditor", views)


def test_the_whole_view_of_a_viewer_differs_thing_by_thing() -> None:
    def ids(person: str | None, many: int = 100, after: str | None = None, start: int = 39) -> list[str]:
        found = world().data(ALL, person, a=start, b=HEAD, n=many, after=after)["changes"]
        assert all(diff["changes"] for diff in found)
        return [diff["id"] for diff in found]

    assert ids("person_office") == [CASE_A, LIST, CLOSED, DESK]
    assert ids("person_office", many=2) == [CASE_A, LIST]
    assert ids("person_office", many=2, after=LIST) == [CLOSED, DESK]
    assert ids(None) == [CASE_A, LIST]
    assert ids("person_other_applicant") == ids(None)
    assert ids("person_office", start=60) == []


@pytest.mark.parametrize("person", [None, *sorted(PEOPLE)])
def test_no_page_of_all_differences_tells_of_what_was_left_out(person: str | None) -> None:
    def ids(many: int, after: str | None = None) -> list[str]:
        return [diff["id"] for diff in world().data(ALL, person, a=4, b=HEAD, n=many, after=after)["changes"]]

    everything = ids(100)
    assert [ids(many) for many in range(1, 9)] == [everything[:many] for many in range(1, 9)]
    for hidden in {CASE_B, CASE_C, OPEN} - set(everything):
        assert ids(1, hidden) == ids(1, f"{hidden}x") == [id_ for id_ in everything if id_ > hidden][:1]


def test_differences_are_looked_for_until_a_page_is_full() -> None:
    views = scene()
    for number in range(250):
        views.add(case(f"case_0000{number:04}", ORG_C, "hebei-02", "DRAFT"))
    one = world(views)
    assert [diff["id"] for diff in one.data(ALL, a=4, b=HEAD, n=2)["changes"]] == [CASE_A, CYCLE]
    assert views.calls.count("CaseRow") < 40, "no question for each of what is not the viewer's to see"


@pytest.mark.parametrize(("before", "after"), [(60, 59), (0, HEAD + 1)])
def test_a_span_runs_forward_and_not_into_the_future(before: int, after: int) -> None:
    body = {"query": DIFF, "variables": {"id": CASE_A, "a": before, "b": after}}
    assert code(world().send(body, "person_office")) == "BAD_USER_INPUT"


def test_at_a_past_view_the_span_ends_there() -> None:
    query = "query($id: ID!) { at(position: 50) { diff(id: $id, from: 10, to: 60) { id } } }"
    assert code(world().send({"query": query, "variables": {"id": CASE_A}}, "person_office")) == "BAD_USER_INPUT"
