"""循环互惠: favour that goes round among three is found, which circles are looked at is not chosen by what was scored."""

from dataclasses import replace
from fractions import Fraction
from itertools import permutations, product
from random import Random

import pytest
from planted_rounds import Plan, drawn
from scipy import stats

from biaogan.projections.signals.circles import MOST, circles
from biaogan.projections.signals.facts import CaseFacts, RoundFacts, SheetFacts
from biaogan.projections.signals.kinds import Kind, Signal, TooFew
from biaogan.projections.signals.model import fit
from biaogan.projections.signals.report import report
from biaogan.projections.signals.scores import Panels, panels_of

ROUND = ("expert_00", "expert_01", "expert_02")
CIRCLED = Plan(placed={0: (2,), 1: (0,), 2: (1,)}, circles=((0, 1, 2, 8),))
"""Expert 0 scores all cases of unit 1, 1 those of unit 2, 2 those of unit 0."""


def panels(facts: RoundFacts, seed: int = 1) -> Panels:
    totals = {(sheet.case, sheet.expert): sheet.total for sheet in facts.sheets}
    return panels_of(facts, totals, fit(totals), seed)


def computed(facts: RoundFacts, seed: int = 1) -> dict[tuple[str, ...], Signal]:
    return {each.subjects: each for each in circles(panels(facts, seed)) if isinstance(each, Signal)}


def small(*ways: tuple[str, str, int], homes: dict[str, frozenset[str]] | None = None) -> RoundFacts:
    """Who scores how many cases of whose home; a fourth, at home nowhere, scores them all as well."""
    random, sheets, cases = Random(1), [], {}
    for scorer, host, many in ways:
        for number in range(many):
            case = f"case_{scorer}{host}{number}"
            cases[case] = CaseFacts(f"org_{case}", f"unit_{host}")
            for expert in (scorer, "z"):
                total = Fraction(random.randint(60, 90))
                sheets.append(SheetFacts(f"sheet_{case}{expert}", case, expert, total, len(sheets)))
    at_home = {expert: frozenset({f"unit_{expert}"}) for expert in "abc"}
    return RoundFacts("round_small", tuple(sheets), cases, at_home if homes is None else homes)


def test_three_who_favour_the_next_ones_unit_are_found_with_the_acts_behind_it() -> None:
    facts = drawn(CIRCLED, 4)
    told = report(facts)
    found = {each.subjects: each for each in told.signals if each.kind is Kind.CIRCLE}
    circle = found[ROUND]
    assert (circle.n, circle.q < Fraction(5, 100), circle.effect > 4) == (12, True, True)
    units = {"expert_00": "unit_1", "expert_01": "unit_2", "expert_02": "unit_0"}
    behind = {(s.id, s.position) for s in facts.sheets if units.get(s.expert) == facts.cases[s.case].unit}
    assert {(act.stream, act.position) for act in circle.acts} == behind
    assert min(found, key=lambda subjects: found[subjects].p) == ROUND
    assert all(each.q > Fraction(5, 100) for each in found.values() if not set(each.subjects) & set(ROUND))


def test_the_other_way_round_is_another_circle_which_such_favour_says_nothing_of() -> None:
    placed = {0: (1, 2), 1: (0, 2), 2: (0, 1)}
    found = computed(drawn(replace(CIRCLED, placed=placed), 4))
    other = ("expert_00", "expert_02", "expert_01")
    assert found[ROUND].p < Fraction(1, 1000)
    assert found[other].p > Fraction(5, 100)


def test_the_fullest_circles_are_computed_whatever_was_scored() -> None:
    facts = drawn(Plan(), 2)
    ways = {
        (one, other): sum(
            facts.tied(other, sheet.case) and not facts.tied(one, sheet.case)
            for sheet in facts.sheets
            if sheet.expert == one
        )
        for one, other in permutations(facts.homes, 2)
    }
    sized = []
    for one, two, three in permutations(sorted(facts.homes), 3):
        parts = ways[one, two], ways[two, three], ways[three, one]
        if one == min(one, two, three) and min(parts) > 1:
            sized.append((-min(parts), -sum(parts), (one, two, three)))
    assert len(sized) > MOST, "there are more than are computed"
    wanted = {circle for _, _, circle in sorted(sized)[:MOST]}
    assert computed(facts).keys() == wanted
    points = [sheet.total for sheet in facts.sheets]
    Random(9).shuffle(points)
    shuffled = tuple(replace(sheet, total=total) for sheet, total in zip(facts.sheets, points, strict=True))
    assert computed(replace(facts, sheets=shuffled)).keys() == wanted


def test_its_p_value_is_that_of_all_arrangements_within_the_error_of_counting() -> None:
    facts = small(("a", "b", 2), ("b", "c", 3), ("c", "a", 2))
    found = computed(facts)["a", "b", "c"]
    left = panels(facts)
    lists = [list(left.by_case[case].values()) for case in sorted(left.by_case)]
    seen = sum(given[expert] for given in left.by_case.values() for expert in given if expert != "z")
    arranged = [sum(picked) for picked in product(*lists)]
    assert float(found.p) == pytest.approx(sum(each >= seen for each in arranged) / len(arranged), rel=0.75)
    assert found.n == 7


def test_circles_of_pure_chance_are_at_most_as_often_surprising_as_they_say() -> None:
    """One circle of each of many rounds, since those of one round share sheets."""
    first = [min(computed(drawn(Plan(cases=32, experts=8, units=8), seed), seed).items())[1] for seed in range(80)]
    for level in (Fraction(1, 100), Fraction(5, 100), Fraction(1, 5), Fraction(1, 2)):
        assert sum(each.p <= level for each in first) <= stats.binom.ppf(0.999, len(first), float(level))


def test_where_no_circle_has_two_sheets_each_way_the_fullest_is_said_to_have_too_few() -> None:
    thin = small(("a", "b", 5), ("b", "c", 4), ("c", "a", 1))
    assert list(circles(panels(thin))) == [TooFew(Kind.CIRCLE, (), 10)]
    assert list(circles(panels(small(("a", "b", 5), ("b", "c", 4))))) == []
    assert list(circles(panels(RoundFacts("round_empty", ())))) == []


def test_a_case_tied_to_who_scored_it_is_no_gift_to_the_next() -> None:
    ways = ("a", "b", 2), ("b", "c", 2), ("c", "a", 2)
    assert computed(small(*ways)).keys() == {("a", "b", "c")}
    both = {"a": frozenset({"unit_a", "unit_b"}), "b": frozenset({"unit_b"}), "c": frozenset({"unit_c"})}
    assert list(circles(panels(small(*ways, homes=both)))) == []
