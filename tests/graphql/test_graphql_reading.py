"""Reading at one position: the basis, the past, pages that keep their snapshot, and waiting for what one wrote."""

import json
import threading
import time
from typing import Any

import pytest
from fakes import World, world
from graphql_scene import CASE_A, CYCLE, EXPERT, HEAD, LIST, OPEN, ORG_A, FakeViews


def test_every_answer_says_which_position_it_is_based_on() -> None:
    one = world()
    for query in ("{ __typename }", "{ cycles { id } }", "{ at(position: 7) { ledger { size } } }"):
        basis = one.ask(query)["extensions"]["basis"]
        assert basis == {
            "position": HEAD,
            "time": "2022-06-15T01:39:00.000000Z",
            "root": one.ledger.basis(HEAD).root,
        }


def test_an_operation_is_pinned_to_one_position_whatever_is_admitted_meanwhile() -> None:
    one = world()
    asked: list[int] = []
    plain = FakeViews.cycles

    def moving(position: int) -> Any:
        asked.append(position)
        one.ledger.at_head += 10
        return plain(one.views, position)

    one.views.cycles = moving  # type: ignore[method-assign]
    one.data("{ a: cycles { id } b: cycles { id } ledger { size } at(position: 60) { cycles { id } } }")
    assert asked == [HEAD, HEAD, 60]


def past(argument: str, one: World | None = None) -> Any:
    return (one or world()).ask(f"{{ at({argument}) {{ ledger {{ size }} }} }}")


def test_a_view_of_the_past_by_position_by_time_and_by_root() -> None:
    one = world()
    root = one.ledger.basis(30).root
    for argument, size in (
        ("position: 0", 1),
        ("position: 30", 31),
        (f"position: {HEAD}", HEAD + 1),
        ('time: "2022-06-15T00:30:00Z"', 31),
        ('time: "2022-06-15T08:30:59.999+08:00"', 31),
        ('time: "2022-06-15T20:00:00Z"', HEAD + 1),
        (f'root: "{root}"', 31),
    ):
        assert past(argument, one)["data"]["at"]["ledger"]["size"] == size, argument


@pytest.mark.parametrize(
    "argument",
    [
        f"position: {HEAD + 1}",
        "position: 9007199254740991",
        'time: "2032-01-01T00:00:00Z"',
        'time: "2021-01-01T00:00:00Z"',
        'root: "AAAA"',
        'position: 1, time: "2022-06-15T00:30:00Z"',
        "position: null",
    ],
)
def test_a_point_that_is_not_there_is_an_error_never_now(argument: str) -> None:
    body = past(argument)
    assert body["data"]["at"] is None
    assert body["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize(
    "argument", ["position: -1", 'position: "1"', "position: 1.5", 'time: "2022-06-15"', "time: 5"]
)
def test_a_malformed_point_is_refused_by_validation(argument: str) -> None:
    assert past(argument)["errors"][0]["extensions"]["code"] == "GRAPHQL_VALIDATION_FAILED"


@pytest.mark.parametrize("given", ["2022-06-15T00:30:00", "yesterday", "", 5, None])
def test_an_instant_in_a_variable_needs_an_offset(given: Any) -> None:
    body = world().ask("query($t: Instant!) { at(time: $t) { ledger { size } } }", t=given)
    assert body["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"
    assert "data" not in body


def test_views_of_the_past_may_be_nested() -> None:
    query = "{ at(position: 9) { at(position: 70) { ledger { size } } } }"
    assert world().data(query)["at"]["at"]["ledger"]["size"] == 71


def test_the_past_shows_what_was_and_not_what_is() -> None:
    query = "{ then: at(position: 20) { case(id: %s) { status } } case(id: %s) { status } before: at(position: 5) { case(id: %s) { id } } }"
    data = world().data(query % ((json.dumps(CASE_A),) * 3), "person_office")
    assert data == {"then": {"case": {"status": "DRAFT"}}, "case": {"status": "NOTICE"}, "before": {"case": None}}


# --- nodes, ledger ---


def test_anything_is_found_by_its_stream_id() -> None:
    ids = [CYCLE, CASE_A, OPEN, LIST, ORG_A, "list_other", "person_office"]
    found = world().data("query($i: [ID!]!) { nodes(ids: $i) { __typename id } }", "person_office", i=ids)["nodes"]
    assert [node and node["__typename"] for node in found] == [
        "Cycle", "Case", "Round", "NationalList", "Organisation", None, None,
    ]  # fmt: skip


def test_more_than_a_hundred_ids_are_refused() -> None:
    body = world().ask("query($i: [ID!]!) { nodes(ids: $i) { id } }", i=["x"] * 101)
    assert body["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


RECORDS = {5: None, 10: "person_applicant", 20: EXPERT, 30: "person_office", 31: None, 32: "person_unit"}


@pytest.mark.parametrize("position", RECORDS)
def test_a_record_and_its_proof_are_for_who_may_see_its_stream(position: int) -> None:
    query = "query($p: Position!) { ledger { record(position: $p) { stream type } proof(position: $p) } }"
    one, public = world(), position == 5
    data = one.data(query, p=position)["ledger"]
    assert (data["record"] is not None, data["proof"] is not None) == (public, public)
    entitled = RECORDS[position]
    if entitled:
        assert one.data(query, entitled, p=position)["ledger"]["proof"] == f"proof of {position}"
    assert one.data(query, "person_custodian", p=position)["ledger"]["proof"] == (
        f"proof of {position}" if public else None
    )


def test_a_record_beyond_the_view_is_not_there() -> None:
    query = "{ at(position: 4) { ledger { record(position: 5) { type } } } ledger { record(position: 5) { type } checkpoint } }"
    data = world().data(query)
    assert data["at"]["ledger"]["record"] is None
    assert data["ledger"]["record"] == {"type": "case_drafted/1"}
    assert data["ledger"]["checkpoint"].startswith("biaogan.test\n")


# --- reading one's own writes ---


def test_a_request_waits_for_the_position_it_names() -> None:
    one = world()
    threading.Timer(0.05, lambda: setattr(one.ledger, "at_head", 120)).start()
    body = json.loads(one.send({"query": "{ __typename }", "extensions": {"minPosition": 120}}).body)
    assert body["extensions"]["basis"]["position"] == 120


def test_a_position_that_does_not_come_is_an_error() -> None:
    one = world(wait_seconds=0.05)
    started = time.perf_counter()
    request = {"query": "{ cycles { id } }", "extensions": {"minPosition": 120}}
    legacy = one.send(request)
    modern = one.send(request, accept="application/graphql-response+json")
    assert time.perf_counter() - started < 5
    error = json.loads(legacy.body)["errors"][0]
    told = {"zh": f"读模型仅到位置 {HEAD}", "en": error["message"]}
    assert error["extensions"] == {"code": "BASIS_NOT_REACHED", **told, "reached": HEAD}
    assert (legacy.status, modern.status) == (200, 503)
    assert one.views.calls == [], "nothing ran"
