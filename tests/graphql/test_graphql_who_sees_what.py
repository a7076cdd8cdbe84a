"""Who sees what through the API: lists, sheets, rankings, the notice; and that nothing tells of what is sealed."""

from dataclasses import replace

import pytest
from fakes import world
from graphql_scene import (
    CASE_A,
    CASE_B,
    CASE_C,
    CLOSED,
    CYCLE,
    DESK,
    EXPERT,
    OPEN,
    PEER,
    PEOPLE,
    ROSTER,
    SALT,
    FakeViews,
    granted,
    scene,
)

from biaogan.domain.ids import expert_no, sheet_id
from biaogan.projections.cases import CaseRow

CASES = {"public": {CASE_A}} | {
    person: {
        "person_applicant": {CASE_A},
        "person_other_applicant": {CASE_B},
        "person_unit": {CASE_A},
        "person_other_unit": {CASE_B, CASE_C},
        EXPERT: {CASE_A},
        PEER: {CASE_A, CASE_B},
    }.get(person, {CASE_A, CASE_B, CASE_C})
    for person in PEOPLE
}
for outsider in (
    "person_idle_expert", "person_leader", "person_publisher", "person_approver",
    "person_ministry", "person_registrar", "person_custodian",
):  # fmt: skip
    CASES[outsider] = {CASE_A}


@pytest.mark.parametrize("person", CASES)
def test_a_list_holds_what_the_viewer_is_party_to(person: str) -> None:
    who = None if person == "public" else person
    nodes = world().data("{ cases(first: 50) { nodes { id } } }", who)["cases"]["nodes"]
    assert {node["id"] for node in nodes} == CASES[person]


@pytest.mark.parametrize("person", ["public", *PEOPLE])
def test_a_foreign_case_and_a_missing_one_answer_alike(person: str) -> None:
    who = None if person == "public" else person
    ids = [CASE_C, "case_missing", ROSTER, "roster_missing", OPEN, "round_missing", "sheet_x", "nonsense", ""]
    found = world().data("query($ids: [ID!]!) { nodes(ids: $ids) { id } }", who, ids=ids)["nodes"]
    assert [node for place, node in enumerate(found) if place % 2] == [None] * 4
    seen = found[0] is not None
    one = world().data("query($id: ID!) { case(id: $id) { id } node(id: $id) { id } }", who, id=CASE_C)
    assert (one["case"] is not None, one["node"] is not None) == (seen, seen)


RANKINGS = {
    "person_office": {CLOSED, DESK},
    "person_director": {CLOSED, DESK},
    "person_chair": {CLOSED, DESK},
    "person_auditor": {CLOSED, DESK},
    "person_investigator": {CLOSED, DESK},
    "person_province": {CLOSED},
}


@pytest.mark.parametrize("person", ["public", *PEOPLE])
def test_a_ranking_is_for_few_and_only_after_the_close(person: str) -> None:
    query = (
        "query($r: ID!) { ranking(round: $r) { entries { rank case { id } } } round(id: $r) { ranking { method } } }"
    )
    for round_ in (OPEN, CLOSED, DESK):
        data = world().data(query, None if person == "public" else person, r=round_)
        assert (data["ranking"] is not None) is (round_ in RANKINGS.get(person, set()))
        assert ((data["round"] or {}).get("ranking") is not None) is (round_ in RANKINGS.get(person, set()))


def numbered(round_: str, case: str, expert: str) -> int:
    return expert_no(sheet_id(round_, case, expert, SALT))


SHEETS = """query($c: ID!, $r: ID!) {
  case(id: $c) { sheets(round: $r) { total comment expertId id number lockedAt rows { code points } } }
  round(id: $r) { sheets { total } assignments { expertId sheet { total } } }
}"""


@pytest.mark.parametrize("person", ["public", *PEOPLE])
def test_before_the_close_an_expert_sees_the_own_sheets_and_nobody_any_other(person: str) -> None:
    data = world().data(SHEETS, None if person == "public" else person, c=CASE_A, r=OPEN)
    sheets = (data["case"] or {"sheets": []})["sheets"]
    assert [sheet["expertId"] for sheet in sheets] == ([person] if person in (EXPERT, PEER) else [])
    assert all(100_000 <= sheet["number"] < 1_000_000 for sheet in sheets), "it does not count the peers"
    places = (data["round"] or {"assignments": []})["assignments"]
    assert {place["expertId"] for place in places} <= {person}
    assert all((place["sheet"] is not None) is (place["expertId"] == person) for place in places)


@pytest.mark.parametrize("person", ["person_office", "person_director", "person_auditor", "person_chair"])
def test_after_the_close_k2_readers_see_numbers_and_nobody_a_name(person: str) -> None:
    sheets = world().data(SHEETS, person, c=CASE_A, r=DESK)["case"]["sheets"]
    assert {sheet["number"] for sheet in sheets} == {numbered(DESK, CASE_A, EXPERT), numbered(DESK, CASE_A, PEER)}
    assert {sheet["total"] for sheet in sheets} == {80, 91}
    assert {(sheet["expertId"], sheet["id"], sheet["lockedAt"]) for sheet in sheets} == {(None, None, None)}


def test_sheets_are_in_an_order_that_depends_neither_on_the_expert_nor_on_the_time() -> None:
    def told(views: FakeViews) -> list[int]:
        return [
            sheet["number"] for sheet in world(views).data(SHEETS, "person_office", c=CASE_A, r=DESK)["case"]["sheets"]
        ]

    later = scene()
    later.rows.reverse()
    assert told(scene()) == told(later)
    salted = {salt: sheet_id(DESK, CASE_A, EXPERT, salt) < sheet_id(DESK, CASE_A, PEER, salt) for salt in "abcdef"}
    assert set(salted.values()) == {True, False}, "who comes first is a matter of the round's salt"


def test_a_number_stays_when_another_sheet_is_voided() -> None:
    views = scene()
    views.rows = [kept for kept in views.rows if getattr(kept[0], "id", "") != sheet_id(DESK, CASE_A, PEER, SALT)]
    (left,) = world(views).data(SHEETS, "person_office", c=CASE_A, r=DESK)["case"]["sheets"]
    assert left["number"] == numbered(DESK, CASE_A, EXPERT)


def test_an_expert_has_another_number_on_each_case_and_in_each_round() -> None:
    numbers = [numbered(round_, case, PEER) for round_ in (OPEN, CLOSED, DESK) for case in (CASE_A, CASE_B)]
    assert len(set(numbers)) == 6


REPORTS = (
    "query($y: ID!) { unitReports(cycle: $y) { unit quota drafted submitted returned recommended letterSignedAt } }"
)


@pytest.mark.parametrize("person", ["public", *PEOPLE])
def test_r23_a_unit_sees_its_own_report_and_the_tiers_above_see_all(person: str) -> None:
    seen = {"person_unit": ["hebei-01"], "person_other_unit": ["hebei-02"]}
    above = ("person_province", "person_office", "person_director", "person_auditor", "person_investigator")
    wanted = ["hebei-01", "hebei-02"] if person in above else seen.get(person, [])
    found = world().data(REPORTS, None if person == "public" else person, y=CYCLE)["unitReports"]
    assert [row["unit"] for row in found] == wanted
    for row in found:
        assert row["drafted"] == (2 if row["unit"] == "hebei-01" else 0)
        assert (row["letterSignedAt"] is None) is (row["unit"] == "hebei-02")


STRICTNESS = "query($r: ID!) { round(id: $r) { strictness { expertId points shown sheets part } } }"


@pytest.mark.parametrize("person", ["public", *PEOPLE])
def test_d32_how_strict_an_expert_is_director_and_auditor_see_after_the_close_under_a_grant(person: str) -> None:
    """D-32: expert 80 and peer 91 on the first case, the peer alone on the second: x - y = 11 and x + 2y = 0."""
    for round_ in (OPEN, CLOSED, DESK):
        views = granted(scene(), person, "round.strictness", streams=(CYCLE,))
        found = world(views).data(STRICTNESS, None if person == "public" else person, r=round_)["round"]
        rows = (found or {"strictness": None})["strictness"]
        if person not in ("person_director", "person_auditor") or round_ == OPEN:
            assert rows is None
        else:
            assert [(row["expertId"], row["points"], row["sheets"]) for row in rows] == [
                (EXPERT, "22/3", 1),
                (PEER, "-11/3", 2),
            ]
            assert {(row["shown"], row["part"]) for row in rows} == {("7.33", 1), ("-3.67", 1)}
            assert world().data(STRICTNESS, person, r=round_)["round"]["strictness"] is None, "without a grant"


@pytest.mark.parametrize("person", ["person_applicant", "person_unit", "person_province"])
def test_applicants_and_units_never_see_scores_or_experts(person: str) -> None:
    for round_ in (OPEN, CLOSED, DESK):
        data = world().data(SHEETS, person, c=CASE_A, r=round_)
        assert data["case"]["sheets"] == []
        assert not (data["round"] or {}).get("sheets")
        assert not (data["round"] or {}).get("assignments")
    assert world().data("query($c: ID!) { case(id: $c) { finalRank t1Rank } }", person, c=CASE_A)["case"] == {
        "finalRank": None,
        "t1Rank": 1,
    }


EVERYTHING = """query($c: ID!, $r: ID!, $y: ID!) {
  viewer { assignments { sheet { total } } worklist { acts case { id } } }
  cases(first: 50, orderBy: ID) { nodes { id sheets { total number } } pageInfo { endCursor } }
  case(id: $c) { finalRank version sheets { total comment } availableActions { permitted } }
  round(id: $r) { status cases assigned closedAt ranking { entries { score } } sheets { total } assignments { expertId } }
  ranking(round: $r) { method } rounds(cycle: $y) { id }
}"""


@pytest.mark.parametrize("person", ["public", *(person for person in PEOPLE if person != PEER)])
def test_no_byte_of_any_answer_depends_on_a_peers_sealed_score(person: str) -> None:
    """Edge case 33, metamorphic: change the hidden score, remove the sheet altogether; nothing changes."""
    who = None if person == "public" else person

    def told(change: str) -> bytes:
        views = scene()
        rows = []
        for row, since, until in views.rows:
            sealed = (
                getattr(row, "expert", None) == PEER and getattr(row, "round", None) == OPEN and hasattr(row, "total")
            )
            if sealed and change == "gone":
                continue
            found = (
                replace(row, total=1, rows=(), comment="!", recommend=False) if sealed and change == "other" else row
            )
            rows.append((found, since, until))
        views.rows = rows
        return world(views).send(
            {"query": EVERYTHING, "variables": {"c": CASE_A, "r": OPEN, "y": CYCLE}}, who
        ).body  # fmt: skip

    assert told("none") == told("other") == told("gone")


@pytest.mark.parametrize("held", ["NOTICE_HELD", "DELIBERATION", "RE_NOTICE"])
def test_the_public_is_not_told_of_a_hold_nor_of_what_becomes_of_it(held: str) -> None:
    views = scene()
    views.rows = [
        (replace(row, status=held, noticed=True), since, until)
        if isinstance(row, CaseRow) and row.status == "NOTICE"
        else (row, since, until)
        for row, since, until in views.rows
    ]
    one = world(views)
    listed = "{ cases(first: 9, filter: {status: [%s]}) { nodes { status } } }"
    assert one.data(listed % "NOTICE")["cases"]["nodes"] == [{"status": "NOTICE"}]
    assert one.data(listed % held)["cases"]["nodes"] == []
    assert one.data(listed % held, "person_office")["cases"]["nodes"] == [{"status": held}]


def test_a_case_that_is_deliberated_on_before_any_notice_is_not_the_publics() -> None:
    views = scene()
    views.rows = [
        (replace(row, status="DELIBERATION"), since, until)
        if isinstance(row, CaseRow) and row.status == "NOTICE"
        else (row, since, until)
        for row, since, until in views.rows
    ]
    found = world(views).data("{ cases(first: 9) { nodes { status } } }")["cases"]["nodes"]
    assert {"status": "NOTICE"} not in found
    assert {"status": "DELIBERATION"} not in found


def test_an_order_that_would_tell_a_hidden_rank_is_refused() -> None:
    query = "{ cases(first: 9, orderBy: %s) { nodes { id } } }"
    refused = {
        None: ("STATUS", "NEWEST", "T1_RANK", "FINAL_RANK"),
        "person_applicant": ("FINAL_RANK",),
        "person_unit": ("FINAL_RANK",),
        EXPERT: ("T1_RANK", "PROVINCE_RANK", "FINAL_RANK"),
        "person_province": ("FINAL_RANK",),
    }
    for person, orders in refused.items():
        for order in orders:
            errors = world().ask(query % order, person)["errors"]
            assert errors[0]["extensions"]["code"] == "FORBIDDEN", (person, order)
    assert world().data(query % "FINAL_RANK", "person_office")["cases"]["nodes"]
    assert world().data(query % "STATUS", "person_applicant")["cases"]["nodes"]


def test_the_public_notice_shows_neither_rank_nor_opinion_nor_the_digest_that_would_tell_it() -> None:
    query = """query($y: ID!) { notice(cycle: $y) { status noticeCloses digest entries { rank } minutesDigest
      listed { number organisationName title unit } noticePostings { url } } }"""
    notice = world().data(query, y=CYCLE)["notice"]
    assert notice["listed"] == [{"number": 1, "organisationName": "单位a", "title": "经验a", "unit": "hebei-01"}]
    assert notice["noticePostings"] == [{"url": "https://example.org/notice"}]
    assert (notice["digest"], notice["entries"], notice["minutesDigest"]) == (None, None, None)
    assert world().data(query, "person_publisher", y=CYCLE)["notice"]["entries"] == [{"rank": 1}]


def test_rights_are_those_of_today_on_the_data_of_then() -> None:
    past = '{ at(position: 55) { notice(cycle: "%s") { id } nationalList(cycle: "%s") { id } case(id: "%s") { id } } }'
    then = world().data(past % (CYCLE, CYCLE, CASE_A))["at"]
    assert then == {"notice": None, "nationalList": None, "case": None}, "it was not public then"
    sealed = "query($r: ID!) { at(position: 30) { round(id: $r) { status sheets { total } } } }"
    assert len(world().data(sealed, "person_office", r=DESK)["at"]["round"]["sheets"]) == 3, "closed since"
    assert world().data(sealed, "person_office", r=OPEN)["at"]["round"]["sheets"] == []
