"""Pages of cases: neither skipped nor repeated rows, in either direction, on the snapshot of the first page."""

import base64
import json
from typing import Any

import pytest
from fakes import World, world
from graphql_scene import CASE_A, CASE_B, EXPERT, HEAD, ORG_A, FakeViews, case, scene


def many(count: int) -> FakeViews:
    views = scene()
    for number in range(count):
        unit = "hebei-01" if number % 2 else "hebei-02"
        row = case(f"case_{number:04}", ORG_A, unit, "DRAFT", title=f"题\u3000{number % 7}", t1_rank=number % 5 or None)
        views.add(row, until=50 if number == 3 else 2**62)
    return views


LIST_QUERY = """query($first: Int, $last: Int, $after: String, $before: String, $order: CaseOrder! = ID, $filter: CaseFilter) {
  cases(first: $first, last: $last, after: $after, before: $before, orderBy: $order, filter: $filter) {
    nodes { id } edges { cursor node { id } } position
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"""


def walk(one: World, person: str, backward: bool, **variables: Any) -> list[str]:
    """Every id of the list, page by page."""
    found: list[str] = []
    size, place, more = ("last", "before", "hasPreviousPage") if backward else ("first", "after", "hasNextPage")
    where = None
    for _ in range(200):
        page = one.data(LIST_QUERY, person, **{size: 7, place: where}, **variables)["cases"]
        ids = [node["id"] for node in page["nodes"]]
        found = [*ids, *found] if backward else [*found, *ids]
        if not page["pageInfo"][more]:
            return found
        where = page["pageInfo"]["startCursor" if backward else "endCursor"]
    raise AssertionError("the list has no end")


@pytest.mark.parametrize(
    "order", ["ID", "TITLE", "STATUS", "NEWEST", "OLDEST", "LATEST_CHANGE", "T1_RANK", "ORGANISATION"]
)
@pytest.mark.parametrize("person", ["person_office", "person_unit", "person_applicant", EXPERT])
def test_pages_neither_skip_nor_repeat_in_either_direction(order: str, person: str) -> None:
    if person == EXPERT and order == "T1_RANK":
        order = "ID"
    one = world(many(40))
    forward = walk(one, person, backward=False, order=order)
    assert len(forward) == len(set(forward))
    assert len(forward) == len(one.data(LIST_QUERY, person, first=100)["cases"]["nodes"])
    assert walk(one, person, backward=True, order=order) == forward


def test_a_viewer_of_two_parts_gets_one_ordered_list_without_repetition() -> None:
    views = many(30)
    mine = views.roles("person_unit", HEAD)[0]
    for role, scope in (("applicant_editor", ORG_A), ("t1_officer", "hebei-02")):
        views.add(type(mine)("person_both", role, scope, None, "", "", 1))
    one = world(views)
    ids = walk(one, "person_both", backward=False, order="TITLE")
    assert len(ids) == len(set(ids)) == 29 + 3
    assert walk(one, "person_both", backward=True, order="TITLE") == ids


def test_later_pages_read_the_snapshot_of_the_first() -> None:
    one = world(many(20))
    one.ledger.at_head = 45
    first = one.data(LIST_QUERY, "person_office", first=3)["cases"]
    assert first["position"] == 45
    one.ledger.at_head = HEAD
    cursor = first["pageInfo"]["endCursor"]
    rest = one.data(LIST_QUERY, "person_office", first=100, after=cursor)["cases"]
    assert rest["position"] == 45
    assert "case_0003" in [node["id"] for node in rest["nodes"]], "it ended at position 50"
    assert "case_0003" not in [
        node["id"] for node in one.data(LIST_QUERY, "person_office", first=100)["cases"]["nodes"]
    ]


def test_a_filter_narrows_and_never_widens() -> None:
    one = world()
    for which, person, expected in (
        ({"unit": "hebei-01"}, "person_other_unit", []),
        ({"unit": "hebei-02"}, "person_other_unit", [CASE_B, "case_00000000-0000-4000-8000-00000000000c"]),
        ({"ids": [CASE_A, CASE_B]}, EXPERT, [CASE_A]),
        ({"status": ["DESK_REVIEW"]}, None, []),
        ({"status": []}, "person_office", []),
        ({"cycle": "cycle_x"}, "person_office", []),
        ({"organisation": ORG_A, "unit": None}, "person_office", [CASE_A]),
    ):
        nodes = one.data(LIST_QUERY, person, first=50, filter=which)["cases"]["nodes"]
        assert [node["id"] for node in nodes] == expected, (which, person)


def forged(*parts: Any) -> str:
    return base64.urlsafe_b64encode(json.dumps(parts).encode()).decode().rstrip("=")


@pytest.mark.parametrize(
    "arguments",
    [
        {},
        {"first": 0},
        {"first": 101},
        {"last": -1},
        {"first": 5, "last": 5},
        {"first": 5, "before": "x"},
        {"last": 5, "after": "x"},
        {"first": 5, "after": "x"},
        {"first": 5, "after": ""},
        {"first": 5, "after": "é"},
        {"first": 5, "after": "[" * 9000},
        {"first": 5, "after": forged("TITLE", "a", "b", 5)},
        {"first": 5, "after": forged("ID", None, "b", 5)},
        {"first": 5, "after": forged("ID", True, "b", 5)},
        {"first": 5, "after": forged("ID", "a", "b", HEAD + 1)},
        {"first": 5, "after": forged("ID", "a", "b", -1)},
        {"first": 5, "after": forged("ID", "a", "b", "5")},
        {"first": 5, "after": forged("ID", "a", "b")},
        {"first": 5, "after": forged("ID", 5, "b", 5)},
        {"first": 5, "after": forged("ID", "a\0", "b", 5)},
        {"first": 5, "after": forged("ID", "a", "\ud800", 5)},
        {"first": 5, "after": forged("T1_RANK", "1", "b", 5), "order": "T1_RANK"},
        {"first": 5, "after": forged("T1_RANK", 2**70, "b", 5), "order": "T1_RANK"},
        {"first": 5, "filter": {"ids": ["x"] * 101}},
    ],
)
def test_a_page_that_cannot_be_is_refused(arguments: dict[str, Any]) -> None:
    body = world().ask(LIST_QUERY, "person_office", **arguments)
    assert body["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT", body
