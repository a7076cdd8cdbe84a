"""Many suppositions at once: each expert left out, the smallest flip, how firm the ranks are; each against a plain way."""

import json
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from itertools import combinations

import pytest
import review_journey as r
from supposed_rounds import CONFIG, ground_in, made, random_round, reviewed

from biaogan.domain.config_model import Aggregate
from biaogan.domain.supposing.answer import Supposing, sides
from biaogan.domain.supposing.flip import TRIALS, smallest_flip
from biaogan.domain.supposing.ground import Ground
from biaogan.domain.supposing.leaving import leave_one_out
from biaogan.domain.supposing.question import LostKey, Scales, Supposition, TrueConflict, supposed
from biaogan.domain.supposing.report import Beyond, again, repeatable, report
from biaogan.domain.supposing.stability import drawn, experts_of, firmness, samples
from biaogan.domain.tally import ranking, standings

# --- leave one out ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ground", [random_round(5, 12, 6, 4, cut=5), ground_in(reviewed()[0], r.DEFENCE)])
def test_each_expert_left_out_is_that_supposition(ground):
    of = Supposing(ground)
    found = list(leave_one_out(of))
    assert [each.expert for each in found] == experts_of(ground.tally)
    for each in found:
        answer = of.ask(Supposition(experts=(each.expert,)))
        assert each.answer == answer
        assert each.sheets == len(answer.left_out)
        assert each.moved == sum(change.gained != 0 for change in answer.changes)
        assert set(each.crossing) == {change.case for change in answer.changes if change.crosses}
        assert each.furthest == max(abs(change.gained) for change in answer.changes)
    assert any(each.moved for each in found)


# --- the smallest flip ------------------------------------------------------------------------------------------------


def plain_flip(ground: Ground, most: int) -> int | None:
    """The size of the smallest set, by trying all."""
    of, tally = Supposing(ground), ground.tally
    now = sides(of.before, ground.cut)
    places = {
        sheet.stream: (name, case)
        for name, part in tally.rounds.items()
        for case, given in part.sheets.items()
        for sheet in given
    }
    held = Counter(places.values())
    for size in range(1, most + 1):
        for gone in combinations(places, size):
            lost = Counter(places[name] for name in gone)
            if any(lost[place] == held[place] for place in lost):
                continue
            then = supposed(tally, frozenset(gone))
            if sides(ranking(standings(then).values(), then), ground.cut) != now:
                return size
    return None


@pytest.mark.parametrize("seed", range(12))
def test_the_smallest_flip_is_as_small_as_trying_everything_finds(seed):
    ground = random_round(seed, 5, 6, 3 + seed % 2, step=1 + seed % 4, cut=1 + seed % 4)
    found = smallest_flip(Supposing(ground), 3)
    assert (len(found.sheets) or None) == plain_flip(ground, 3)
    assert found.tried == (len(found.sheets) or 3)
    if found.sheets:
        answer = Supposing(ground).ask(Supposition(statements=found.sheets))
        assert {change.case for change in answer.changes if change.crosses}
        assert {name.split("_expert")[0].removeprefix("sheet_") for name in found.sheets} == set(found.cases)


@pytest.mark.parametrize(
    "aggregate", [Aggregate("mean", 0, 1), Aggregate("trimmed", 1, 3), Aggregate("negotiated", 0, 1)]
)
@pytest.mark.parametrize("seed", [20, 21])
def test_it_is_so_under_every_aggregate_and_with_ratings_agreed_on(aggregate, seed):
    ground = random_round(seed, 5, 6, 4, step=2, cut=2)
    tally = ground.tally
    part = tally.rounds[tally.round]
    if aggregate.method == "negotiated":
        part = replace(part, agreed={case: dict(given[0].points) for case, given in part.sheets.items()})
    scoring = replace(tally.scoring, aggregate=aggregate)
    ground = replace(ground, tally=replace(tally, scoring=scoring, rounds={tally.round: part}))
    found = smallest_flip(Supposing(ground), 3)
    assert (len(found.sheets) or None) == plain_flip(ground, 3)


def test_it_is_so_over_two_rounds():
    ground = replace(ground_in(reviewed()[0], r.DEFENCE), cut=1)
    assert len(smallest_flip(Supposing(ground), 2).sheets) == (plain_flip(ground, 2) or 0)


def test_every_smaller_split_is_shown_not_to_meet():
    ground = made({"case_a": {"p": [14], "q": [14], "r": [14]}, "case_b": {"p": [10], "q": [14], "r": [10]}}, cut=1)
    found = smallest_flip(Supposing(ground), 3)
    assert (found.sheets, found.cases) == (("sheet_case_b_p", "sheet_case_b_r"), ("case_b",))
    splits = {(step.up, step.down) for step in found.steps}
    assert splits >= {(0, 1), (1, 0)}
    assert all(step.lowest.key < step.highest.key for step in found.steps), "the smaller key is the better"


def test_none_is_found_where_none_is_and_it_says_how_far_was_tried():
    far = made({"case_a": {"p": [15], "q": [15]}, "case_b": {"p": [1], "q": [1]}}, cut=1)
    found = smallest_flip(Supposing(far), 2)
    assert (found.sheets, found.tried) == ((), 2)
    everybody = smallest_flip(Supposing(far, cut=2), 2)
    assert (everybody.sheets, everybody.steps) == ((), ())
    assert smallest_flip(Supposing(replace(far, cut=None)), 2) is None


def test_of_cases_tied_on_the_line_one_sheet_that_tells_them_apart_is_enough():
    ground = made(
        {"case_a": {"p": [12], "q": [14]}, "case_b": {"p": [12], "q": [14]}, "case_c": {"p": [3], "q": [3]}}, cut=1
    )
    assert len(smallest_flip(Supposing(ground), 2).sheets) == plain_flip(ground, 2) == 1


def test_under_calibration_all_sets_are_tried_as_far_as_is_said():
    ground = random_round(30, 6, 4, 3, cut=3)
    calibrated = replace(ground, tally=replace(ground.tally, calibrated=True))
    found = smallest_flip(Supposing(calibrated), 2)
    assert (len(found.sheets) or None) == plain_flip(calibrated, 2)
    assert found.steps == ()
    assert 0 < found.trials <= TRIALS
    wide = made({f"case_{n}": {"p": [15 - n], "q": [15 - n], "r": [15 - n]} for n in range(1, 15)} | {
        f"case_{n}{m}": {"p": [1], "q": [1], "r": [1]} for n in range(14) for m in range(2)
    }, cut=1)  # fmt: skip
    told = smallest_flip(Supposing(replace(wide, tally=replace(wide.tally, calibrated=True))), 3)
    assert (told.sheets, told.tried) == ((), 1), "two of 126 sheets are 7875 sets"


# --- how firm ---------------------------------------------------------------------------------------------------------


def test_samples_are_the_same_every_time_and_others_for_another_seed():
    of = Supposing(random_round(40, 10, 6, 4, cut=4))
    first = firmness(of, list(samples(of, "seed", 20)))
    assert first == firmness(of, list(samples(of, "seed", 20)))
    assert first != firmness(of, list(samples(of, "other", 20)))
    assert dict(drawn(["p", "q", "r"], "seed:0")) == {"r": 2, "p": 1}, "on every machine"


def test_a_sample_counts_each_sheet_as_often_as_its_expert_isdrawn():
    ground = made({"case_a": {"p": [10], "q": [13]}, "case_b": {"q": [11], "r": [12]}}, cut=1)
    of = Supposing(ground)
    for number, found in enumerate(samples(of, "x", 10)):
        times = drawn(["p", "q", "r"], f"x:{number}")
        for each in found:
            given = ground.tally.rounds[ground.tally.round].sheets[each.standing.case]
            totals = [sheet.total for sheet in given for _ in range(times.get(sheet.expert, 0))]
            assert (each.standing.n, each.standing.mean) == (len(totals), sum(totals) / len(totals))
    told = {each.case: each for each in firmness(of, list(samples(of, "x", 40)))}
    assert 0 < told["case_a"].ranked < 40, "in some samples neither of its experts is drawn"


def test_where_all_experts_agree_no_rank_moves():
    ground = made({f"case_{n}": {e: [10 + n] for e in "pqrst"} for n in range(4)}, cut=2)
    of = Supposing(ground)
    for each in firmness(of, list(samples(of, "s", 30))):
        assert (each.lowest, each.highest, each.ranked) == (each.rank, each.rank, 30)
        assert each.inside == (30 if each.rank <= 2 else 0)


def test_an_interval_leaves_out_one_sample_in_forty_at_each_end():
    ground = random_round(41, 12, 6, 4, cut=6)
    of = Supposing(ground)
    found = list(samples(of, "s", 80))
    case = of.before[5].standing.case
    ranks = sorted(each.rank for sample in found for each in sample if each.standing.case == case)
    told = next(each for each in firmness(of, found) if each.case == case)
    assert (told.lowest, told.highest) == (ranks[len(ranks) // 40], ranks[-1 - len(ranks) // 40])


def test_what_is_asked_of_a_supposition_is_asked_of_the_ranking_under_it():
    ground = random_round(42, 8, 6, 4, cut=3)
    s = Supposition(experts=("expert_02",), scales=Scales(Aggregate("mean", 0, 1)))
    under = Supposing(ground).under(s)
    assert [(each.standing, each.rank) for each in under.before] == [
        (change.after.standing, change.after.rank) for change in Supposing(ground).ask(s).changes
    ]
    assert "expert_02" not in experts_of(under.ground.tally)
    assert CONFIG.scoring.aggregate == ground.tally.scoring.aggregate


# --- the report, told again -------------------------------------------------------------------------------------------

WEIGHTS = {"desk": Fraction(1, 3), "defence": Fraction(2, 3)}
OTHER = Scales(Aggregate("trimmed", 1, 5), WEIGHTS, {"A1": Fraction(3, 2)}, calibrated=True)
BEYOND = Beyond(each_expert=True, most=2, samples=3, seed="s")


@pytest.mark.parametrize(
    "s",
    [
        Supposition(),
        Supposition(("person_none",), ("case_none#1",), (LostKey("kid", 3),), (TrueConflict("e", "o", "2022-01-01"),)),
        Supposition(scales=OTHER),
    ],
)
@pytest.mark.parametrize("cut", [None, 1])
def test_a_report_is_told_again_from_what_it_says_and_its_ground(s, cut):
    ground = ground_in(reviewed()[0], r.DEFENCE)
    one = next(iter(ground.sheets()))
    for asked in (s, replace(s, experts=(one.expert,)), replace(s, statements=(one.name,))):
        told = json.loads(json.dumps(report(Supposing(ground, cut), r.DEFENCE, asked, BEYOND)))
        assert repeatable(told)
        assert again(told, ground) == told
        other = {**told, "supposed": {**told["supposed"], "statements": [one.name, "case_none#2"]}}
        assert again(other, ground)["unmatched"] != told["unmatched"]


def test_what_hangs_on_who_one_may_know_is_not_told_again():
    ground = ground_in(reviewed()[0], r.DEFENCE)
    one = next(iter(ground.sheets()))
    partly = Supposing(ground, 1, frozenset({one.stream}))
    for asked, same in (
        (Supposition(statements=(one.name,)), True),
        (Supposition(statements=(one.stream,)), False),
        (Supposition(experts=(one.expert,)), False),
        (Supposition(keys=(LostKey("kid", 3),)), False),
        (Supposition(conflicts=(TrueConflict(one.expert, "o", "2022-01-01"),)), False),
    ):
        told = json.loads(json.dumps(report(partly, r.DEFENCE, asked, Beyond(most=1))))
        assert (told["every_signer_known"], repeatable(told)) == (False, same)
        assert again(told, ground) == told or not same
