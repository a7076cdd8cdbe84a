"""``why`` over the real views: what counts and what does not, lists, objections, what is withheld, and what is on record."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import journey as j
import objection_journey as o
import pytest
import review_journey as r
import world as w
from fakes import World, code
from stories import AUDITOR, CAST, DRAW, objected, told, under_grant
from test_graphql_suppose import SceneGrounds
from traced import JOINED, RECUSED, REPLACED, SILENT, VOIDED, SceneTraces, contested
from world import CYCLE, Scene, on

from biaogan.domain import events as ev
from biaogan.domain import ids
from biaogan.domain.access import GrantStatus
from biaogan.domain.config import PANEL_KINDS, CycleConfig
from biaogan.domain.config_checks import TIE_BREAKS
from biaogan.domain.config_model import MEAN, NEGOTIATED, TRIMMED, Aggregate
from biaogan.domain.erasure import ErasureStatus
from biaogan.domain.objection import ObjectionStatus
from biaogan.domain.rules.experts import KINDS as CONFLICTS
from biaogan.domain.status import Phase, Status
from biaogan.graphql import rule_words, why_chain
from biaogan.graphql.plots.svg import Words
from biaogan.graphql.status_words import STATES, status_words

STEPS = "steps { number kind withheld because told { zh en } rule rules code position aboutId about { id } personId kid signatureHolds }"
WHY = "query($of: WhyInput!) { why(of: $of) { " + STEPS + " } }"
Steps = list[dict[str, Any]]
LATE = r.DESK_PANEL[-1].actor
"""Scored the second case in both rounds, and should not have."""


def over(scene: Scene, path: Path) -> World:
    return replace(told(scene, path), grounds=SceneGrounds(scene), traces=SceneTraces(scene.records))


def everybody(scene: Scene) -> list[str]:
    """Everybody there is, and every expert's entry."""
    return sorted({record.stream for record in scene.records if record.stream.startswith("person_")})


@pytest.fixture(scope="module")
def review(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, tuple[str, ...], Scene]:
    """The contested review; the auditor may see all of it."""
    made, cases = contested()
    scene = under_grant(made.copy(), CYCLE, *everybody(made))
    return over(scene, tmp_path_factory.mktemp("contested")), cases, scene


def asked(world: World, who: str | None = AUDITOR.actor, **of: Any) -> Steps:
    """The steps of an answer; none where there is none."""
    found = world.data(WHY, who, of=of)["why"]
    return [] if found is None else found["steps"]


def of_kind(steps: Steps, *kinds: str) -> Steps:
    return [step for step in steps if step["kind"] in kinds]


def below(steps: Steps, number: int) -> set[int]:
    """Every step that one rests on, near or far."""
    found: set[int] = set()
    waiting = [number]
    while waiting:
        for other in steps[waiting.pop()]["because"]:
            if other not in found:
                found.add(other)
                waiting.append(other)
    return found


def test_a_conflicted_experts_sheet_is_said_not_to_count_and_why(review: Any) -> None:
    world, (case, *_), _ = review
    steps = asked(world, rank={"within": r.DESK, "case": case})
    (gone,) = [step for step in of_kind(steps, "NOT_COUNTED") if "voided" in step["told"]["en"]]
    name = ids.sheet_name(case, w.sheet_id(r.DESK, case, VOIDED.actor))
    assert (gone["aboutId"], gone["rule"]) == (name, "D-23")
    assert name not in {step["aboutId"] for step in of_kind(steps, "SHEET")}
    rests = [steps[number] for number in sorted(below(steps, gone["number"]))]
    (conflict,) = of_kind(rests, "CONFLICT")
    assert "consultant" in conflict["told"]["en"]
    assert of_kind(rests, "CONFLICT_CLEARANCE")[0]["personId"] == VOIDED.actor
    assert {step["personId"] for step in of_kind(rests, "STATEMENT")} >= {VOIDED.actor, w.DIRECTOR.actor}


def test_who_stood_aside_was_replaced_or_gave_no_sheet_is_told_of_each(review: Any) -> None:
    world, (case, *_), _ = review
    steps = asked(world, rank={"within": r.DESK, "case": case})
    aside = {step["personId"]: step["told"]["en"] for step in of_kind(steps, "RECUSAL")}
    assert "stood aside" in aside[RECUSED.actor]
    assert "replaced" in aside[REPLACED.actor]
    assert "handed in no sheet" in aside[SILENT.actor]
    joined = [step for step in of_kind(steps, "ASSIGNMENT") if step["personId"] == JOINED.actor]
    assert ["Took over" in step["told"]["en"] for step in joined] == [True]


def test_an_assignment_goes_back_to_the_draw_and_both_parties_of_its_seed(review: Any) -> None:
    world, (_, case, _), _ = review
    steps = asked(world, rank={"within": r.DESK, "case": case})
    (drawn,) = [step for step in of_kind(steps, "DRAW") if "compute it again" in step["told"]["en"]]
    assert (drawn["aboutId"], drawn["about"], drawn["rule"]) == (DRAW, {"id": DRAW}, "D-06")
    parts = [steps[number] for number in drawn["because"] if steps[number]["kind"] == "DRAW"]
    assert ["c" * 64 in part["told"]["en"] for part in parts] == [True, False]
    assert parts[0]["position"] < parts[1]["position"] < drawn["position"]
    assert all(drawn["number"] in below(steps, step["number"]) for step in of_kind(steps, "ASSIGNMENT"))


def test_the_highest_and_the_lowest_are_said_to_be_left_out(review: Any) -> None:
    world, (_, case, _), _ = review
    steps = asked(world, score={"within": r.DESK, "case": case})
    said = [step["told"]["en"] for step in of_kind(steps, "SHEET")]
    totals = sorted((int(text.split("total ")[1].split(",")[0]), text) for text in said)
    assert ["lowest" in text for _, text in totals] == [True, False, False, False, False]
    assert ["highest" in text for _, text in totals] == [False, False, False, False, True]
    kept = [total for total, text in totals if "counts" in text]
    assert f"comes to {sum(kept) // 3} in" in steps[0]["told"]["en"]


def test_a_defence_rank_is_weighted_over_the_rounds_and_each_round_has_its_sheets(review: Any) -> None:
    world, cases, _ = review
    steps = asked(world, rank={"within": r.DEFENCE, "case": cases[1]})
    weighted, desk, defence = of_kind(steps, "AGGREGATE")
    assert (weighted["rule"], desk["aboutId"], defence["aboutId"]) == ("D-01", r.DESK, r.DEFENCE)
    assert {desk["number"], defence["number"]} == set(weighted["because"])
    assert len(of_kind([steps[n] for n in defence["because"]], "SHEET")) == 5


def test_a_rank_on_the_list_goes_by_the_committee_the_group_and_the_scores(review: Any) -> None:
    world, (case, *_), scene = review
    steps = asked(world, rank={"within": j.LIST, "case": case})
    assert steps[0]["rule"] == "R-72"
    assert "ranked 2 on the recommended list" in steps[0]["told"]["en"]
    first = [steps[number] for number in steps[0]["because"]]
    assert [step["kind"] for step in first] == ["ACT", "RANKING", "RANKING", "RANKING"]
    assert [step["aboutId"] for step in first] == [j.LIST, r.GROUP, r.GROUP, r.DEFENCE]
    for step in steps:
        if step["kind"] in ("ACT", "STATEMENT", "KEY") and step["position"] is not None:
            assert scene.records[step["position"]].stream == step["aboutId"]
    leaves = {step["kind"] for step in steps if not step["because"]}
    assert leaves == {"KEY", "RIGHT", "STATEMENT", "CONFIGURATION", "VOTE", "CONFLICT", "CONFLICT_CLEARANCE", "RECUSAL"}


@pytest.fixture(scope="module")
def recounted(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, str, int, int]:
    """After the list was adopted a sheet of each round is voided; where the adoption and the new count lie."""
    made, (_, case, *_) = contested()
    scene = made.copy()
    adopted = [record.position for record in scene.records if record.event.TOPIC == "final_list_adopted/1"][-1]
    for round_, signer in ((r.DESK, LATE), (r.DEFENCE, LATE)):
        scene.play(ev.ScoreSheetVoided("应当回避"), w.sheet_id(round_, case, signer), w.DIRECTOR, on("2022-08-28"))
    computed = [record.position for record in scene.records if record.event.TOPIC == "score_statistics_computed/1"]
    under_grant(scene, CYCLE, *everybody(scene))
    return over(scene, tmp_path_factory.mktemp("recounted")), case, adopted, computed[-1]


def test_a_rank_on_the_list_rests_on_what_was_computed_before_it_was_adopted(recounted: Any) -> None:
    world, case, adopted, again = recounted
    assert adopted < again
    then, now = (
        asked(world, rank={"within": j.LIST, "case": case}),
        asked(world, rank={"within": r.DEFENCE, "case": case}),
    )
    place = of_kind([then[number] for number in then[0]["because"]], "RANKING")[-1]
    assert place["aboutId"] == r.DEFENCE
    assert place["position"] < adopted
    assert max(step["position"] or 0 for step in then) == adopted
    assert now[0]["position"] == again
    assert place["told"] != now[0]["told"], "the score is another one since"
    valid = [len(of_kind(steps, "SHEET")) for steps in (then, now)]
    assert valid[0] == valid[1] + 2, "the voided ones counted then"


def test_a_score_within_the_list_is_the_one_it_was_adopted_with(recounted: Any) -> None:
    world, case, adopted, _ = recounted
    score, place = (asked(world, **{of: {"within": j.LIST, "case": case}}) for of in ("score", "rank"))
    assert score[0]["kind"] == "AGGREGATE"
    assert score[0]["told"] == of_kind(place, "AGGREGATE")[0]["told"]
    assert score[0]["told"] != asked(world, score={"within": r.DEFENCE, "case": case})[0]["told"]
    assert max(step["position"] or 0 for step in score) <= adopted
    assert asked(world, score={"within": j.LIST, "case": "case_none"}) == []


def test_a_state_still_rests_on_the_ranking_it_was_decided_on_after_another_count(recounted: Any, review: Any) -> None:
    world, case, adopted, _ = recounted
    before, cases, _ = review
    steps = asked(world, status=case)
    ranks = [(step["aboutId"], step["position"]) for step in of_kind(steps, "RANKING")]
    assert ranks == [(s["aboutId"], s["position"]) for s in of_kind(asked(before, status=cases[1]), "RANKING")]
    assert {stream for stream, _ in ranks} >= {r.DEFENCE}
    assert all(position <= adopted for _, position in ranks)


def test_a_voided_sheet_is_not_said_never_to_have_been_handed_in(recounted: Any) -> None:
    world, case, *_ = recounted
    steps = asked(world, rank={"within": r.DEFENCE, "case": case})
    name = ids.sheet_name(case, w.sheet_id(r.DEFENCE, case, LATE))
    (gone,) = [step for step in of_kind(steps, "NOT_COUNTED") if step["aboutId"] == name]
    kinds = [steps[number]["kind"] for number in gone["because"]]
    assert kinds == ["STATEMENT", "ACT", "ASSIGNMENT"], "signed, voided, assigned; and no word of a recusal"


@pytest.mark.parametrize("who", ["public", "applicant", "unit", "expert", "leader", "registrar", "objector"])
def test_a_rank_is_told_to_nobody_to_whom_the_ranking_is_not_open(review: Any, who: str) -> None:
    world, (case, *_), _ = review
    for place in ({"within": r.DESK, "case": case}, {"within": j.LIST, "case": case}):
        assert asked(world, CAST[who], rank=place) == asked(world, CAST[who], score=place) == []
    assert asked(world, CAST[who], rank={"within": "round_none", "case": case}) == []


@pytest.mark.parametrize("who", ["office", "director", "chair", "investigator"])
def test_without_a_grant_no_step_tells_who_scored(review: Any, who: str) -> None:
    world, (case, *_), scene = review
    steps = asked(world, CAST[who], rank={"within": r.DESK, "case": case})
    assert of_kind(steps, "SHEET")
    shown = str(steps)
    for person in everybody(scene):
        assert person not in shown
        assert ids.expert_id(person) not in shown
    assert "sheet_" not in shown
    assert not of_kind(steps, "RECUSAL", "CONFLICT"), "not even that there was one"
    assert bool(of_kind(steps, "NOT_COUNTED")) is (who == "investigator"), "as suppositions tell of them"
    for step in steps:
        if step["withheld"]:
            assert (step["because"], step["position"], step["aboutId"], step["kid"]) == ([], None, None, None)


def test_what_a_chain_shows_is_on_record_and_what_it_withholds_is_no_denial(review: Any) -> None:
    world, (case, *_), _ = review
    world.disclosures.seen.clear()
    world.disclosures.denied.clear()
    place = {"rank": {"within": r.DESK, "case": case}}
    world.data("query($of: WhyInput!) { why(of: $of) { steps { number kind } } }", CAST["chair"], of=place)
    assert world.disclosures.seen == [], "no sentence was asked for"
    assert world.disclosures.denied == [], "nobody asked for a withheld step by itself"
    asked(world, CAST["applicant"], **place)
    assert [(found.stream, found.klass) for found in world.disclosures.denied] == [(r.DESK, "round")]
    world.data("query($of: WhyInput!) { why(of: $of) { steps { told { en } personId } } }", AUDITOR.actor, of=place)
    shown = {(found.klass, name) for found in world.disclosures.seen for name in found.fields}
    assert {("ranking", "told"), ("sheet", "told"), ("sheet.expert", "person_id"), ("person", "person_id")} <= shown
    assert ("sheet", "person_id") not in shown
    assert not any(klass in ("log", "cycle") for klass, _ in shown), "what is public is not recorded"


def test_a_state_is_told_of_a_case_a_list_a_round_a_roster_and_an_objection(review: Any, tmp_path: Path) -> None:
    world, (case, *_), _ = review
    for stream, state in ((case, "FINAL_CONSENSUS"), (j.LIST, "RECOMMENDED"), (r.DESK, "CLOSED")):
        steps = asked(world, status=stream)
        assert state in steps[0]["told"]["en"]
        moves = [steps[number] for number in steps[0]["because"]]
        assert [step["position"] for step in of_kind(moves, "ACT") if step["aboutId"] == stream] == sorted(
            (step["position"] for step in of_kind(moves, "ACT") if step["aboutId"] == stream), reverse=True
        )
    ranks = of_kind(asked(world, status=case), "RANKING")
    assert {step["aboutId"] for step in ranks} >= {r.DEFENCE}, "it rests on the round that was deliberated on"
    assert asked(world, status=CYCLE) == asked(world, status="case_none") == []
    roster = ids.roster_id(CYCLE, w.SHIJIAZHUANG)
    assert "SIGNED" in asked(world, status=roster)[0]["told"]["en"]
    filed, _ = objected()
    other = over(filed, tmp_path)
    steps = asked(other, status=o.objection_id())
    assert "DECIDED" in steps[0]["told"]["en"]
    assert not any(o.OBJECTOR.actor in str(step) for step in asked(other, CAST["office"], status=o.objection_id()))
    assert asked(other, CAST["applicant"], status=o.objection_id()) == []


def test_the_public_is_told_of_a_noticed_case_what_it_is_shown_and_not_what_lay_before(tmp_path: Path) -> None:
    scene, (case, *_) = o.admitted()
    world = over(scene, tmp_path)
    steps, inside = asked(world, None, status=case), asked(world, CAST["office"], status=case)
    assert ("NOTICE (" in steps[0]["told"]["en"], "NOTICE_HELD" in inside[0]["told"]["en"]) == (True, True)
    moves = [steps[number] for number in steps[0]["because"]]
    assert [(step["kind"], step["withheld"]) for step in moves] == [("ACT", True), ("ACT", False)]
    assert moves[1]["aboutId"] == j.LIST, "the notice, which is public"
    assert len(inside[0]["because"]) > 10
    assert not any(word in str(steps) for word in ("HELD", "DELIBERATION", "person_", "objection_"))


def test_a_refusal_names_people_to_its_own_signer_and_to_whom_they_are_open(tmp_path: Path) -> None:
    made, cases = contested()
    scene, expert = made.copy(), VOIDED.actor
    details = {"person": expert, "case": cases[0], "role": "consultant"}
    refused = ev.Refused("d" * 64, "jti", r.DESK, "review_round_opened/1", "conflict_of_interest", "D-23", details)
    scene.record(refused, "refusal_1", w.SERVICE, on("2022-08-27"))
    position = len(scene.records) - 1
    world = over(under_grant(scene, expert), tmp_path)
    office, own = asked(world, CAST["office"], refusal=position), asked(world, CAST["applicant"], receipt=str(position))
    audit = asked(world, refusal=position)
    for steps in (office, own, audit):
        assert {(step["code"], step["rule"]) for step in of_kind(steps, "REFUSAL", "RULE")} == {
            ("conflict_of_interest", "D-23")
        }
        assert "CLOSED" in of_kind(steps, "STATE")[0]["told"]["en"] or of_kind(steps, "STATE")[0]["withheld"]
    assert expert not in str(office)
    assert "person_…" in office[0]["told"]["en"]
    assert expert in own[0]["told"]["en"], "to them it was told when they were refused"
    assert expert in audit[0]["told"]["en"], "a grant names the person"
    assert (
        asked(world, CAST["applicant"], refusal=position) == asked(world, CAST["public"], receipt=str(position)) == []
    )


_CODE = re.compile(r"[a-z]+_[a-z]|[A-Z]{4,}")
"""A role, an act or a state in the words of the machine."""


def test_what_is_said_in_chinese_is_said_in_words(review: Any, tmp_path: Path) -> None:
    world, (case, *_), _ = review
    filed = objected()[0].copy()
    filed.record(
        ev.Refused("d" * 64, "jti", o.objection_id(), "objection_admitted/1", "role_not_held", "R-13", {"role": "x"}),
        "refusal_1", w.SERVICE, on("2022-10-12"),
    )  # fmt: skip
    other = over(filed, tmp_path)
    chains = [asked(world, status=stream) for stream in (case, j.LIST, r.DESK)]
    chains += [asked(other, status=o.objection_id()), asked(other, refusal=len(filed.records) - 1)]
    told_ = [step["told"]["zh"] for steps in chains for step in of_kind(steps, "ACT", "RIGHT", "STATE", "STATUS")]
    assert len(told_) > 50
    named = re.compile(r"\b[a-z]+_[0-9a-f-]{36}|（[A-Z_]+）。$")
    assert not [text for text in told_ if _CODE.search(named.sub("", text))]
    assert "的状态为已关闭（CLOSED）" in chains[2][0]["told"]["zh"]
    assert any("尚无 → 草稿" in text for text in told_)


def test_methods_ties_rounds_and_conflicts_are_said_in_words_of_either_language(review: Any) -> None:
    world, cases, _ = review
    chains = [asked(world, rank={"within": r.DEFENCE, "case": cases[1]}), asked(world, status=cases[0])]
    chains.append(asked(world, rank={"within": r.DESK, "case": cases[0]}))
    kinds = "RANKING", "AGGREGATE", "CONFIGURATION", "CONFLICT", "CONFLICT_CLEARANCE", "KEY"
    found = [(step["kind"], step["told"]) for steps in chains for step in of_kind(steps, *kinds)]
    assert {kind for kind, _ in found} == set(kinds)
    named = re.compile(r"\b(?:[a-z]+_[0-9a-z-]+|key of \S+|[0-9a-f]{64})")
    assert not [told_["zh"] for _, told_ in found if re.search("[a-zA-Z]{2}", named.sub("", told_["zh"]))]
    zh, en = (" ".join(told_[language] for _, told_ in found) for language in ("zh", "en"))
    assert "各轮加权 资料评审 " in zh
    assert "over its rounds: desk review " in en
    assert "去掉最高分和最低分后平均（各去掉 1 个，不足 5 份时取平均）" in zh
    assert "同分规则：最终得分、" in zh
    assert "推荐排序、记名在案的表决" in zh
    assert ("声明的利益冲突：咨询服务，自 2022-01-01 起。" in zh, "consultant, from 2022-01-01 on." in en) == (
        True,
        True,
    )
    assert "recommendation_rank" not in zh + en


def test_every_code_of_the_rules_has_words() -> None:
    criteria = CycleConfig.from_document(w.FULL).criteria
    assert set(rule_words.TIES) == set(TIE_BREAKS)
    assert set(rule_words.ROUNDS) == set(PANEL_KINDS)
    assert set(rule_words.CONFLICTS) == CONFLICTS
    assert set(rule_words.METHODS) == {MEAN, TRIMMED, NEGOTIATED}
    assert rule_words.tie_words("C1", criteria).zh.endswith("得分")
    assert rule_words.tie_words("C", criteria) != rule_words.tie_words("C", None) == Words("C", "C")
    assert rule_words.method_words(Aggregate(MEAN, 0, 1), calibrated=True) == Words(
        "算术平均，经尺度校准", "the mean, calibrated"
    )


def test_every_state_has_words() -> None:
    kinds = (Phase, ObjectionStatus, GrantStatus, ErasureStatus)
    assert {str(each.value) for kind in kinds for each in kind} == set(STATES)
    assert status_words(Status.DRAFT) == Words("草稿", "Draft")
    assert (status_words(None).zh, status_words("ELSEWHERE").zh) == ("尚无", "ELSEWHERE")


def test_a_chain_has_a_price_and_an_end(review: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    world, (case, *_), _ = review
    place = {"rank": {"within": r.DESK, "case": case}}
    body = {"query": WHY, "variables": {"of": place}, "extensions": {"purpose": "test"}}
    answer = world.ask(WHY, AUDITOR.actor, of=place)
    assert answer["extensions"]["cost"] > 100
    monkeypatch.setattr(why_chain, "MOST", 5)
    assert code(world.send(body, AUDITOR.actor)) == "QUERY_TOO_EXPENSIVE"
