"""推演 through the API: for the audit and investigations, K3 under a grant, composed with ``at``; nothing is written."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import journey as j
import objection_journey as o
import pytest
import review_journey as r
import world as w
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fakes import World
from stories import AUDITOR, CAST, GRANT, told, under_grant
from supposed_rounds import ground_in, reviewed
from world import CYCLE, Scene, on

from biaogan.domain import events as ev
from biaogan.domain import ids
from biaogan.domain.rejections import Rejected
from biaogan.domain.supposing.ground import Ground
from biaogan.graphql.suppose_port import Attested
from biaogan.ledger.report import canonical, sign_report, verify_report

KEY = Ed25519PrivateKey.from_private_bytes(b"k" * 32)
LEFT = w.EXPERTS[5].actor
RANKING = """
  ranking(round: $round, cut: 2) {
    roundId position configDigest methodBefore methodAfter cut asSigned everySignerKnown uncounted
    entries { caseId rankBefore rankAfter gained scoreBefore scoreAfter shownAfter sheetsAfter sideBefore sideAfter crosses }
    tooFew { caseId roundId left wanted } leftOut { name sheetId position caseId why expertId } unmatched
  }"""
OTHER = """
  leaveOneOut(round: $round, cut: 2) { expertId sheets moved furthest crossing tooFew }
  smallestFlip(round: $round, most: 3, cut: 2) { sheets cases greaterThan trials steps { boundary up down lowest highest lowestCase } }
  stability(round: $round, samples: 5, seed: "s", cut: 2) { caseId rank lowest highest ranked inside }
"""
SUPPOSE = "query($round: ID!, $without: WithoutInput, $conflicts: [TrueConflictInput!], $scoring: SupposedScoringInput)"
ALL = f"{SUPPOSE} {{ suppose(without: $without, conflicts: $conflicts, scoring: $scoring) {{ {RANKING} {OTHER} }} }}"
ONLY = f"{SUPPOSE} {{ suppose(without: $without, conflicts: $conflicts, scoring: $scoring) {{ {RANKING} }} }}"
NAMED = {"experts": [LEFT]}


class SceneGrounds:
    """The ground of a scene's rounds, and a key that signs reports."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene

    def ground(self, round_: str, at: int) -> Ground | None:
        try:
            return ground_in(self.scene, round_, at)
        except Rejected:
            return None

    def attest(self, report: Any, at: int) -> Attested:
        text = canonical({**report, "position": at})
        return Attested(text.decode(), sign_report(text, KEY), "", "")


def scene() -> Scene:
    found = reviewed()[0].copy()
    return found.people(AUDITOR, o.INVESTIGATORS[0], o.OBJECTOR, at=on("2022-08-20", "12:00:00"))


def over(found: Scene, path: Path) -> World:
    return replace(told(found, path), grounds=SceneGrounds(found))


@pytest.fixture(scope="module")
def granted(tmp_path_factory: pytest.TempPathFactory) -> World:
    """The auditor holds a grant of everything; the investigator none."""
    return over(under_grant(scene(), CYCLE), tmp_path_factory.mktemp("granted"))


@pytest.mark.parametrize("round_", [r.DESK, r.DEFENCE, j.ROUND["provincial"]])
def test_a_ranking_is_supposed_only_for_the_audit_and_investigations(granted: World, round_: str) -> None:
    seen = {who for who, actor in CAST.items() if granted.data(ONLY, actor, round=round_)["suppose"]["ranking"]}
    assert seen == {"auditor", "investigator"}


def test_what_goes_by_the_signer_is_for_who_holds_a_grant(granted: World) -> None:
    found = granted.data(ALL, AUDITOR.actor, round=r.DEFENCE, without=NAMED)["suppose"]
    assert found["ranking"]["everySignerKnown"] is True
    assert {sheet["expertId"] for sheet in found["ranking"]["leftOut"]} == {LEFT}
    assert {tuple(sheet["why"]) for sheet in found["ranking"]["leftOut"]} == {("EXPERT",)}
    assert any(entry["scoreBefore"] != entry["scoreAfter"] for entry in found["ranking"]["entries"])
    assert LEFT not in {line["expertId"] for line in found["leaveOneOut"]}, "each against the supposed ranking"
    assert len(found["stability"]) == 3
    for named in ({"without": NAMED}, {"without": {"keys": [{"kid": f"key of {LEFT}", "after": 0}]}}):
        without = granted.data(ALL, CAST["investigator"], round=r.DEFENCE, **named)["suppose"]
        assert without["ranking"]["everySignerKnown"] is False
        assert without["ranking"]["leftOut"] == []
        assert all(entry["scoreBefore"] == entry["scoreAfter"] for entry in without["ranking"]["entries"])
        assert (without["leaveOneOut"], without["stability"]) == (None, None)
        assert without["smallestFlip"]["steps"], "how far the line is away is K2"


def test_a_sheet_is_left_out_by_its_name_and_only_under_a_grant_by_what_tells_whose_it_is(granted: World) -> None:
    sheets = granted.data(
        "query($r: ID!) { round(id: $r) { sheets { caseId number } } }", CAST["investigator"], r=r.DEFENCE
    )
    first = sheets["round"]["sheets"][0]
    given = {"statements": [f"{first['caseId']}#{first['number']}"]}
    for who in ("investigator", "auditor"):
        (left_out,) = granted.data(ONLY, CAST[who], round=r.DEFENCE, without=given)["suppose"]["ranking"]["leftOut"]
        assert (left_out["name"], left_out["why"]) == (given["statements"][0], ["STATEMENT"])
        assert (left_out["expertId"] is None) is (left_out["sheetId"] is None) is (who == "investigator")
    for name in (left_out["sheetId"], str(left_out["position"])):
        for who, gone in (("investigator", 0), ("auditor", 1)):
            found = granted.data(ONLY, CAST[who], round=r.DEFENCE, without={"statements": [name]})
            assert len(found["suppose"]["ranking"]["leftOut"]) == gone


def test_how_firm_ranks_are_is_drawn_for_whom_it_is_told(granted: World) -> None:
    query = 'query($r: ID!) { suppose { stabilityPlot(round: $r, samples: 5, seed: "s", cut: 2) } }'
    svg = granted.data(query, AUDITOR.actor, r=r.DEFENCE)["suppose"]["stabilityPlot"]
    assert svg.count("第 1 名") == 1
    assert "重复抽取专家 5 次" in svg
    assert granted.data(query, CAST["investigator"], r=r.DEFENCE)["suppose"]["stabilityPlot"] is None


def test_a_grant_of_one_case_leaves_out_only_its_sheets(tmp_path: Path) -> None:
    case = reviewed()[1][0]
    world = over(under_grant(scene(), case), tmp_path)
    found = world.data(ALL, AUDITOR.actor, round=r.DEFENCE, without=NAMED)["suppose"]
    assert {sheet["caseId"] for sheet in found["ranking"]["leftOut"]} == {case}
    assert (found["ranking"]["everySignerKnown"], found["leaveOneOut"], found["stability"]) == (False, None, None)


def test_a_conflict_a_key_and_other_rules_are_supposed_as_asked(granted: World) -> None:
    organisation = ids.organisation_id(w.code_of(1))
    conflict = [{"expert": LEFT, "organisation": organisation, "since": "2022-08-15"}]
    late = granted.data(ONLY, AUDITOR.actor, round=r.DEFENCE, conflicts=conflict)["suppose"]["ranking"]
    assert [sheet["why"] for sheet in late["leftOut"]] == [["CONFLICT"]], "the desk sheet was locked before"
    key = {"keys": [{"kid": f"key of {LEFT}", "after": 0}]}
    assert len(granted.data(ONLY, AUDITOR.actor, round=r.DEFENCE, without=key)["suppose"]["ranking"]["leftOut"]) == 6
    scoring = {
        "aggregate": "TRIMMED", "trim": 1, "minN": 3, "calibration": True, "rows": [{"row": "C1", "weight": "3/2"}],
        "weights": [{"round": "DESK", "weight": "0.25"}, {"round": "DEFENCE", "weight": "3/4"}],
    }  # fmt: skip
    found = granted.data(ONLY, AUDITOR.actor, round=r.DEFENCE, scoring=scoring)["suppose"]["ranking"]
    assert found["methodAfter"] == "trimmed 1 from 3, calibrated"
    assert {entry["scoreBefore"] == entry["scoreAfter"] for entry in found["entries"]} == {False}
    assert (
        found["configDigest"] == granted.data("query($c: ID!) { cycle(id: $c) { digest } }", c=CYCLE)["cycle"]["digest"]
    )


def test_a_name_that_met_nothing_is_told_and_one_that_may_not_be_known_is_like_one_that_does_not_exist(
    granted: World,
) -> None:
    organisation, case = ids.organisation_id(w.code_of(1)), reviewed()[1][0]
    sheet = w.sheet_id(r.DEFENCE, case, LEFT)
    real = {"experts": [LEFT], "statements": [sheet], "keys": [{"kid": f"key of {LEFT}", "after": 10**6}]}
    wrong = {"experts": ["person_x"], "statements": ["case_1#1", "sheet_x"], "keys": [{"kid": "k", "after": 0}]}
    conflicts = [
        {"expert": LEFT, "organisation": organisation, "since": "2022-01-01"},
        {"expert": "person_y", "organisation": "org_z", "since": "2022-01-01"},
    ]
    both = {name: [*real[name], *wrong[name]] for name in real}
    nowhere = ["person_x", "case_1#1", "sheet_x", "k", "person_y", "org_z"]

    def unmatched(who: str, **given: Any) -> list[str]:
        found: list[str] = granted.data(ONLY, who, round=r.DEFENCE, **given)["suppose"]["ranking"]["unmatched"]
        return found

    investigator = CAST["investigator"]
    assert unmatched(AUDITOR.actor, without=both, conflicts=conflicts) == nowhere
    assert unmatched(AUDITOR.actor, without=real) == unmatched(AUDITOR.actor) == []
    assert unmatched(investigator, without=real) == [LEFT, sheet, f"key of {LEFT}"], "not theirs to know"
    assert set(unmatched(investigator, without=both, conflicts=conflicts)) == {LEFT, sheet, f"key of {LEFT}", *nowhere}
    given = {"round": r.DEFENCE, "without": both, "each": False}
    text = granted.data(REPORT, AUDITOR.actor, **given)["suppose"]["report"]["text"]
    assert json.loads(text)["unmatched"] == nowhere[:4]


@pytest.mark.parametrize(
    "given",
    [
        {"scoring": {"weights": [{"round": "DESK", "weight": "1"}]}},
        {"scoring": {"weights": [{"round": "DESK", "weight": "1/2"}, {"round": "DEFENCE", "weight": "1/3"}]}},
        {"scoring": {"weights": [{"round": "DESK", "weight": "x"}, {"round": "DEFENCE", "weight": "1"}]}},
        {"scoring": {"rows": [{"row": "Z9", "weight": "1"}]}},
        {"scoring": {"rows": [{"row": "C1", "weight": "0"}]}},
        {"scoring": {"rows": [{"row": "C1", "weight": "2"}, {"row": "C1", "weight": "3"}]}},
        {"scoring": {"aggregate": "MEAN", "trim": 1}},
        {"scoring": {"aggregate": "TRIMMED", "trim": 3, "minN": 6}},
        {"scoring": {"trim": 10}},
        {"conflicts": [{"expert": "p", "organisation": "o", "since": "yesterday"}]},
        {"without": {"experts": [f"person_{n}" for n in range(101)]}},
    ],
)
def test_what_cannot_be_supposed_is_the_clients_mistake(granted: World, given: dict[str, Any]) -> None:
    answer = granted.ask(ONLY, AUDITOR.actor, round=r.DEFENCE, **given)
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


@pytest.mark.parametrize(
    "field", ["smallestFlip(round: $r, most: 9)", "stability(round: $r, samples: 0)", "ranking(round: $r, cut: 0)"]
)
def test_more_than_is_worked_out_is_refused(granted: World, field: str) -> None:
    answer = granted.ask(f"query($r: ID!) {{ suppose {{ {field} {{ __typename }} }} }}", AUDITOR.actor, r=r.DEFENCE)
    assert answer["errors"][0]["extensions"]["code"] == "BAD_USER_INPUT"


def test_the_past_is_supposed_with_what_was_signed_by_then(tmp_path: Path) -> None:
    found = under_grant(scene(), CYCLE)
    then, case = len(found.records) - 1, reviewed()[1][0]
    found.play(ev.ScoreSheetVoided("利益冲突"), w.sheet_id(r.DEFENCE, case, LEFT), w.DIRECTOR, on("2022-08-22"))
    document = f"query($round: ID!, $at: Position!) {{ at(position: $at) {{ suppose {{ {RANKING} }} }} suppose {{ {RANKING} }} }}"
    answer = over(found, tmp_path).data(document, AUDITOR.actor, round=r.DEFENCE, at=then)
    past, now = answer["at"]["suppose"]["ranking"], answer["suppose"]["ranking"]
    assert (past["position"], now["position"]) == (then, len(found.records) - 1)
    assert (past["uncounted"], now["uncounted"]) == (1, 2)
    assert {entry["sheetsAfter"] for entry in past["entries"]} != {entry["sheetsAfter"] for entry in now["entries"]}
    assert (past["asSigned"], now["asSigned"]) == (True, True), "the statistics were computed again"


def test_case_60_what_is_supposed_leaves_everything_as_it_was_and_comes_out_the_same_again(tmp_path: Path) -> None:
    found = under_grant(scene(), CYCLE)
    world = over(found, tmp_path)
    inside = "round(id: $round) { status ranking { entries { caseId rank score } } sheets { id total } }"
    views = f"query($round: ID!) {{ {inside} ledger {{ checkpoint }} }}"
    records, seen = list(found.records), world.data(views, AUDITOR.actor, round=r.DEFENCE)
    stored = (tmp_path / "story.db").read_bytes()
    first = world.send(
        {"query": ALL, "variables": {"round": r.DEFENCE, "without": NAMED}, "extensions": {"purpose": "t"}},
        AUDITOR.actor,
    )
    again = world.send(
        {"query": ALL, "variables": {"round": r.DEFENCE, "without": NAMED}, "extensions": {"purpose": "t"}},
        AUDITOR.actor,
    )
    assert first.body == again.body
    assert found.records == records
    assert (tmp_path / "story.db").read_bytes() == stored
    assert world.data(views, AUDITOR.actor, round=r.DEFENCE) == seen
    assert world.office.recorded == 0


def test_that_it_was_asked_is_put_on_record_and_so_is_that_it_was_denied(tmp_path: Path) -> None:
    world = over(under_grant(scene(), CYCLE), tmp_path)
    world.data(ONLY, AUDITOR.actor, round=r.DEFENCE, without=NAMED)
    seen = {(read.stream, read.klass): read.fields for read in world.disclosures.seen}
    assert "suppose" in seen[r.DEFENCE, "sheet.expert"]
    assert {"rank_after", "score_after"} <= seen[r.DEFENCE, "supposition"]
    world.data(ONLY, CAST["office"], round=r.DEFENCE)
    world.data(ALL, CAST["investigator"], round=r.DEFENCE)
    denied = {(read.stream, read.klass): read.fields for read in world.disclosures.denied}
    assert denied[r.DEFENCE, "supposition"] == {"ranking"}
    assert {"leave_one_out", "stability"} <= denied[r.DEFENCE, "sheet.expert"]


def test_nothing_is_supposed_about_a_round_that_is_not_over(tmp_path: Path) -> None:
    running, _ = r.after(r.open_defence)
    running.people(AUDITOR)
    world = over(under_grant(running, CYCLE), tmp_path)
    assert world.data(ONLY, AUDITOR.actor, round=r.DEFENCE)["suppose"]["ranking"] is None
    assert world.data(ONLY, AUDITOR.actor, round=r.DESK)["suppose"]["ranking"] is not None


def test_who_has_an_interest_in_a_case_of_the_round_is_told_nothing(tmp_path: Path) -> None:
    found = under_grant(scene(), CYCLE)
    organisation = ids.organisation_id(w.code_of(1))
    found.record(ev.InterestDeclared(organisation, "亲属任职"), AUDITOR.actor, AUDITOR, on("2022-08-21"))
    answer = over(found, tmp_path).data(ALL, AUDITOR.actor, round=r.DEFENCE)["suppose"]
    assert set(answer.values()) == {None}


# --- the report -------------------------------------------------------------------------------------------------------

REPORT = """query($round: ID!, $without: WithoutInput, $each: Boolean!, $samples: Int) { suppose(without: $without) {
  report(round: $round, cut: 2, most: 2, samples: $samples, eachExpert: $each) { text jws } } }"""


def test_a_report_holds_what_was_asked_and_what_would_follow_and_is_the_same_each_time(granted: World) -> None:
    given = {"round": r.DEFENCE, "without": NAMED, "each": True, "samples": 4}
    report = granted.data(REPORT, AUDITOR.actor, **given)["suppose"]["report"]
    assert granted.data(REPORT, AUDITOR.actor, **given)["suppose"]["report"] == report
    told_ = verify_report(report["text"], report["jws"], KEY.public_key())
    ranking = granted.data(ONLY, AUDITOR.actor, round=r.DEFENCE, without=NAMED)["suppose"]["ranking"]
    assert told_["supposed"]["experts"] == [LEFT]
    assert [(case["case"], case["rank"]) for case in told_["answer"]["cases"]] == [
        (entry["caseId"], [entry["rankBefore"], entry["rankAfter"]]) for entry in ranking["entries"]
    ]
    assert {sheet["sheet"] for sheet in told_["answer"]["left_out"]} == {s["name"] for s in ranking["leftOut"]}
    assert (told_["config"], told_["round"], told_["as_signed"]) == (ranking["configDigest"], r.DEFENCE, True)
    assert (told_["stability"]["samples"], len(told_["each_expert"])) == (4, 5)
    assert told_["smallest_flip"]["tried"] >= 1
    assert json.loads(report["text"]) == told_


def test_a_report_that_tells_experts_apart_is_for_who_may_know_them(granted: World) -> None:
    given = {"round": r.DEFENCE, "without": None}
    investigator = CAST["investigator"]
    assert granted.data(REPORT, investigator, **given, each=True)["suppose"]["report"] is None
    assert granted.data(REPORT, investigator, **given, each=False, samples=3)["suppose"]["report"] is None
    plain = granted.data(REPORT, investigator, **given, each=False)["suppose"]["report"]
    assert not [actor for actor in (expert.actor for expert in w.EXPERTS) if actor in plain["text"]]
    assert granted.data(REPORT, CAST["office"], **given, each=False)["suppose"]["report"] is None
    assert "sheet_" not in plain["text"], "a stream tells whose sheet it is"
    assert GRANT not in plain["text"]
