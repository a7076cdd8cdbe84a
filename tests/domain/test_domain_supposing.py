"""推演: a ranking without some of what was signed, or by other rules, computed as the signed statistics are."""

from dataclasses import replace
from fractions import Fraction

import journey as j
import pytest
import review_journey as r
import world as w
from supposed_rounds import CONFIG, ground_in, made, matter, random_round, reviewed, voided
from world import on

from biaogan.domain import events as ev
from biaogan.domain import statistics
from biaogan.domain.config_model import Aggregate
from biaogan.domain.ids import expert_id, sheet_name
from biaogan.domain.status import Status
from biaogan.domain.supposing.answer import Answer, Side, Supposing
from biaogan.domain.supposing.ground import Ground
from biaogan.domain.supposing.question import LostKey, Scales, Supposition, TrueConflict, left_out, supposed
from biaogan.domain.tally import exact, ranking, rows, standings

LEFT = w.EXPERTS[5].actor
"""On the panels of both national rounds."""


def told(answer: Answer) -> dict[str, tuple[str, int]]:
    return {
        change.case: (exact(change.after.standing.final), change.after.rank)
        for change in answer.changes
        if change.after is not None
    }


def of_rows(found: list) -> dict[str, tuple[str, int]]:
    return {row["case"]: (row["final"], row["rank"]) for row in found}


# --- the same computation as the signed statistics --------------------------------------------------------------------


@pytest.mark.parametrize("round_", [j.ROUND["provincial"], r.DESK, r.DEFENCE])
def test_with_nothing_supposed_the_statistics_come_out_as_signed(round_):
    ground = ground_in(reviewed()[0], round_)
    assert rows(ground.tally) == list(ground.results)
    answer = Supposing(ground).ask(Supposition())
    assert {change.gained for change in answer.changes} == {0}
    assert (answer.left_out, answer.too_few, answer.method_after) == ({}, (), answer.method_before)


@pytest.mark.parametrize("round_", [r.DESK, r.DEFENCE])
def test_without_an_expert_it_is_as_if_the_sheets_had_been_voided(round_):
    scene, _ = reviewed()
    ground = ground_in(scene, round_)
    answer = Supposing(ground).ask(Supposition(experts=(LEFT,)))
    m = matter(scene, round_)
    assert set(answer.left_out) == {
        w.sheet_id(name, case, LEFT) for name in ground.tally.rounds for case in reviewed()[1]
    }
    assert told(answer) == of_rows(statistics.results_of(voided(m, *answer.left_out), round_))
    assert told(answer) != of_rows(statistics.results_of(m, round_))


def test_what_changes_is_worked_out_case_by_case_as_the_whole_would_be():
    ground = random_round(1, 40, 12, 5, cut=20)
    of = Supposing(ground)
    for expert in ("expert_03", "expert_07"):
        answer = of.ask(Supposition(experts=(expert,)))
        whole = supposed(ground.tally, answer.left_out)
        plain = ranking(standings(whole).values(), whole)
        assert [(each.standing, each.rank) for each in plain] == [
            (change.after.standing, change.after.rank) for change in answer.changes
        ]


def test_two_runs_are_identical_and_no_order_of_cases_matters():
    ground = random_round(2, 20, 8, 5, step=5, cut=7)
    s = Supposition(experts=("expert_01",), scales=Scales(calibrated=True))
    tally = ground.tally
    part = tally.rounds[tally.round]
    turned = {case: given[::-1] for case, given in reversed(part.sheets.items())}
    other = replace(tally, cases=tally.cases[::-1], rounds={tally.round: replace(part, sheets=turned)})
    first = Supposing(ground).ask(s)
    assert first == Supposing(ground).ask(s) == Supposing(replace(ground, tally=other)).ask(s)


# --- what can be left out ---------------------------------------------------------------------------------------------


def made_one() -> Ground:
    return made({"case_a": {"p": [12], "q": [13], "r": [14]}, "case_b": {"p": [13], "q": [12], "s": [10]}}, cut=1)


def ended(until: str, kind: str = "kinship") -> TrueConflict:
    """With the organisation whose sheet was locked on 2 August 2022; a service conflicts for three years more."""
    return TrueConflict("q", "org of case_a", "2018-01-01", until, kind)


@pytest.mark.parametrize(
    ("supposition", "gone"),
    [
        (Supposition(experts=("p",)), {"sheet_case_a_p", "sheet_case_b_p"}),
        (Supposition(experts=(expert_id("p"),)), {"sheet_case_a_p", "sheet_case_b_p"}),
        (Supposition(experts=("nobody",)), set()),
        (Supposition(statements=("sheet_case_b_q", "2")), {"sheet_case_b_q", "sheet_case_a_r"}),
        (Supposition(keys=(LostKey("key of p", 0),)), {"sheet_case_b_p"}),
        (Supposition(keys=(LostKey("key of p", -1),)), {"sheet_case_a_p", "sheet_case_b_p"}),
        (Supposition(conflicts=(TrueConflict("q", "org of case_a", "2022-08-02"),)), {"sheet_case_a_q"}),
        (Supposition(conflicts=(TrueConflict("q", "org of case_a", "2022-08-03"),)), set()),
        (Supposition(conflicts=(TrueConflict(expert_id("q"), "org of case_b", "2020-01-01"),)), {"sheet_case_b_q"}),
        (Supposition(conflicts=(ended("2022-08-01"),)), set()),
        (Supposition(conflicts=(ended("2022-08-02"),)), {"sheet_case_a_q"}),
        (Supposition(conflicts=(ended("2019-08-01", "consultant"),)), set()),
        (Supposition(conflicts=(ended("2019-08-02", "consultant"),)), {"sheet_case_a_q"}),
    ],
)
def test_sheets_are_left_out_by_expert_statement_key_and_conflict(supposition, gone):
    """A key from after a position on; a conflict from its day on, in the zone of the cycle."""
    assert set(left_out(made_one(), supposition)) == gone


def test_each_sheet_says_why_it_is_left_out():
    s = Supposition(("p",), ("sheet_case_a_p",), (LostKey("key of p", -1),))
    assert left_out(made_one(), s)["sheet_case_a_p"] == (
        ("statement", "sheet_case_a_p"), ("expert", "p"), ("key", "key of p")
    )  # fmt: skip


def test_what_goes_by_the_signer_leaves_out_only_sheets_whose_signer_may_be_told():
    name = sheet_name("case_b", "sheet_case_b_q")
    s = Supposition(("p",), (name, "sheet_case_b_s", "101"), (LostKey("key of r", -1),))
    assert set(left_out(made_one(), s, frozenset({"sheet_case_a_p"}))) == {"sheet_case_a_p", "sheet_case_b_q"}
    assert set(left_out(made_one(), s, frozenset())) == {"sheet_case_b_q"}, "its name tells nobody's"


def test_sheets_that_do_not_count_are_named_with_the_reason():
    scene, cases = reviewed()
    scene = scene.copy()
    sheet = w.sheet_id(r.DESK, cases[1], LEFT)
    scene.play(ev.ScoreSheetVoided("利益冲突"), sheet, w.DIRECTOR, on("2022-08-21"))
    ground = ground_in(scene, r.DEFENCE)
    abstained = w.sheet_id(r.DESK, cases[0], r.DESK_PANEL[0].actor)
    assert ground.uncounted == {sheet_name(cases[1], sheet): "voided", sheet_name(cases[0], abstained): "abstained"}
    assert {sheet.name for sheet in ground.sheets()} & {*ground.uncounted} == set()


# --- other rules of counting ------------------------------------------------------------------------------------------


def test_another_aggregate_is_that_aggregate():
    ground = made({"case_a": {"p": [10], "q": [10], "r": [15]}, "case_b": {"p": [11], "q": [11], "r": [11]}}, cut=1)
    trimmed = Supposing(ground).ask(Supposition(scales=Scales(Aggregate("trimmed", 1, 3))))
    assert [change.case for change in Supposing(ground).ask(Supposition()).changes] == ["case_a", "case_b"]
    assert [change.case for change in trimmed.changes] == ["case_b", "case_a"]
    assert trimmed.method_after == "trimmed 1 from 3"
    assert {change.crosses for change in trimmed.changes} == {True}


def test_other_weights_of_rounds_and_rows_are_those_weights():
    scene, _ = reviewed()
    of = Supposing(ground_in(scene, r.DEFENCE))
    desk_only = of.ask(Supposition(scales=Scales(rounds={"desk": Fraction(1), "defence": Fraction(0)})))
    desk = Supposing(ground_in(scene, r.DESK)).ask(Supposition())
    assert {case: score for case, (score, _) in told(desk_only).items()} == {
        case: score for case, (score, _) in told(desk).items()
    }
    ground = made_one()
    doubled = Supposing(ground).ask(
        Supposition(scales=Scales(rows=dict.fromkeys(("A1", "A2", "B1", "B2", "C1", "C2"), Fraction(2))))
    )
    for change in doubled.changes:
        assert change.after.standing.final == 2 * change.before.standing.final


def test_calibration_can_be_supposed_and_counts_as_in_the_statistics():
    ground = random_round(3, 15, 6, 3)
    calibrated = replace(ground.tally, calibrated=True)
    answer = Supposing(ground).ask(Supposition(scales=Scales(calibrated=True)))
    assert told(answer) == of_rows(rows(calibrated)) != of_rows(rows(ground.tally))
    assert answer.method_after == f"{answer.method_before}, calibrated"


# --- the line ---------------------------------------------------------------------------------------------------------


def test_the_line_is_the_quota_of_the_tier_or_the_length_of_the_list():
    scene, _ = reviewed()
    assert ground_in(scene, j.ROUND["provincial"]).cut == CONFIG.tier2.quota
    assert ground_in(scene, r.DESK).cut is None, "who goes on to the defence is for the groups to say"
    assert ground_in(scene, r.DEFENCE).cut is None, "there is no list yet"
    listed, _ = j.reached(Status.RECOMMENDED)
    assert ground_in(listed, j.ROUND["desk"]).cut == len(listed.world[w.ids.list_id(w.CYCLE)].cases)


def test_who_crosses_the_line_is_named():
    answer = Supposing(made_one()).ask(Supposition(statements=("sheet_case_a_r", "sheet_case_b_s")))
    assert {change.case: (change.side_before, change.side_after) for change in answer.changes} == {
        "case_a": (Side.INSIDE, Side.ON_LINE), "case_b": (Side.OUTSIDE, Side.ON_LINE)
    }  # fmt: skip
    without = Supposing(replace(made_one(), cut=None)).ask(Supposition(experts=("r",)))
    assert {(change.side_after, change.crosses) for change in without.changes} == {(None, False)}


def test_a_case_left_with_too_few_sheets_is_named_and_one_without_any_has_no_rank():
    answer = Supposing(made_one()).ask(Supposition(statements=("sheet_case_a_p", "sheet_case_a_q", "sheet_case_a_r")))
    assert [(few.case, few.left, few.wanted) for few in answer.too_few] == [("case_a", 0, 3)]
    assert [(change.case, change.after and change.after.rank) for change in answer.changes] == [
        ("case_b", 1),
        ("case_a", None),
    ]
    assert [change.side_after for change in answer.changes] == [Side.INSIDE, Side.OUTSIDE]


# --- edge cases -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("left", "score"),
    [(5, Fraction(78)), (4, Fraction(75)), (3, Fraction(78)), (2, Fraction(75)), (1, Fraction(72)), (0, None)],
)
def test_case_37_whatever_number_of_sheets_is_left_the_score_is_defined(left, score):
    sheets = {"p": [12], "q": [13], "r": [14], "s": [11], "t": [15]}
    ground = made({"case_a": sheets, "case_b": {"p": [12], "q": [12], "r": [12]}})
    gone = tuple(f"sheet_case_a_{name}" for name in list(sheets)[left:])
    answer = Supposing(ground).ask(Supposition(statements=gone))
    found = {change.case: change.after for change in answer.changes}["case_a"]
    assert (found and found.standing.final) == score


def test_case_38_cases_tied_at_the_line_lie_on_it_whatever_the_order_given():
    same = {"p": [12], "q": [12], "r": [12]}
    best = {"p": [14], "q": [14], "r": [14]}
    for names in (["case_a", "case_b", "case_c"], ["case_c", "case_b", "case_a"]):
        ground = made({name: best if name == "case_b" else same for name in names}, cut=2)
        answer = Supposing(ground).ask(Supposition())
        assert {change.case: change.side_after for change in answer.changes} == {
            "case_a": Side.ON_LINE, "case_b": Side.INSIDE, "case_c": Side.ON_LINE
        }  # fmt: skip


def test_case_39_what_a_group_decided_against_the_scores_does_not_enter_the_order_of_the_scores():
    scene, cases = r.after(r.to_final)
    plain = told(Supposing(ground_in(scene, r.DEFENCE)).ask(Supposition(experts=(LEFT,))))
    scene.record(
        ev.ConsensusOverrideRecorded(cases[0], 1, 2, "现场情况与材料不符"), r.GROUP, r.LEADER, on("2022-08-22")
    )
    assert told(Supposing(ground_in(scene, r.DEFENCE)).ask(Supposition(experts=(LEFT,)))) == plain


def test_case_40_other_weights_are_supposed_and_the_cycle_keeps_its_own():
    scene, _ = reviewed()
    ground = ground_in(scene, r.DEFENCE)
    digest, count = ground.config.digest, len(scene.records)
    Supposing(ground).ask(Supposition(scales=Scales(rounds={"desk": Fraction(1, 10), "defence": Fraction(9, 10)})))
    assert (ground_in(scene, r.DEFENCE).config.digest, len(scene.records)) == (digest, count)
    assert rows(ground.tally) == list(ground.results)


def test_case_41_a_case_that_has_left_is_in_no_ranking_and_calibration_still_counts_its_sheets():
    ground = random_round(4, 12, 5, 3)
    gone = replace(ground.tally, cases=ground.tally.cases[1:])
    supposing = Supposing(replace(ground, tally=gone))
    calibrated = supposing.ask(Supposition(scales=Scales(calibrated=True)))
    assert "case_000" not in told(calibrated)
    part = gone.rounds[gone.round]
    dropped = {case: given for case, given in part.sheets.items() if case != "case_000"}
    without = replace(gone, rounds={gone.round: replace(part, sheets=dropped)}, calibrated=True)
    assert told(calibrated) != of_rows(rows(without))
