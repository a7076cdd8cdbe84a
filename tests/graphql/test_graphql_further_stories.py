"""What the further chapters tell: an objection's file, a review's minutes, a register with its tombstone, a clock."""

from pathlib import Path
from typing import Any

import objection_journey as o
import pytest
import review_journey as r
import world as w
from fakes import World
from stories import CAST, DRAW, awarded, objected, reviewed, told

from biaogan.domain import events as ev


@pytest.fixture(scope="module")
def objection(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, str]:
    """The story of the objection."""
    scene, case = objected()
    return told(scene, tmp_path_factory.mktemp("story")), case


@pytest.fixture(scope="module")
def review(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, str]:
    """The story of the national review."""
    scene, case = reviewed()
    return told(scene, tmp_path_factory.mktemp("story")), case


@pytest.fixture(scope="module")
def award(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, str]:
    """The story of the revoked title."""
    scene, case = awarded()
    return told(scene, tmp_path_factory.mktemp("story")), case


def test_an_objection_tells_its_way_from_filing_to_decision(objection: tuple[World, str]) -> None:
    world, case = objection
    query = """query($o: ID!) { objection(id: $o) { caseId status ground subject arguments { text evidence } remedySought
      byLetter held decideBy outcome remedy findings recommendation reasons objector filerId ballots { vote }
      file { kind text heardOn } case { id } availableActions { name } } }"""
    found = world.data(query, CAST["auditor"], o=o.objection_id())["objection"]
    assert (found["caseId"], found["status"], found["ground"]) == (case, "DECIDED", "truthfulness")
    assert (found["outcome"], found["remedy"], found["held"], found["byLetter"]) == (
        "corrected",
        "correct",
        True,
        False,
    )
    assert found["decideBy"] == o.DUE
    assert found["objector"] == o.NAMED
    assert found["filerId"] == o.OBJECTOR.actor
    assert found["findings"] == o.REPORT.findings
    assert {ballot["vote"] for ballot in found["ballots"]} == {"for"}
    assert [(entry["kind"], entry["heardOn"]) for entry in found["file"]] == [("APPLICANT", "2022-10-08")]
    assert found["case"] == {"id": case}


def test_the_docket_pages_through_one_snapshot(objection: tuple[World, str]) -> None:
    world, _ = objection
    query = """query($a: String) { objections(first: 2, after: $a) { nodes { id } position
      pageInfo { hasNextPage hasPreviousPage endCursor } } }"""
    one = world.data(query, CAST["office"])["objections"]
    assert [node["id"] for node in one["nodes"]] == [o.objection_id(1), o.objection_id(2)]
    assert one["pageInfo"]["hasNextPage"]
    two = world.data(query, CAST["office"], a=one["pageInfo"]["endCursor"])["objections"]
    assert [node["id"] for node in two["nodes"]] == [o.objection_id(3)]
    assert (two["pageInfo"]["hasNextPage"], two["pageInfo"]["hasPreviousPage"]) == (False, True)
    assert two["position"] == one["position"]


@pytest.mark.parametrize("cursor", ["", "x", "W10", "WyJvYmplY3Rpb25zIixbMSwyXSw5OV0", "bnVsbA"])
def test_a_cursor_of_another_list_or_of_nobody_is_refused(objection: tuple[World, str], cursor: str) -> None:
    world, case = objection
    [of_timeline] = world.data(
        "query($c: ID!) { case(id: $c) { timeline(first: 1) { edges { cursor } } } }", CAST["office"], c=case
    )["case"]["timeline"]["edges"]
    for given in (cursor, of_timeline["cursor"]):
        answer = world.ask("query($a: String) { objections(after: $a) { position } }", CAST["office"], a=given)
        assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize("size", [0, 101, -1])
def test_a_page_has_a_size(objection: tuple[World, str], size: int) -> None:
    answer = objection[0].ask("query($n: Int!) { register(first: $n) { position } }", n=size)
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


def test_the_past_of_an_objection_is_told_as_it_was(objection: tuple[World, str]) -> None:
    world, _ = objection
    scene, _ = objected()
    query = "query($p: Position!, $o: ID!) { at(position: $p) { objection(id: $o) { status outcome } } }"
    expected = {
        ev.ObjectionFiled: "FILED",
        ev.ObjectionAdmitted: "ADMITTED",
        ev.InvestigationReported: "REPORTED",
        ev.ObjectionDecided: "DECIDED",
    }
    for event, status in expected.items():
        position = next(x.position for x in scene.records if isinstance(x.event, event))
        then = world.data(query, CAST["office"], p=position, o=o.objection_id())["at"]["objection"]
        assert then["status"] == status
        assert (then["outcome"] is not None) is (status == "DECIDED")


def test_a_case_tells_what_is_on_file_and_how_it_was_examined(objection: tuple[World, str]) -> None:
    world, case = objection
    query = """query($c: ID!) { case(id: $c) { sections { section times digest files } declaration { directions profit }
      checklists { stage result items { item passed } confirmations } timeline(first: 2) { nodes { at type role } } } }"""
    found = world.data(query, CAST["applicant"], c=case)["case"]
    assert [section["section"] for section in found["sections"]] == ["F2", "package"]
    assert [file["kind"] for file in found["sections"][1]["files"]] == ["form", "experience", "evidence"]
    assert found["declaration"] == {"directions": ["D1", "D4"], "profit": ["10", "11.5", "12"]}
    assert [(c["stage"], c["result"]) for c in found["checklists"]] == [
        ("T1", "PASSED"), ("PROVINCE", "PASSED"), ("NATION", "PASSED"),
    ]  # fmt: skip
    assert all(item["passed"] for check in found["checklists"] for item in check["items"])
    assert found["checklists"][0]["confirmations"]
    assert [line["type"] for line in found["timeline"]["nodes"]] == ["case_drafted/1", "declaration_saved/1"]


def test_a_group_tells_its_decisions_its_report_and_its_departures(review: tuple[World, str]) -> None:
    world, case = review
    query = """query($g: ID!) { group(id: $g) { code field stage caseIds leaderId memberIds
      consensus { kind decisions { caseId advance } entries { rank caseId } votes { yes no } dissent attendance }
      overrides { caseId statisticRank decidedRank reason } } }"""
    found = world.data(query, CAST["auditor"], g=r.GROUP)["group"]
    assert (found["code"], found["stage"], found["leaderId"]) == ("g1", "CLOSED", r.LEADER.actor)
    assert found["memberIds"] == r.MEMBERS
    desk, final = found["consensus"]
    assert [decision["advance"] for decision in desk["decisions"]] == [True] * 3
    assert [entry["rank"] for entry in final["entries"]] == [1, 2]
    assert final["dissent"] == "一人不同意"
    assert [vote["yes"] for vote in final["votes"]] == [6, 6, 0]
    [override] = found["overrides"]
    assert (override["caseId"], override["statisticRank"], override["decidedRank"]) == (case, 1, 2)
    led = world.data(query, CAST["leader"], g=r.GROUP)["group"]
    assert led["consensus"][1]["entries"]
    assert (led["memberIds"], led["consensus"][1]["dissent"]) == (None, None)


def test_the_pool_the_committee_and_a_draw_tell_who_reviews(review: tuple[World, str]) -> None:
    world, case = review
    query = """query($y: ID!, $d: ID!) { experts(first: 100, status: ACTIVE) { nodes { personId industries
        employments { employer until } pledges { cycleId } conflicts { kind since until } } }
      committee(cycle: $y) { chairId viceChairIds memberIds } draw(id: $d) { kind status answer panels pool } }"""
    found = world.data(query, CAST["auditor"], y=w.CYCLE, d=DRAW)
    experts = {expert["personId"]: expert for expert in found["experts"]["nodes"]}
    assert set(experts) == {w.CHAIR.actor, *(who.actor for who in w.EXPERTS)}
    declared = experts[CAST["expert"]]
    assert declared["conflicts"] == [{"kind": "consultant", "since": "2020-01-01", "until": None}]
    assert declared["pledges"] == [{"cycleId": w.CYCLE}]
    assert [job["until"] for job in declared["employments"]] == [None]
    assert (found["committee"]["chairId"], found["committee"]["viceChairIds"]) == (w.CHAIR.actor, [r.VICE.actor])
    assert (found["draw"]["kind"], found["draw"]["status"], found["draw"]["answer"]) == ("DESK", "CLOSED", "应答")
    assert list(found["draw"]["panels"]) == [case]


def test_a_case_tells_its_defence_and_its_visit(review: tuple[World, str]) -> None:
    world, case = review
    query = """query($c: ID!) { case(id: $c) { defence { place result minutes attendance }
      siteVisits { doubt questions findings { item passed text } team lead visitors } } }"""
    found = world.data(query, CAST["auditor"], c=case)["case"]
    assert found["defence"] == {"place": "会议室一", "result": "HELD", "minutes": 30, "attendance": r.PRESENT}
    [visit] = found["siteVisits"]
    assert (visit["questions"], visit["team"], visit["lead"]) == (r.DOUBT.questions, r.VISITORS, r.VISITORS[0])
    assert visit["findings"] == [{"item": "产线", "passed": True, "text": "属实"}]


def test_the_board_counts_cases_and_sheets(review: tuple[World, str]) -> None:
    world, _ = review
    query = "query($y: ID!, $r: ID!) { pipeline(cycle: $y) { unit status cases } round(id: $r) { locked assigned } }"
    found = world.data(query, CAST["office"], y=w.CYCLE, r=r.DESK)
    counted = {(count["unit"], count["status"]): count["cases"] for count in found["pipeline"]}
    assert counted == {
        (w.SHIJIAZHUANG, "DEFENCE"): 1, (w.SHIJIAZHUANG, "FINAL_CONSENSUS"): 1, (w.CHENGDE, "FINAL_CONSENSUS"): 1,
    }  # fmt: skip
    assert found["round"] == {"locked": 15, "assigned": 15}
    own = world.data("query($y: ID!) { pipeline(cycle: $y) { unit } }", CAST["unit"], y=w.CYCLE)["pipeline"]
    assert {count["unit"] for count in own} == {w.SHIJIAZHUANG}


def test_the_register_keeps_a_tombstone_for_a_revoked_title(award: tuple[World, str]) -> None:
    world, case = award
    query = """query($y: ID) { register(cycle: $y, year: 2022) { nodes { caseId number organisationName experience status
      ground documentNo endedAt revocationPostings { channel } checkedYear } } }"""
    titles = world.data(query, y=w.CYCLE)["register"]["nodes"]
    assert [title["status"] for title in titles] == ["REVOKED", "VALID", "VALID"]
    [gone] = [title for title in titles if title["caseId"] == case]
    assert (gone["organisationName"], gone["ground"], gone["documentNo"]) == (
        "第1制造有限公司",
        "g1",
        "中国质协字〔2022〕120号",
    )
    assert len(gone["revocationPostings"]) == 3
    assert gone["checkedYear"] is None, "the check is for the parties"
    assert world.data(query, y="cycle_other")["register"]["nodes"] == []


def test_a_title_tells_its_duties_its_bar_and_its_revocation(award: tuple[World, str]) -> None:
    world, case = award
    query = """query($c: ID!) { case(id: $c) { organisation { bars { caseId untilYear } } award { title { number }
      duties { kind status activity brandSeconds } checks { year result } adverseFacts { severity }
      revocations { kind status ground hearing hearingStatement documentNo } } } }"""
    found = world.data(query, CAST["auditor"], c=case)["case"]
    assert found["organisation"]["bars"] == [{"caseId": case, "untilYear": 2025}]
    assert [(d["kind"], d["status"]) for d in found["award"]["duties"]] == [
        ("EXCHANGE", "INVITED"),
        ("VIDEO", "SUBMITTED"),
    ]
    assert found["award"]["checks"] == [{"year": 2022, "result": "concern"}]
    assert found["award"]["adverseFacts"] == [{"severity": "major"}]
    [revocation] = found["award"]["revocations"]
    assert (revocation["status"], revocation["hearing"], revocation["ground"]) == ("DECIDED", "HEARD", "g1")
    holder: Any = world.data(query, CAST["applicant"], c=case)["case"]
    assert holder["award"]["checks"] == [{"year": 2022, "result": None}]
    assert holder["award"]["revocations"] == []
    assert world.data(query, c=case)["case"]["award"]["duties"] == []


@pytest.mark.parametrize(
    ("day", "clock", "left", "over"),
    [
        ("2022-09-26", "12:00:00", 10, False),
        ("2022-09-30", "23:59:59", 6, False),
        ("2022-10-07", "12:00:00", 6, False),
        ("2022-10-08", "12:00:00", 5, False),
        ("2022-10-13", "23:59:59", 0, False),
        ("2022-10-14", "00:00:00", 0, True),
    ],
)
def test_the_clock_of_a_notice_counts_working_days(tmp_path: Path, day: str, clock: str, left: int, over: bool) -> None:
    """Golden check G2: opened on Monday 26 September, closed by 13 October 24:00; 8 and 9 October are worked."""
    scene, _ = o.noticed()
    world = told(scene, tmp_path, w.on(day, clock))
    query = "query($y: ID!) { nationalList(cycle: $y) { noticeClock { closes workingDaysLeft over } } }"
    told_ = world.data(query, y=w.CYCLE)["nationalList"]["noticeClock"]
    assert told_ == {"closes": o.CLOSES, "workingDaysLeft": left, "over": over}


def test_the_rules_tell_their_history(review: tuple[World, str]) -> None:
    world, _ = review
    query = """query($y: ID!) { cycle(id: $y) { history { kind digest } interpretations { number rules text } }
      calendarYears { year digest workdays } }"""
    found = world.data(query, y=w.CYCLE)
    assert [step["kind"] for step in found["cycle"]["history"]] == ["PUBLISHED"]
    assert found["cycle"]["interpretations"] == [{"number": "2022-1", "rules": ["R-74"], "text": "工作日不含公示当日"}]
    [year] = found["calendarYears"]
    assert year["year"] == 2022
    assert "2022-10-08" in year["workdays"]
