"""评审诚信线索: what was planted is found, what was not is counted, and nothing depends on the order or the moment."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction
from itertools import product
from random import Random

import numpy as np
import pytest
from planted_rounds import CLOSES, Plan, drawn
from scipy import stats

from biaogan.domain.calibration import strictness
from biaogan.projections.signals.facts import Act, CaseFacts, OverrideFacts, Relock, RoundFacts, SheetFacts
from biaogan.projections.signals.kinds import LABEL, MEANINGS, Kind, Signal
from biaogan.projections.signals.permutation import LIMIT, Stream, adjusted, chance, picks, shuffles, whole
from biaogan.projections.signals.report import Report, report, seed_of

PAIRED = Plan(placed={0: (1,), 1: (0,)}, pairs=((0, 1, 12),))


def of(found: Report, kind: Kind) -> dict[tuple[str, ...], Signal]:
    return {each.subjects: each for each in found.signals if each.kind == kind}


def few(found: Report, kind: Kind) -> dict[tuple[str, ...], int]:
    return {each.subjects: each.n for each in found.too_few if each.kind == kind}


# --- chance -------------------------------------------------------------------------------------------------------------


def test_the_random_bits_are_those_of_the_recorded_seed_for_good() -> None:
    """Written down once: another version of numpy must give the same."""
    assert Stream(7, "SEVERITY:a").raw(1, 2).tolist() == [[16581463315506817864, 4825907092013244687]]
    assert Stream(7, "SEVERITY:b").raw(1, 1)[0, 0] != 16581463315506817864
    assert Stream(8, "SEVERITY:a").raw(1, 1)[0, 0] != 16581463315506817864


def test_a_p_value_is_that_of_all_arrangements_within_the_error_of_counting() -> None:
    lists = [[3, 1, 4], [1, 5, 9, 2], [6, 5], [3, 5, 8, 9, 7]]
    sums = [sum(one) for one in product(*lists)]
    for seen in sorted(set(sums)):
        exact = sum(value >= seen for value in sums) / len(sums)
        draw = picks(lists)
        found = chance(
            lambda stream, size, seen=seen, draw=draw: draw(stream, size).sum(axis=1) >= seen, Stream(1, "p")
        )
        assert float(found.p) == pytest.approx(exact, rel=0.75, abs=1 / LIMIT)


def test_a_p_value_is_never_zero_and_says_over_how_many_arrangements_it_was_counted() -> None:
    never = chance(lambda stream, size: np.zeros(size, dtype=bool), Stream(1, "x"))
    assert (never.p, never.permutations) == (Fraction(1, LIMIT + 1), LIMIT)
    always = chance(lambda stream, size: np.ones(size, dtype=bool), Stream(1, "x"))
    assert (always.p, always.permutations) == (1, 20)


def test_p_values_of_pure_chance_are_at_most_as_often_small_as_they_say() -> None:
    """400 tests of nothing: of p up to a level there are no more than that share, but for luck of one in a thousand."""
    random, found = Random(5), []
    for test in range(400):
        lists = [[random.randint(0, 100) for _ in range(5)] for _ in range(6)]
        seen, draw = sum(random.choice(values) for values in lists), picks(lists)
        found.append(
            chance(lambda s, n, seen=seen, draw=draw: draw(s, n).sum(axis=1) >= seen, Stream(1, str(test)), 999).p
        )
    for level in (0.01, 0.05, 0.2, 0.5):
        assert sum(p <= level for p in found) <= stats.binom.ppf(0.999, 400, level)
    assert sum(p <= 0.5 for p in found) > 150, "and it is no test that never finds anything"


def test_shuffles_keep_to_their_places_and_are_all_alike_likely() -> None:
    rows = shuffles([10, 20, 30, 1, 2], ["a", "b", "a", "b", "a"])(Stream(1, "s"), 6000)
    assert {tuple(sorted(row)) for row in rows[:, [0, 2, 4]].tolist()} == {(2, 10, 30)}
    assert {tuple(sorted(row)) for row in rows[:, [1, 3]].tolist()} == {(1, 20)}
    counts = np.unique(rows[:, [0, 2, 4]], axis=0, return_counts=True)[1]
    assert len(counts) == 6
    assert stats.chisquare(counts).pvalue > 0.001


def test_the_correction_is_benjamini_and_hochbergs() -> None:
    random = Random(3)
    for size in (1, 2, 17, 60):
        values = [Fraction(random.randint(1, 200), 200) for _ in range(size)]
        wanted = stats.false_discovery_control([float(value) for value in values])
        assert [float(value) for value in adjusted(values)] == pytest.approx(list(wanted), abs=1e-12)
    assert adjusted([]) == []


def test_scores_become_whole_numbers_exactly_where_their_fractions_are_small() -> None:
    assert whole([Fraction(1, 3), Fraction(5, 2)]) == [2, 15]
    assert whole([Fraction(1, 999_983), Fraction(1)]) == [0, 10_000]


# --- the report -----------------------------------------------------------------------------------------------------------


def test_the_same_facts_and_seed_give_the_same_report_whatever_the_order() -> None:
    facts = drawn(Plan(), 2)
    shuffled = list(facts.sheets)
    Random(1).shuffle(shuffled)
    turned = dict(reversed(facts.cases.items()))
    assert report(replace(facts, sheets=tuple(shuffled), cases=turned)) == report(facts)
    assert report(facts).seed == seed_of("round_drawn")


def test_another_seed_counts_other_arrangements_and_changes_no_effect() -> None:
    one, other = (report(drawn(Plan(), 2), seed) for seed in (1, 2))
    assert [each.p for each in one.signals] != [each.p for each in other.signals]
    assert [(each.effect, each.n, each.acts) for each in one.signals] == [
        (each.effect, each.n, each.acts) for each in other.signals
    ]


def test_a_signal_does_not_depend_on_what_else_is_computed() -> None:
    facts = drawn(Plan(), 2)
    without = report(replace(facts, homes={}, read_at={}))
    assert {k: v.p for k, v in of(without, Kind.OUTLIER).items()} == {
        k: v.p for k, v in of(report(facts), Kind.OUTLIER).items()
    }
    assert of(without, Kind.RECIPROCITY) == of(without, Kind.FAST_LOCK) == {}


def test_every_signal_computed_is_corrected_and_listed_by_kind_and_not_by_surprise() -> None:
    found = report(drawn(replace(PAIRED, strictness={3: 9}), 4))
    assert [each.q for each in found.signals] == adjusted([each.p for each in found.signals])
    order = [(list(Kind).index(each.kind), each.subjects) for each in found.signals]
    assert order == sorted(order)
    assert [each.p for each in found.signals] != sorted(each.p for each in found.signals)


def test_an_empty_round_has_no_signal_and_one_expert_alone_none_either() -> None:
    assert report(RoundFacts("round_empty", ())).signals == ()
    alone = tuple(SheetFacts(f"s{n}", f"c{n}", "e", Fraction(70 + n), n) for n in range(9))
    found = report(RoundFacts("round_alone", alone))
    assert found.signals == ()
    assert few(found, Kind.SEVERITY) == {("e",): 0}


def test_every_kind_and_the_label_speak_both_languages() -> None:
    assert set(MEANINGS) == set(Kind)
    assert LABEL == ("线索，不是结论", "signal, not finding")
    assert all(meaning.zh.strip() and meaning.en.isascii() and meaning.needed > 1 for meaning in MEANINGS.values())


# --- what was planted is found ----------------------------------------------------------------------------------------------


def test_a_severe_expert_is_found_with_the_exact_strictness_and_its_interval() -> None:
    facts = drawn(Plan(strictness={3: 9}), 4)
    found = of(report(facts), Kind.SEVERITY)
    totals = {(sheet.case, sheet.expert): sheet.total for sheet in facts.sheets}
    exact = {each.expert: each.points for each in strictness(totals)}
    assert {subjects: each.effect for subjects, each in found.items()} == {(e,): points for e, points in exact.items()}
    severe = found["expert_03",]
    assert severe.q < Fraction(1, 100)
    low, high = severe.interval
    assert 6 < low < 9 < high < 12
    own = [sheet for sheet in facts.sheets if sheet.expert == "expert_03"]
    assert set(severe.acts) == {Act(sheet.id, sheet.position) for sheet in own}


def test_one_sheet_far_from_its_panel_is_found_and_named() -> None:
    facts = drawn(Plan(noise=2), 6)
    far = facts.sheets[40]
    sheets = tuple(replace(sheet, total=sheet.total - 25) if sheet is far else sheet for sheet in facts.sheets)
    found = of(report(replace(facts, sheets=sheets)), Kind.OUTLIER)[far.expert,]
    assert (found.acts, found.n > 1) == ((far.act,), True)
    assert found.effect < -15
    assert found.p < Fraction(1, 4)


def test_favour_for_the_own_unit_is_found() -> None:
    found = of(report(drawn(Plan(favours={2: 12}, placed={2: (2,)}), 4)), Kind.HOME_FAVOUR)
    favour = found["expert_02",]
    assert (favour.n, favour.p < Fraction(1, 100), favour.effect > 5) == (4, True, True)


def test_two_who_favour_each_others_units_are_found() -> None:
    pair = of(report(drawn(PAIRED, 4)), Kind.RECIPROCITY)["expert_00", "expert_01"]
    assert (pair.n, pair.q < Fraction(5, 100), pair.effect > 5) == (8, True, True)
    assert len({act.stream for act in pair.acts}) == 8


def test_a_copied_sheet_is_found_by_how_alike_it_is() -> None:
    found = of(report(drawn(Plan(experts=8, copies={5: 2}, noise=5), 4)), Kind.ALIKE)
    pair = found["expert_02", "expert_05"]
    assert pair.q < Fraction(1, 100)
    assert min(found, key=lambda subjects: found[subjects].p) == ("expert_02", "expert_05")


def test_an_expert_who_follows_the_recommenders_rank_is_found() -> None:
    facts = drawn(Plan(), 4)
    sheets = tuple(
        replace(sheet, total=sheet.total + 8 - 4 * (facts.cases[sheet.case].rank or 0))
        if sheet.expert == "expert_06"
        else sheet
        for sheet in facts.sheets
    )
    found = of(report(replace(facts, sheets=sheets)), Kind.RANK_FOLLOWING)["expert_06",]
    assert found.effect > Fraction(1, 2)
    assert found.p < Fraction(1, 100)


def test_who_locks_minutes_after_reading_is_found() -> None:
    facts = drawn(Plan(), 4)
    locked = {(sheet.case, sheet.expert): sheet.locked_at for sheet in facts.sheets}
    read = {
        pair: locked[pair] - timedelta(minutes=2) if pair[1] == "expert_07" else at
        for pair, at in facts.read_at.items()
    }
    found = of(report(replace(facts, read_at=read)), Kind.FAST_LOCK)["expert_07",]
    assert found.q < Fraction(1, 100)
    assert found.effect < Fraction(1, 10)


def test_a_sheet_locked_before_anything_was_read_is_not_timed() -> None:
    facts = drawn(Plan(), 4)
    later = dict.fromkeys(facts.read_at, CLOSES + timedelta(days=1))
    assert set(few(report(replace(facts, read_at=later)), Kind.FAST_LOCK).values()) == {0}


def test_who_locks_at_the_last_minute_is_found_with_the_sheets_that_were_late() -> None:
    facts = drawn(Plan(), 4)
    late = CLOSES - timedelta(minutes=90)
    sheets = tuple(replace(s, locked_at=late) if s.expert == "expert_08" else s for s in facts.sheets)
    found = of(report(replace(facts, sheets=sheets)), Kind.LATE_LOCK)["expert_08",]
    assert (found.q < Fraction(1, 100), len(found.acts)) == (True, found.n)
    assert found.effect > Fraction(3, 5)
    assert of(report(replace(facts, closes=None)), Kind.LATE_LOCK) == {}


def test_where_no_sheet_is_late_nothing_is_asked_about_late_ones_and_nothing_weighs_in_the_correction() -> None:
    facts = drawn(Plan(), 4)
    early = tuple(replace(s, locked_at=CLOSES - timedelta(days=1)) for s in facts.sheets)
    found = report(replace(facts, sheets=early))
    assert (of(found, Kind.LATE_LOCK), few(found, Kind.LATE_LOCK)) == ({}, {})
    assert len(found.signals) == len(report(replace(facts, closes=None)).signals)
    one = replace(early[0], locked_at=CLOSES - timedelta(hours=1))
    asked = of(report(replace(facts, sheets=(one, *early[1:]))), Kind.LATE_LOCK)
    assert {subject for subject, each in asked.items() if each.acts} == {(one.expert,)}
    assert len(asked) > 1, "one late sheet, and everybody is compared"


def moves(*pairs: tuple[int, int], expert: str = "expert_01") -> tuple[Relock, ...]:
    return tuple(
        Relock(f"sheet_{n}", expert, Fraction(before), Fraction(after), Fraction(80), n)
        for n, (before, after) in enumerate(pairs)
    )


def test_sheets_that_move_toward_the_others_are_found_and_those_that_move_about_are_not() -> None:
    facts = replace(
        drawn(Plan(), 4), relocks=moves((60, 75), (95, 84), (70, 79), (66, 80), (90, 81), (99, 85), (50, 70))
    )
    found = of(report(facts), Kind.TOWARD_PEERS)
    assert set(found) == {(), ("expert_01",)}
    assert found[()].effect == Fraction(15 + 11 + 9 + 14 + 9 + 14 + 20, 7)
    assert found[()].p == pytest.approx(1 / 128, rel=0.75)
    about = replace(facts, relocks=moves((60, 75), (95, 99), (70, 62), (66, 70), (90, 99)))
    assert of(report(about), Kind.TOWARD_PEERS)[()].p > Fraction(1, 10)
    assert few(report(replace(facts, relocks=facts.relocks[:4])), Kind.TOWARD_PEERS) == {(): 4, ("expert_01",): 4}


def test_overrides_that_raise_one_unit_are_found() -> None:
    facts = drawn(Plan(cases=30, units=10), 4)
    own = [case for case, known in sorted(facts.cases.items()) if known.unit == "unit_3"]
    made = [OverrideFacts("group_a", case, 20, 5, 900 + n) for n, case in enumerate(own)]
    other = OverrideFacts("group_a", "case_000", 6, 9, 950)
    found = report(replace(facts, overrides=(*made, other), ranked=tuple(facts.cases)))
    raised = of(found, Kind.OVERRIDES)["unit_3",]
    assert (raised.n, raised.effect, raised.p < Fraction(1, 500)) == (3, 15, True)
    assert raised.acts == (Act("group_a", 900), Act("group_a", 901), Act("group_a", 902))
    assert few(found, Kind.OVERRIDES) == {("unit_0",): 1}


# --- too few ----------------------------------------------------------------------------------------------------------------


def test_what_is_too_few_is_said_and_not_computed() -> None:
    """Four sheets of each of five experts: one short of what strictness, outliers, likeness and times need."""
    found = report(drawn(Plan(cases=4, experts=5), 1))
    experts = {(f"expert_0{n}",) for n in range(5)}
    for kind in (Kind.SEVERITY, Kind.OUTLIER, Kind.RANK_FOLLOWING, Kind.FAST_LOCK, Kind.LATE_LOCK):
        assert few(found, kind) == dict.fromkeys(experts, 4), kind
    assert set(few(found, Kind.ALIKE).values()) == {4}
    assert few(found, Kind.TOWARD_PEERS) == {(): 0}
    assert found.signals == ()
    assert report(drawn(Plan(cases=5, experts=5), 1)).signals != ()


def test_a_favour_on_two_cases_and_a_favour_returned_once_are_too_few() -> None:
    facts = drawn(Plan(), 4)
    only = {"case_000": CaseFacts("org_0", "unit_0"), "case_001": CaseFacts("org_1", "unit_1")}
    scored = {expert: [s.case for s in facts.sheets if s.expert == expert] for expert in ("expert_00", "expert_01")}
    first, second = scored["expert_00"][0], next(c for c in scored["expert_01"] if c != scored["expert_00"][0])
    cases = only | {first: CaseFacts("org_x", "unit_1"), second: CaseFacts("org_y", "unit_0")}
    homes = {"expert_00": frozenset({"unit_0"}), "expert_01": frozenset({"unit_1"})}
    found = report(replace(facts, cases=cases, homes=homes))
    assert of(found, Kind.HOME_FAVOUR) == of(found, Kind.RECIPROCITY) == {}
    assert set(few(found, Kind.RECIPROCITY)) == {("expert_00", "expert_01")}


def test_a_tie_is_to_a_unit_or_to_an_organisation() -> None:
    facts = RoundFacts("r", (), {"c": CaseFacts("org_a", "u1")}, {"e": frozenset({"org_a"}), "f": frozenset({"u1"})})
    assert [facts.tied(expert, "c") for expert in ("e", "f", "g")] == [True, True, False]
    assert not facts.tied("e", "unknown")
