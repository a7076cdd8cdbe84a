"""Scores are exact and rankings do not depend on order; ties are shown, not broken by accident."""

import random
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biaogan.domain.config_model import Aggregate, Criteria, Criterion, Scoring, Term
from biaogan.domain.forms import SheetRow
from biaogan.domain.rejections import Rejected
from biaogan.domain.scoring import Standing, aggregate, mean, median, rank, sheet_points, shown, standing

patient = settings(deadline=None)
MAXIMA = {"A1": 15, "A2": 15, "B1": 15, "B2": 15, "C1": 20, "C2": 20}
CRITERIA = Criteria(
    tuple(Term(code, code, code) for code in "ABC"),
    tuple(Criterion(code, code[0], top, code, code) for code, top in MAXIMA.items()),
)
TRIMMED = Aggregate("trimmed", 1, 5)
CHAIN = ("final", "C", "C1", "median", "recommendation_rank", "vote")
SCORING = Scoring(1, TRIMMED, CHAIN, {"desk": Fraction(1)}, 20)

sheets = st.fixed_dictionaries({code: st.integers(0, top) for code, top in MAXIMA.items()})
scores = st.integers(0, 100)


def sheet(a1=10, a2=10, b1=10, b2=10, c1=10, c2=10):
    return {"A1": a1, "A2": a2, "B1": b1, "B2": b2, "C1": c1, "C2": c2}


def rows(**points):
    return [SheetRow(code, value) for code, value in points.items()]


def stands(case, *given_sheets, rank_before=None, rule=TRIMMED):
    found = standing(case, given_sheets, CRITERIA, rule, rank_before)
    assert found is not None
    return found


def ranks(*standings, scoring=SCORING):
    return {entry.standing.case: (entry.rank, entry.decided_by) for entry in rank(standings, scoring)}


# --- sheets -----------------------------------------------------------------------------------------------------------


def test_a_complete_sheet_is_read_in_printed_order():
    assert list(sheet_points(rows(C2=20, C1=1, B2=2, B1=3, A2=4, A1=0), CRITERIA, 1).items()) == [
        ("A1", 0),
        ("A2", 4),
        ("B1", 3),
        ("B2", 2),
        ("C1", 1),
        ("C2", 20),
    ]


@pytest.mark.parametrize(
    ("given_rows", "code"),
    [
        (rows(A1=5), "score_row_missing"),
        ([], "score_row_missing"),
        (rows(D1=1), "score_row_unknown"),
        (rows(A1=5) * 2, "score_row_twice"),
        (rows(A1=16), "score_out_of_range"),
        (rows(A1=-1), "score_out_of_range"),
        (rows(A1=7), "score_off_step"),
    ],
)
def test_a_sheet_with_a_wrong_row_is_refused(given_rows, code):
    with pytest.raises(Rejected) as caught:
        sheet_points(given_rows, CRITERIA, 5)
    assert caught.value.code == code


# --- one score --------------------------------------------------------------------------------------------------------


def test_the_golden_scores_give_79_8_and_83():
    golden = [90, 85, 84, 80, 60]
    assert aggregate(golden, Aggregate("mean", 0, 1)) == Fraction(399, 5)
    assert aggregate(golden, TRIMMED) == 83
    assert shown(mean(golden)) == "79.80"
    assert shown(Fraction(83)) == "83.00"


def test_no_score_one_score_two_and_three_are_each_defined():
    early = Aggregate("trimmed", 1, 3)
    assert aggregate([], early) is None
    assert aggregate([70], early) == 70
    assert aggregate([70, 81], early) == Fraction(151, 2)
    assert aggregate([10, 70, 100], early) == 70 == median([10, 70, 100])
    assert aggregate([10, 70, 100], TRIMMED) == 60
    assert standing("case_1", [], CRITERIA, TRIMMED) is None


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("79.805", "79.80"),
        ("79.815", "79.82"),
        ("0.005", "0.00"),
        ("0.015", "0.02"),
        ("-0.5", "-0.50"),
        ("200/3", "66.67"),
    ],
)
def test_a_score_is_shown_to_two_decimals_with_halves_to_even(value, text):
    assert shown(Fraction(value)) == text


@patient
@given(st.lists(scores, min_size=1, max_size=9), st.randoms(use_true_random=False))
def test_the_order_of_sheets_changes_nothing(values, chance):
    turned = list(values)
    chance.shuffle(turned)
    assert aggregate(turned, TRIMMED) == aggregate(values, TRIMMED)
    assert median(turned) == median(values)


@patient
@given(st.lists(scores, min_size=1, max_size=9))
def test_one_score_lies_between_the_lowest_and_the_highest(values):
    assert min(values) <= aggregate(values, TRIMMED) <= max(values)
    assert min(values) <= median(values) <= max(values)


@patient
@given(st.lists(scores, min_size=5, max_size=9))
def test_trimming_ignores_how_extreme_the_extremes_are(values):
    ordered = sorted(values)
    assert aggregate([0, *ordered[1:-1], 100], TRIMMED) == aggregate(ordered, TRIMMED)


# --- ranking ----------------------------------------------------------------------------------------------------------


def test_the_higher_score_ranks_first_and_rounding_does_not_tie_it():
    three_sheets = stands("case_a", sheet(), sheet(), sheet(a1=11))
    better = stands("case_b", sheet(), sheet(a1=11), sheet(a1=11))
    assert ranks(three_sheets, better) == {"case_b": (1, "final"), "case_a": (2, "final")}


def test_a_tie_is_broken_by_the_effect_group_then_by_its_first_row():
    plain = stands("case_a", sheet(a1=12))
    by_group = stands("case_b", sheet(c2=12))
    by_row = stands("case_c", sheet(c1=12))
    assert ranks(plain, by_group, by_row) == {"case_c": (1, "C1"), "case_b": (2, "C1"), "case_a": (3, "C")}


def test_a_tie_is_broken_by_the_median_and_then_by_the_recommendation():
    even = [stands("case_a", *[sheet(a1=a) for a in (8, 9, 13)], rank_before=1)]
    even += [stands("case_b", *[sheet(a1=a) for a in (10, 10, 10)], rank_before=4)]
    even += [stands("case_c", *[sheet(a1=a) for a in (10, 10, 10)], rank_before=2)]
    even += [stands("case_d", *[sheet(a1=a) for a in (10, 10, 10)])]
    assert ranks(*even) == {
        "case_c": (1, "recommendation_rank"),
        "case_b": (2, "recommendation_rank"),
        "case_d": (3, "recommendation_rank"),
        "case_a": (4, "median"),
    }


def test_a_tie_nothing_breaks_is_a_shared_rank_that_needs_a_vote():
    found = rank(
        [
            stands("case_z", sheet(a1=15)),
            stands("case_c", sheet()),
            stands("case_b", sheet()),
            stands("case_a", sheet(a1=0)),
        ],
        SCORING,
    )
    assert [(e.standing.case, e.rank, e.needs_vote, e.decided_by) for e in found] == [
        ("case_z", 1, False, "final"),
        ("case_b", 2, True, "vote"),
        ("case_c", 2, True, "vote"),
        ("case_a", 4, False, "final"),
    ]


def test_a_chain_without_a_vote_still_marks_the_tie():
    scoring = Scoring(1, TRIMMED, ("final",), {"desk": Fraction(1)}, 20)
    found = rank([stands("case_a", sheet(a1=9, c1=11)), stands("case_b", sheet())], scoring)
    assert [(entry.rank, entry.needs_vote) for entry in found] == [(1, True), (1, True)]


def test_a_single_case_and_none_can_be_ranked():
    assert ranks(stands("case_a", sheet())) == {"case_a": (1, "final")}
    assert rank([], SCORING) == ()


def test_groups_and_rows_are_aggregated_like_the_whole():
    found = stands("case_a", *[sheet(c1=c, c2=20 - c) for c in (0, 5, 10, 15, 20)])
    assert (found.n, found.final, found.parts["C"], found.parts["C1"]) == (5, 60, 20, 10)
    assert found.mean == found.median == 60


cases = st.lists(st.lists(sheets, min_size=1, max_size=6), max_size=6)


@patient
@given(cases, st.lists(st.none() | st.integers(1, 3), min_size=6, max_size=6), st.integers())
def test_a_ranking_does_not_depend_on_the_order_of_cases(given_cases, before, seed):
    entries = [stands(f"case_{n}", *found, rank_before=before[n]) for n, found in enumerate(given_cases)]
    turned = list(entries)
    random.Random(seed).shuffle(turned)
    assert rank(entries, SCORING) == rank(turned, SCORING)


def coarse(case, value):
    return Standing(case, 1, Fraction(value), Fraction(value), Fraction(value), {"C": Fraction(0), "C1": Fraction(0)})


@patient
@given(st.lists(st.integers(0, 3), max_size=8))
def test_a_rank_is_one_more_than_the_number_of_better_cases(values):
    for entry in rank([coarse(f"case_{n}", value) for n, value in enumerate(values)], SCORING):
        assert entry.rank == 1 + sum(value > entry.standing.final for value in values)
        assert entry.needs_vote == (values.count(int(entry.standing.final)) > 1)
