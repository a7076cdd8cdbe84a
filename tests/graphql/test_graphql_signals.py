"""评审诚信线索 through the API: for auditor and investigator, under a grant, once the round is closed, as of any position."""

from dataclasses import replace
from typing import Any

import pytest
from fakes import world
from graphql_scene import (
    CASE_A,
    CASE_B,
    CLOSED,
    CYCLE,
    DESK,
    EXPERT,
    OPEN,
    ORG_B,
    PEER,
    PEOPLE,
    SALT,
    FakeViews,
    at,
    granted,
    scene,
)

from biaogan.domain.forms import SheetRow
from biaogan.domain.ids import sheet_id
from biaogan.projections.interests import InterestRow
from biaogan.projections.rounds import RoundRow
from biaogan.projections.sheets import ScoreSheetRow

MAY = ("person_auditor", "person_investigator")
CASES = [f"case_00000000-0000-4000-8000-0000000001{n:02}" for n in range(8)]
HARSH = "person_harsh"
PANEL = [HARSH, "person_a", "person_b", "person_c"]
QUERY = """query($r: ID!) { round(id: $r) { signals {
  position seed mostPermutations sheets computed
  signals { kind expertIds unit n effect effectUnit interval { low high } p q permutations zh en acts { stream position } }
  tooFew { kind expertIds unit n needed }
  agreement { measure expertIds n value p permutations }
} } }"""
ASKED = """query($r: ID!, $k: SignalKind, $s: ID) { round(id: $r) { signals {
  computed signals(kind: $k, subject: $s) { kind expertIds } tooFew(kind: $k, subject: $s) { kind }
} } }"""
THEN = "query($r: ID!, $p: Position!) { at(position: $p) { round(id: $r) { signals { position sheets } } } }"


def busy() -> FakeViews:
    """The scene with eight more cases in the closed desk round; one of their four experts gives ten points less."""
    views = scene()
    for place, case in enumerate(CASES):
        views.add(replace(views.case(CASE_B, 30), id=case, since=30))
        for number, expert in enumerate(PANEL):
            total = 80 + place - (10 if expert == HARSH else (place * number) % 3)
            rows = (SheetRow("A1", total),)
            views.add(
                ScoreSheetRow(
                    DESK, case, expert, sheet_id(DESK, case, expert, SALT), total, rows, "", True, False, at(30), 30
                )
            )
    return views


def told(views: FakeViews, person: str | None = "person_auditor", round_: str = DESK) -> Any:
    found = world(views).data(QUERY, person, r=round_)["round"]
    return None if found is None else found["signals"]


def under(views: FakeViews, person: str = "person_auditor", *streams: str) -> FakeViews:
    return granted(views, person, "round.signals", streams=streams or (DESK,))


@pytest.mark.parametrize("person", ["public", *PEOPLE])
def test_auditor_and_investigator_see_them_under_a_grant_after_the_close_and_nobody_else(person: str) -> None:
    who = None if person == "public" else person
    for round_ in (OPEN, CLOSED, DESK):
        found = told(under(busy(), person, CYCLE), who, round_)
        assert (found is not None) is (person in MAY and round_ != OPEN), round_
        assert told(busy(), who, round_) is None, "without a grant"


def test_a_grant_of_another_class_or_another_round_opens_none() -> None:
    assert told(granted(busy(), "person_auditor", "sheet.expert", "round.strictness", streams=(DESK,))) is None
    assert told(under(busy(), "person_auditor", CLOSED)) is None


def test_that_they_were_read_is_put_on_record() -> None:
    one = world(under(busy()))
    one.data(QUERY, "person_auditor", r=DESK)
    assert {(found.stream, found.klass) for found in one.disclosures.seen} >= {(DESK, "round.signals")}


def test_golden_the_harsh_expert_stands_out_with_the_acts_behind_it() -> None:
    """Everybody scores every case: 10 less, beside 7/8, 1 and 0 less on average, is 10 - 95/32 = 225/32 = 7.03125."""
    found = told(under(busy()))
    severity = {tuple(row["expertIds"]): row for row in found["signals"] if row["kind"] == "SEVERITY"}
    harsh = severity[HARSH,]
    assert (harsh["n"], harsh["effect"], harsh["effectUnit"], harsh["unit"]) == (8, "7.0312", "points", None)
    assert float(harsh["interval"]["low"]) < 7.03 < float(harsh["interval"]["high"])
    assert [act["stream"] for act in harsh["acts"]] == [sheet_id(DESK, case, HARSH, SALT) for case in CASES]
    assert {act["position"] for act in harsh["acts"]} == {30}
    assert float(harsh["p"]) < 0.001
    assert float(harsh["p"]) <= float(harsh["q"]) < 0.02
    assert harsh["zh"].startswith("线索，不是结论：")
    assert harsh["en"].startswith("signal, not finding: ")
    assert found["computed"] == len(found["signals"])
    assert (found["sheets"], found["mostPermutations"], found["position"]) == (35, 19_999, 99)


def test_severity_is_drawn_with_its_interval_and_the_exact_points() -> None:
    query = "query($r: ID!) { round(id: $r) { signals { severityPlot } } }"
    svg = world(under(busy())).data(query, "person_auditor", r=DESK)["round"]["signals"]["severityPlot"]
    assert f"{HARSH}：225/32 分，区间" in svg
    assert f"{PEER}：" not in svg, "too few sheets"


def test_what_is_too_few_is_said() -> None:
    rows = told(under(busy()))["tooFew"]
    peer = next(row for row in rows if row["kind"] == "SEVERITY" and row["expertIds"] == [PEER])
    assert (peer["n"], peer["needed"]) == (1, 5)
    assert {row["needed"] for row in rows if row["kind"] == "TOWARD_PEERS"} == {5}
    bare = told(under(scene()))
    assert (bare["signals"], bare["computed"]) == ([], 0)
    assert {row["value"] for row in bare["agreement"]} == {None}
    assert {row["p"] for row in bare["agreement"]} == {row["permutations"] for row in bare["agreement"]} == {None}


def test_the_agreement_of_the_panel_is_shown_beside_them() -> None:
    rows = {row["measure"]: row for row in told(under(busy()))["agreement"]}
    assert (rows["KENDALL_W"]["expertIds"], rows["KENDALL_W"]["n"]) == (sorted(PANEL), 8)
    assert float(rows["KENDALL_W"]["value"]) > 0.8
    assert float(rows["ALPHA_INTERVAL"]["value"]) < float(rows["KENDALL_W"]["value"]), "one expert is ten points off"
    assert rows["SPEARMAN"]["value"] is None, "no rank came before"


def test_the_same_question_has_the_same_answer_and_the_seed_with_it() -> None:
    one, other = told(under(busy())), told(under(busy(), "person_investigator"), "person_investigator")
    assert one == other
    assert one["seed"].isdigit()
    assert one["seed"] != told(under(busy(), "person_auditor", CYCLE), round_=CLOSED)["seed"]


def test_they_are_asked_for_by_kind_and_subject_and_the_correction_stays() -> None:
    def asked(**given: str) -> Any:
        return world(under(busy())).data(ASKED, "person_auditor", r=DESK, **given)["round"]["signals"]

    every, severity, harsh = asked(), asked(k="SEVERITY"), asked(k="SEVERITY", s=HARSH)
    assert every["computed"] == severity["computed"] == harsh["computed"]
    assert {row["kind"] for row in severity["signals"]} == {row["kind"] for row in severity["tooFew"]} == {"SEVERITY"}
    assert (len(severity["signals"]), harsh["tooFew"]) == (4, [])
    assert harsh["signals"] == [{"kind": "SEVERITY", "expertIds": [HARSH]}]


def test_a_past_position_has_the_signals_of_the_sheets_of_then() -> None:
    def then(position: int) -> Any:
        return world(under(busy())).data(THEN, "person_auditor", r=DESK, p=position)["at"]["round"]["signals"]

    assert then(29) == {"position": 29, "sheets": 3}
    assert then(30) == {"position": 30, "sheets": 35}


FOLLOWED = """query($r: ID!) { round(id: $r) { signals { signals(kind: SEVERITY, subject: "person_harsh") { acts {
  stream position record { stream position } sheet { id expertId total caseId } } } } } }"""
DIFF = "query($id: ID!) { diff(id: $id, from: 29, to: 30) { id changes { field after causes { position } } } }"
FACE = "{ ledger { record(position: 30) { stream } proof(position: 30) } }"


@pytest.mark.parametrize("person", MAY)
def test_the_acts_behind_a_signal_are_followed_under_a_grant_that_tells_whose_a_sheet_is(person: str) -> None:
    one = world(granted(under(busy(), person), person, "sheet.expert", streams=(DESK,)))
    (signal,) = one.data(FOLLOWED, person, r=DESK)["round"]["signals"]["signals"]
    assert [act["sheet"]["id"] for act in signal["acts"]] == [act["stream"] for act in signal["acts"]]
    assert [act["sheet"]["caseId"] for act in signal["acts"]] == CASES
    assert {act["sheet"]["expertId"] for act in signal["acts"]} == {HARSH}
    first = signal["acts"][0]
    one.ledger.streams[30] = first["stream"]
    told_ = one.data(DIFF, person, id=first["stream"])["diff"]
    (total,) = [change for change in told_["changes"] if change["field"] == "total"]
    assert total == {"field": "total", "after": first["sheet"]["total"], "causes": [{"position": 30}]}
    assert one.data(FACE, person)["ledger"] == {"record": {"stream": first["stream"]}, "proof": "proof of 30"}
    assert one.data(FOLLOWED, person, r=DESK)["round"]["signals"]["signals"][0]["acts"][0]["record"] == {
        "stream": first["stream"], "position": 30,
    }  # fmt: skip
    assert {(read.stream, read.klass) for read in one.disclosures.seen} >= {(first["stream"], "sheet.expert")}


@pytest.mark.parametrize("person", MAY)
def test_without_that_grant_an_act_is_named_and_leads_nowhere(person: str) -> None:
    one = world(under(busy(), person))
    one.ledger.streams[30] = sheet_id(DESK, CASES[0], HARSH, SALT)
    (signal,) = one.data(FOLLOWED, person, r=DESK)["round"]["signals"]["signals"]
    assert len(signal["acts"]) == 8
    assert [act for act in signal["acts"] if act["record"] or act["sheet"]] == []
    foreign, missing = (one.data(DIFF, person, id=id_) for id_ in (signal["acts"][0]["stream"], "sheet_none"))
    assert foreign == missing == {"diff": None}
    assert one.data(FACE, person)["ledger"] == {"record": None, "proof": None}


@pytest.mark.parametrize("person", [None, *sorted(PEOPLE)])
@pytest.mark.parametrize("round_", [OPEN, DESK])
def test_how_a_sheet_came_about_is_told_to_its_author_alone_where_nothing_is_granted(
    person: str | None, round_: str
) -> None:
    query = DIFF.replace("29", "20")
    for expert in (EXPERT, PEER):
        found = world().data(query, person, id=sheet_id(round_, CASE_A, expert, SALT))["diff"]
        assert (found is not None) is (person == expert)
    if person in MAY:
        views = granted(scene(), person, "sheet.expert", streams=(CYCLE,))
        found = world(views).data(query, person, id=sheet_id(round_, CASE_A, PEER, SALT))["diff"]
        assert (found is not None) is (round_ == DESK), "not before the round is closed"


def noticed(views: FakeViews, position: int = 99) -> Any:
    query = (
        "query($r: ID!, $p: Position!) { at(position: $p) { round(id: $r) { signals { sheets notice { zh en } } } } }"
    )
    return world(under(views)).data(query, "person_auditor", r=DESK, p=position)["at"]["round"]["signals"]


def _unsealed(row: Any) -> Any:
    return replace(row, sealed=False) if isinstance(row, RoundRow) else row


def test_a_round_that_was_running_or_thin_says_why_it_tells_nothing() -> None:
    assert noticed(busy())["notice"] is None
    views = busy()
    views.rows = [(_unsealed(row), since, until) for row, since, until in views.rows]
    running = noticed(views, 30)["notice"]
    assert ("尚未结束" in running["zh"], "not closed" in running["en"]) == (True, True)
    thin = noticed(scene())
    assert thin["notice"]["zh"].startswith(f"评分太少（{thin['sheets']} 份）")
    assert thin["notice"]["en"].startswith(f"Too few sheets ({thin['sheets']})")


def test_before_its_seal_was_opened_a_closed_round_says_that_nobody_can_read_it() -> None:
    views = scene()
    (closed,) = (row for row, _, until in views.rows if getattr(row, "id", "") == DESK and row.status == "CLOSED")
    views.rows = [(row, since, 60 if row is closed else until) for row, since, until in views.rows]
    views.rows = [
        (replace(row, sealed=True) if row is closed else row, since, until) for row, since, until in views.rows
    ]
    views.add(replace(closed, unsealed_at=at(60), since=60))
    sealed, opened = noticed(views, 59)["notice"], noticed(views, 60)["notice"]
    assert ("尚未启封" in sealed["zh"], "still sealed" in sealed["en"]) == (True, True)
    assert opened["zh"].startswith("评分太少")


def test_whoever_has_an_interest_in_an_organisation_gets_the_signals_without_its_cases() -> None:
    views = under(busy())
    views.add(InterestRow("person_auditor", ORG_B, "", at(50), 50))
    found = told(views)
    assert (found["sheets"], found["signals"]) == (2, [])
    assert {row["expertIds"][0] for row in found["tooFew"] if row["kind"] == "SEVERITY"} == {EXPERT, PEER}
    assert CASE_A != CASE_B
