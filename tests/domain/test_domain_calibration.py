"""评分尺度校准 (D-32): how strict experts are, by an exact additive model, and a ranking by it where the cycle says so."""

from dataclasses import replace
from fractions import Fraction

import journey as j
import review_journey as r
import world as w
from hypothesis import given as with_any
from hypothesis import settings
from hypothesis import strategies as st
from spec import given
from world import CYCLE, EXPERTS, Scene, on

from biaogan.domain import events as ev
from biaogan.domain.calibration import parts, strictness
from biaogan.domain.config import CycleConfig
from biaogan.domain.config_model import Aggregate
from biaogan.domain.forms import SheetRow
from biaogan.domain.scoring import mean, standing

patient = settings(deadline=None)


def fitted(totals):
    return {each.expert: each.points for each in strictness(totals)}


# --- the model ----------------------------------------------------------------------------------------------------------


def test_golden_a_chain_of_three_experts_is_solved_by_hand():
    """On case 1 b gives 10 less than a, on case 2 b gives 6 less than c; a + 2b + c = 0 over the sheets: -6, 4, -2."""
    totals = {("1", "a"): 80, ("1", "b"): 70, ("2", "b"): 60, ("2", "c"): 66}
    assert fitted(totals) == {"a": -6, "b": 4, "c": -2}
    calibrated = {pair: total + fitted(totals)[pair[1]] for pair, total in totals.items()}
    assert calibrated == {("1", "a"): 74, ("1", "b"): 74, ("2", "b"): 64, ("2", "c"): 64}
    assert sum(calibrated.values()) == sum(totals.values())


def test_golden_two_experts_who_disagree_differently_meet_in_the_middle():
    """b gives 10 and 4 less than a: 7 by least squares; a scores a third case alone: 3a + 2b = 0, b = a + 7."""
    totals = {("1", "a"): 80, ("1", "b"): 70, ("2", "a"): 60, ("2", "b"): 56, ("3", "a"): 90}
    assert fitted(totals) == {"a": Fraction(-14, 5), "b": Fraction(21, 5)}
    assert [(each.expert, each.sheets, each.part) for each in strictness(totals)] == [("a", 3, 1), ("b", 2, 1)]


def test_experts_who_never_met_are_not_compared():
    """Two parts, one generous and one strict for all we know: each adds up to zero, and no points move between them."""
    together = {("1", "a"): 90, ("1", "b"): 94, ("2", "a"): 88, ("2", "b"): 92}
    apart = {("3", "x"): 50, ("3", "y"): 60, ("4", "z"): 70}
    assert parts(together | apart) == [["a", "b"], ["x", "y"], ["z"]]
    assert fitted(together | apart) == {"a": 2, "b": -2, "x": 5, "y": -5, "z": 0}
    assert [each.part for each in strictness(together | apart)] == [1, 1, 2, 2, 3]


def test_a_case_that_joins_two_parts_makes_them_one():
    assert parts({("1", "a"): 1, ("2", "b"): 1, ("3", "c"): 1}) == [["a"], ["b"], ["c"]]
    assert parts({("1", "a"): 1, ("2", "b"): 1, ("3", "c"): 1, ("4", "a"): 1, ("4", "c"): 1}) == [["a", "c"], ["b"]]
    assert strictness({}) == ()


TOTALS = st.dictionaries(st.tuples(st.sampled_from("123456"), st.sampled_from("abcdef")), st.integers(0, 100))


@patient
@with_any(TOTALS, st.randoms(use_true_random=False))
def test_the_fit_is_the_least_squares_one_whatever_the_order(totals, random):
    """Least squares means: what is left over adds up to zero for each expert and each case. And so does each part."""
    shuffled = list(totals.items())
    random.shuffle(shuffled)
    found = fitted(totals)
    assert fitted(dict(shuffled)) == found
    worth = {
        case: mean([total + found[pair[1]] for pair, total in totals.items() if pair[0] == case]) for case, _ in totals
    }
    left = {pair: total - (worth[pair[0]] - found[pair[1]]) for pair, total in totals.items()}
    for expert in found:
        assert sum(rest for pair, rest in left.items() if pair[1] == expert) == 0
    for part in parts(totals):
        assert sum(found[expert] for _, expert in totals if expert in part) == 0


@patient
@with_any(st.lists(st.lists(st.integers(0, 100), min_size=4, max_size=4), min_size=1, max_size=5))
def test_where_everybody_scored_every_case_no_mean_changes(table):
    totals = {(str(case), "abcd"[place]): total for case, row in enumerate(table) for place, total in enumerate(row)}
    found = fitted(totals)
    assert sum(found.values()) == 0
    for case in range(len(table)):
        gains = [found[expert] for scored, expert in totals if scored == str(case)]
        assert sum(gains) == 0


def test_what_calibration_adds_goes_to_the_total_and_to_no_row():
    plain = [{"A1": 10}, {"A1": 20}]
    criteria = CycleConfig.from_document(w.FULL).criteria
    criteria = replace(criteria, groups=criteria.groups[:1], rows=criteria.rows[:1])
    rule = Aggregate("mean", 0, 1)
    found = standing("case_1", plain, criteria, rule, None, [Fraction(1, 2), 2])
    assert found is not None
    assert (found.final, found.median, found.parts["A1"]) == (Fraction(65, 4), Fraction(65, 4), 15)


# --- the ranking ----------------------------------------------------------------------------------------------------------

PANELS = (EXPERTS[3:8], EXPERTS[4:9], EXPERTS[4:9])
STRICT = EXPERTS[3]
"""Scores the first case only, and twenty points lower than everybody else would."""


def scored(calibration: str) -> Scene:
    """A desk round in which the strict expert keeps the best case behind the second one."""
    scene, cases = r.at_desk_review()
    cycle = scene.world[CYCLE]
    scoring = replace(cycle.config.scoring, aggregate=Aggregate("mean", 0, 1))
    review = replace(cycle.config.review, calibration=calibration)
    scene.world[CYCLE] = replace(cycle, config=replace(cycle.config, scoring=scoring, review=review))
    panels = {case: [expert.actor for expert in panel] for case, panel in zip(cases, PANELS, strict=True)}
    opened = ev.ReviewRoundOpened(CYCLE, "desk", panels, "2022-08-20T00:00:00+08:00", salt=w.SALT)
    scene.play(opened, r.DESK, w.OFFICER, on("2022-08-01"))
    for case, panel, total in zip(cases, PANELS, (82, 80, 60), strict=True):
        for expert in panel:
            rows = sheet(total - (20 if expert == STRICT else 0))
            j.lock(scene, "desk", case, expert, "2022-08-10", rows)
    return given(scene).when(ev.ReviewRoundClosed(), r.DESK, w.OFFICER, on("2022-08-11")).scene


def sheet(total: int) -> list[SheetRow]:
    """Six rows within their scale that add up to the total."""
    each = total * 15 // 100
    rest = total - 4 * each
    return [*w.rows(each)[:4], SheetRow("C1", rest // 2), SheetRow("C2", rest - rest // 2)]


def test_d32_a_cycle_that_only_reports_ranks_by_the_scores_as_given():
    one, two, three = scored("report").world[r.DESK].results
    assert [(row["final"], row["rank"]) for row in (one, two, three)] == [("80", 1), ("78", 2), ("60", 3)]
    assert "uncalibrated" not in one


def test_d32_a_cycle_that_ranks_by_calibrated_scores_says_both():
    """The strict expert gives 20 less: over 15 sheets that is +56/3 for the one, -4/3 for each of the fourteen others."""
    scene = scored("rank")
    computed = next(record.event for record in scene.records if type(record.event) is ev.ScoreStatisticsComputed
                    and record.stream == r.DESK)  # fmt: skip
    assert computed.method == "mean, calibrated"
    rows = scene.world[r.DESK].results
    assert [(row["final"], row["uncalibrated"]) for row in rows] == [("242/3", "78"), ("236/3", "80"), ("176/3", "60")]
    assert rows[0]["case"] != scored("report").world[r.DESK].results[0]["case"], "the strict expert moved it down"
    assert {row["rank"] for row in rows} == {1, 2, 3}
    assert not any(STRICT.actor in str(row) for row in rows), "K2: nothing tells who is strict"


def test_d32_a_voided_sheet_leaves_the_calibration_too():
    scene = scored("rank")
    first = scene.world[r.DESK].results[0]["case"]
    stream = next(
        record.stream
        for record in scene.records
        if type(record.event) is ev.ScoreSheetLocked and record.actor == STRICT.actor and record.event.case == first
    )
    after = given(scene).when(ev.ScoreSheetVoided("利益冲突"), stream, w.DIRECTOR, on("2022-08-12")).scene
    assert [(row["final"], row["uncalibrated"], row["n"]) for row in after.world[r.DESK].results] == [
        ("82", "82", 4),
        ("80", "80", 5),
        ("60", "60", 5),
    ]
