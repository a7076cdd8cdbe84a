"""评审一致性: exact figures against packages that compute the same in floating point, and against formulas written anew.

``krippendorff`` (GPL) and ``scipy`` are oracles of these tests alone; the product imports neither. What ``pingouin`` (GPL)
says was written down once: ``oracle/pingouin.json``, made by ``oracle/pingouin_figures.py``.
"""

import json
from fractions import Fraction
from pathlib import Path
from random import Random

import krippendorff
import numpy as np
import pytest
from planted_rounds import Plan, drawn
from scipy import stats

from biaogan.projections.signals.agreement import (
    Measure,
    agreements,
    alpha,
    icc_1,
    icc_2_1,
    kendall_w,
)
from biaogan.projections.signals.model import by_case, fit, intervals, quantile
from biaogan.projections.signals.ranks import midranks, spearman, tau_b

CLOSE = {"rel": 1e-9, "abs": 1e-9}
SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
SEEDS = range(12)
PINGOUIN = json.loads((Path(__file__).parent / "oracle" / "pingouin.json").read_text("utf-8"))
"""Figures of pingouin by ``complete`` tables, and by tables with ``additive`` models, some with missing cells."""


def totals_of(rows):
    """Case by case; None is a missing cell."""
    return {
        (f"c{case:02}", f"e{expert:02}"): Fraction(score)
        for case, row in enumerate(rows)
        for expert, score in enumerate(row)
        if score is not None
    }


def table(seed, *, cases=12, experts=5, missing=0.0, top=9):
    random = Random(seed)
    worth = [random.randint(0, top) for _ in range(cases)]
    return [
        [None if random.random() < missing else max(0, value + random.randint(-3, 3)) for _ in range(experts)]
        for value in worth
    ]


def as_floats(rows):
    """Experts by cases, as the package wants them."""
    return np.array([[np.nan if value is None else value for value in row] for row in rows], dtype=float).T


# --- alpha ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("missing", [0.0, 0.3, 0.6])
@pytest.mark.parametrize("level", ["interval", "ordinal"])
def test_alpha_agrees_with_the_package_with_and_without_missing_cells(level: str, missing: float) -> None:
    for seed in SEEDS:
        rows = table(seed, missing=missing)
        found = alpha(by_case(totals_of(rows)), ordinal=level == "ordinal")
        wanted = krippendorff.alpha(reliability_data=as_floats(rows), level_of_measurement=level)
        assert float(found) == pytest.approx(wanted, **CLOSE)


def test_golden_alpha_of_krippendorffs_own_example() -> None:
    """Krippendorff 2011, four observers and twelve units with gaps: interval 0.849, ordinal 0.815."""
    gap = None
    rows = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, gap, gap, gap],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, gap, 3],
        [gap, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, gap],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, gap],
    ]
    cells = by_case(totals_of(list(zip(*rows, strict=True))))
    assert round(float(alpha(cells)), 3) == 0.849
    assert round(float(alpha(cells, ordinal=True)), 3) == 0.815


def test_alpha_says_nothing_where_nothing_differs() -> None:
    assert alpha(by_case(totals_of([[4, 4], [4, 4]]))) is None
    assert alpha(by_case(totals_of([[4, None], [5, None]]))) is None


# --- W, rank correlation -----------------------------------------------------------------------------------------------


def test_w_agrees_with_friedmans_chi_square_ties_and_all() -> None:
    for seed in SEEDS:
        rows = table(seed)
        chi_square = stats.friedmanchisquare(*rows).statistic
        assert float(kendall_w(by_case(totals_of(rows)))) == pytest.approx(chi_square / (5 * 11), **CLOSE)


def test_w_is_one_where_all_agree_and_none_where_nobody_ranks() -> None:
    assert kendall_w(by_case(totals_of([[1, 5], [2, 6], [3, 7]]))) == 1
    assert kendall_w(by_case(totals_of([[1, 5], [1, 5], [1, 5]]))) is None


def test_rank_correlations_agree_with_scipy() -> None:
    for seed in SEEDS:
        random = Random(seed)
        one, other = ([random.randint(0, 6) for _ in range(20)] for _ in range(2))
        assert float(spearman(one, other)) == pytest.approx(stats.spearmanr(one, other).statistic, **CLOSE)
        assert float(tau_b(one, other)) == pytest.approx(stats.kendalltau(one, other).statistic, **CLOSE)
        assert [rank / 2 for rank in midranks(one)] == list(stats.rankdata(one))
    assert spearman([1, 2, 3], [5, 5, 5]) is None
    assert (tau_b([1, 2, 3], [3, 2, 1]), spearman([1, 2, 3], [1, 2, 3])) == (-1, 1)


# --- ICC ------------------------------------------------------------------------------------------------------------


def test_golden_icc_of_shrout_and_fleiss() -> None:
    totals = totals_of(SHROUT_FLEISS)
    assert round(float(icc_1(by_case(totals))), 2) == 0.17
    assert round(float(icc_2_1(by_case(totals), fit(totals))), 2) == 0.29


def test_icc_agrees_with_the_classical_formulas_where_no_cell_is_missing() -> None:
    for seed in SEEDS:
        rows = np.array(table(seed), dtype=float)
        n, k = rows.shape
        grand, by_row, by_column = rows.mean(), rows.mean(axis=1), rows.mean(axis=0)
        between = k * ((by_row - grand) ** 2).sum() / (n - 1)
        within = ((rows - by_row[:, None]) ** 2).sum() / (n * (k - 1))
        columns = n * ((by_column - grand) ** 2).sum() / (k - 1)
        error = (((rows - by_row[:, None]) ** 2).sum() - (k - 1) * columns) / ((n - 1) * (k - 1))
        totals = totals_of(rows.astype(int).tolist())
        assert float(icc_1(by_case(totals))) == pytest.approx(
            (between - within) / (between + (k - 1) * within), **CLOSE
        )
        wanted = (between - error) / (between + (k - 1) * error + k * (columns - error) / n)
        assert float(icc_2_1(by_case(totals), fit(totals))) == pytest.approx(wanted, **CLOSE)


def henderson(totals) -> float:
    """Method III with projections of the design, as a matrix has it: no shortcut of the product is used."""
    cases, experts = (sorted({pair[side] for pair in totals}) for side in (0, 1))
    y = np.array([float(total) for total in totals.values()])
    z_cases = np.array([[case == name for name in cases] for case, _ in totals], dtype=float)
    z_experts = np.array([[expert == name for name in experts] for _, expert in totals], dtype=float)

    def onto(design):
        return design @ np.linalg.pinv(design)

    whole, on_cases, on_experts = onto(np.hstack([z_cases, z_experts])), onto(z_cases), onto(z_experts)
    error = y @ (np.eye(len(y)) - whole) @ y / (len(y) - np.trace(whole))
    found = []
    for design, other in ((z_cases, on_experts), (z_experts, on_cases)):
        gained = whole - other
        found.append((y @ gained @ y - np.trace(gained) * error) / np.trace(design.T @ gained @ design))
    return found[0] / (found[0] + found[1] + error)


def test_icc_agrees_with_projections_where_cells_are_missing() -> None:
    for seed in SEEDS:
        totals = totals_of(table(seed, missing=0.3))
        assert float(icc_2_1(by_case(totals), fit(totals))) == pytest.approx(henderson(totals), **CLOSE)


# --- intervals of strictness --------------------------------------------------------------------------------------------


def test_the_interval_is_the_one_of_the_estimate_as_a_sum_of_sheets() -> None:
    """The estimate is linear in the scores: fitted to one point on one sheet at a time, its weights come out."""
    totals = totals_of(table(3, cases=6, experts=4, missing=0.3))
    model = fit(totals)
    weights = [fit({pair: Fraction(pair == one) for pair in totals}).strictness for one in totals]
    noise = float(model.error / model.freedom) ** 0.5
    for expert, (low, high) in intervals(totals, model).items():
        spread = sum(float(found[expert].points) ** 2 for found in weights) ** 0.5
        assert (high - low) / 2 == pytest.approx(quantile(model.freedom) * noise * spread, **CLOSE)
        assert (high + low) / 2 == pytest.approx(float(model.strictness[expert].points), **CLOSE)


@pytest.mark.parametrize("freedom", [1, 2, 3, 4, 6, 10, 40, 400])
def test_the_quantile_is_students_to_three_digits(freedom: int) -> None:
    assert quantile(freedom) == pytest.approx(stats.t.ppf(0.975, freedom), rel=0.008 if freedom == 3 else 0.003)


def test_no_interval_where_no_sheet_is_left_to_tell_the_noise() -> None:
    totals = totals_of([[80, 70], [None, 60]])
    assert fit(totals).freedom == 0
    assert intervals(totals, fit(totals)) == {}


# --- pingouin ---------------------------------------------------------------------------------------------------------


def test_agreement_and_rank_correlations_are_those_of_pingouin() -> None:
    assert PINGOUIN["versions"]["pingouin"] == "0.7.0"
    assert len(PINGOUIN["complete"]) == 9
    for told in PINGOUIN["complete"]:
        totals = totals_of(told["rows"])
        cases, (one, other) = by_case(totals), list(zip(*told["rows"], strict=True))[:2]
        ours = {
            "icc_1": icc_1(cases),
            "icc_2_1": icc_2_1(cases, fit(totals)),
            "w": kendall_w(cases),
            "spearman": spearman(one, other),
            "tau_b": tau_b(one, other),
        }
        assert {name: float(value) for name, value in ours.items()} == {
            name: pytest.approx(told[name], **CLOSE) for name in ours
        }


def test_strictness_its_standard_errors_and_what_is_left_over_are_those_of_pingouins_regression() -> None:
    """Of its intervals only the quantile is approximate: a half width is the quantile times the standard error."""
    assert len(PINGOUIN["additive"]) == 16
    for told in PINGOUIN["additive"]:
        totals = totals_of(told["rows"])
        model = fit(totals)
        assert (float(model.error), model.freedom) == (pytest.approx(told["left_over"], **CLOSE), told["freedom"])
        experts = sorted(model.strictness)
        assert [float(model.strictness[expert].points) for expert in experts] == pytest.approx(
            told["strictness"], **CLOSE
        )
        widths = [high - low for low, high in map(intervals(totals, model).get, experts)]
        assert [width / 2 / quantile(model.freedom) for width in widths] == pytest.approx(told["errors"], **CLOSE)


# --- the figures of a round -----------------------------------------------------------------------------------------------


def figures(facts):
    totals = {(sheet.case, sheet.expert): sheet.total for sheet in facts.sheets}
    return {found.measure: found for found in agreements(facts, totals, fit(totals), 7)}


def test_a_round_where_quality_shows_agrees_by_more_than_chance_and_one_of_noise_does_not() -> None:
    told = figures(drawn(Plan(), 1))
    noise = figures(drawn(Plan(quality=0), 1))
    for measure in (Measure.ICC_1, Measure.ICC_2_1, Measure.ALPHA_INTERVAL, Measure.ALPHA_ORDINAL):
        assert told[measure].value > Fraction(1, 2)
        assert told[measure].chance.p == Fraction(1, 1000)
        assert abs(noise[measure].value) < Fraction(1, 5)
        assert noise[measure].chance.p > Fraction(1, 50)
    assert told[Measure.SPEARMAN].n == 60


def test_w_is_of_a_panel_that_scored_enough_cases_together_and_else_says_how_many_there_were() -> None:
    apart = figures(drawn(Plan(), 1))[Measure.KENDALL_W]
    assert (apart.experts, apart.value, apart.chance) == ((), None, None)
    assert apart.n < 5
    together = figures(drawn(Plan(experts=5), 1))[Measure.KENDALL_W]
    assert (len(together.experts), together.n) == (5, 60)
    assert together.value > Fraction(1, 2)
    assert together.chance.p == Fraction(1, 1000)


def test_too_few_cases_bear_no_figure() -> None:
    found = figures(drawn(Plan(cases=4), 1))
    assert {each.value for each in found.values()} == {None}
    assert {each.chance for each in found.values()} == {None}
    assert {each.n for measure, each in found.items() if measure != Measure.KENDALL_W} == {4}


def test_the_best_rank_goes_with_the_highest_mean_or_does_not() -> None:
    facts = drawn(Plan(quality=0, noise=0.1), 5)
    cases = sorted(facts.cases)
    better = {case: 90 - place for place, case in enumerate(cases)}
    sheets = tuple(
        type(sheet)(sheet.id, sheet.case, sheet.expert, Fraction(better[sheet.case]), sheet.position)
        for sheet in facts.sheets
    )
    known = {case: type(of)(of.organisation, of.unit, place) for place, (case, of) in enumerate(facts.cases.items(), 1)}
    found = figures(type(facts)(facts.round, sheets, known))
    assert (found[Measure.SPEARMAN].value, found[Measure.TAU_B].value) == (1, 1)
    assert found[Measure.TAU_B].chance.p == Fraction(1, 1000)
