"""终评统计: weights of rounds, the desk mean as tie-break, disagreement (D-01, D-02, D-04, D-31; golden check G9)."""

from dataclasses import replace
from fractions import Fraction

import journey as j
import pytest
import review_journey as r
import world as w
from cycle_document import DOCUMENT, GONE, changed
from hypothesis import given as with_any
from hypothesis import settings
from hypothesis import strategies as st
from spec import given
from world import on, rows

from biaogan.domain import events as ev
from biaogan.domain.config import ConfigInvalid, CycleConfig
from biaogan.domain.scoring import Standing, disputed, rank, weighted

CONFIG = CycleConfig.from_document(w.FULL)
WEIGHTS = {"desk": Fraction(2, 5), "defence": Fraction(3, 5)}
patient = settings(deadline=None)


def stands(value: object, mean: object = 0, median: object = 0) -> Standing:
    final = Fraction(str(value))
    return Standing("case_1", 5, final, Fraction(str(mean)), Fraction(str(median)), {"C": final, "C1": final})


# --- weights ----------------------------------------------------------------------------------------------------------


def test_the_national_score_is_forty_percent_desk_and_sixty_percent_defence():
    assert CONFIG.scoring.rounds == WEIGHTS
    both = weighted({"desk": stands("248/3", "398/5", 84), "defence": stands(90, 89, 91)}, WEIGHTS)
    assert both.final == Fraction(2, 5) * Fraction(248, 3) + Fraction(3, 5) * 90 == Fraction(1306, 15)
    assert (both.median, both.mean) == (Fraction(441, 5), Fraction(2131, 25))
    assert both.parts["C"] == both.final
    assert both.rounds == {"desk": Fraction(248, 3), "defence": Fraction(90)}
    assert both.desk == Fraction(398, 5)


@patient
@with_any(st.fractions(0, 100), st.fractions(0, 100), st.integers(0, 10))
def test_a_weighted_score_lies_between_the_rounds_and_is_exact(desk, defence, tenth):
    weights = {"desk": Fraction(tenth, 10), "defence": 1 - Fraction(tenth, 10)}
    found = weighted({"desk": stands(desk), "defence": stands(defence)}, weights).final
    assert min(desk, defence) <= found <= max(desk, defence)
    assert found * 10 == tenth * desk + (10 - tenth) * defence


def test_golden_g9_is_weighted_unrounded_through_the_whole_review():
    """Desk 90, 85, 84, 80, 60 is 83 trimmed and 79.8 in the mean; the defence gives 92: 0.4 x 83 + 0.6 x 92 = 88.4."""
    scene, cases = r.after(r.open_desk)
    points = [(15, 15), (14, "29"), (14, 14), (13, 14), (10, 10)]
    assert [4 * a + (int(c) if isinstance(c, str) else 2 * c) for a, c in points] == [90, 85, 84, 80, 60]
    j.score(scene, cases[1:], "desk", "2022-08-10")
    for expert, (a, c) in zip(r.DESK_PANEL, points, strict=True):
        sheet = rows(a, 14) if isinstance(c, str) else rows(a, c)
        if isinstance(c, str):
            sheet = [*sheet[:5], replace(sheet[5], points=15)]
        j.lock(scene, "desk", cases[0], expert, "2022-08-10", sheet)
    scene.play(ev.ReviewRoundClosed(), r.DESK, w.OFFICER, on("2022-08-11"))
    [desk] = [row for row in scene.world[r.DESK].results if row["case"] == cases[0]]
    assert (desk["final"], desk["mean"], desk["rank"]) == ("83", "399/5", 3)
    assert "rounds" not in desk, "one round by itself is not weighted"
    r.to_consensus(scene, cases)
    r.to_defence(scene, cases)
    r.open_defence(scene, cases)
    r.close_defence(scene, cases)
    [final] = [row for row in scene.world[r.DEFENCE].results if row["case"] == cases[0]]
    assert (final["final"], final["shown"]) == ("442/5", "88.40")
    assert final["rounds"] == {"desk": "83", "defence": "92"}
    assert scene.world[r.DEFENCE].results[0]["final"] == "442/5", "the second case has 0.4 x 92 + 0.6 x 86, the same"
    assert (final["rank"], final["decided_by"]) == (2, "C")


def test_a_case_without_a_valid_sheet_in_one_round_has_no_rank_and_is_not_zero():
    scene, cases = r.after(r.open_defence)
    for record in list(scene.world):
        state = scene.world[record]
        if record.startswith("sheet_") and state.round == r.DESK and state.case == cases[2]:
            scene.world[record] = replace(state, rows=())
    for case in cases:
        r.defend(scene, case)
    j.score(scene, cases, "defence", "2022-08-19")
    answer = given(scene).when(ev.ReviewRoundClosed(), r.DEFENCE, w.OFFICER, on("2022-08-20"))
    [computed] = answer.consequences
    assert [row["case"] for row in computed.event.results] == cases[:2]


# --- the tie chain ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("field", "decided_by"),
    [("final", "final"), ("C", "C"), ("C1", "C1"), ("desk", "desk"), ("median", "median")],
)
def test_each_link_of_the_chain_decides_when_all_before_are_equal(field, decided_by):
    """final, group C, C1, desk mean, median, recommendation rank, vote: in this order, and only when needed."""
    plain = replace(stands(80), parts={"C": Fraction(30), "C1": Fraction(15)}, desk=Fraction(80))
    chain = list(CONFIG.scoring.tie_breaks)
    assert chain == ["final", "C", "C1", "desk", "median", "recommendation_rank", "vote"]
    if field in plain.parts:
        better = replace(plain, case="case_2", parts={**plain.parts, field: plain.parts[field] + Fraction(1, 999)})
    else:
        better = replace(plain, case="case_2", **{field: getattr(plain, field) + Fraction(1, 999)})
    worse_later = replace(plain, median=plain.median + 5) if field in ("C", "C1", "desk") else plain
    found = rank([worse_later, better], CONFIG.scoring)
    assert [(each.standing.case, each.rank, each.decided_by) for each in found] == [
        ("case_2", 1, decided_by), ("case_1", 2, decided_by)
    ]  # fmt: skip


def test_case_38_what_no_link_decides_shares_a_rank_whatever_the_order_given():
    one, two = replace(stands(80), case="case_a"), replace(stands(80), case="case_b")
    for order in ([one, two], [two, one]):
        assert [(each.rank, each.needs_vote) for each in rank(order, CONFIG.scoring)] == [(1, True), (1, True)]
    preferred = replace(two, recommendation_rank=1)
    assert [each.standing.case for each in rank([one, preferred], CONFIG.scoring)] == ["case_b", "case_a"]


# --- disagreement -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("totals", "flagged"),
    [
        ([80], False),
        ([60, 85], False),
        ([60, 86], True),
        ([80, 80, 80, 80, 80], False),
        ([80] * 7 + [90], True),
        ([80] * 6 + [90], False),
    ],
)
def test_experts_who_disagree_flag_the_case_and_change_nothing(totals, flagged):
    """More than 25 points apart, or one sum more than 2.5 standard deviations from the mean (seven against one: 2.65)."""
    assert disputed(totals, 25, Fraction(5, 2)) == flagged


# --- configuration ----------------------------------------------------------------------------------------------------


def faults(document):
    with pytest.raises(ConfigInvalid) as caught:
        CycleConfig.from_document(document)
    return {fault.path: fault.code for fault in caught.value.faults}


def test_a_defence_has_its_weight_and_its_panel_and_a_visit_its_defence():
    assert faults(changed(["panels", "defence"], GONE))["panels.defence"] == "missing"
    assert faults(changed(["scoring", "rounds"], {"desk": "1"})) == {"scoring.rounds.defence": "missing"}
    short = w.without_defence(DOCUMENT)
    short["stages"].insert(short["stages"].index("desk") + 1, "site_visit")
    assert faults(short) == {"stages": "inconsistent"}
    short = {**w.without_defence(DOCUMENT), "panels": DOCUMENT["panels"]}
    assert faults(short) == {"panels.defence": "unknown_key"}


@pytest.mark.parametrize(
    ("path", "value", "where", "code"),
    [
        (["panel", "quorum"], "3/2", "panel.quorum", "malformed"),
        (["panel", "quorum"], "0.66", "panel.quorum", "malformed"),
        (["panel", "majority"], "1/0", "panel.majority", "malformed"),
        (["panel", "majority"], "100/101", "panel.majority", "malformed"),
        (["objection", "quorum"], "3/2", "objection.quorum", "malformed"),
        (["objection", "majority"], "0/1", "objection.majority", "malformed"),
        (["objection", "majority"], GONE, "objection.majority", "missing"),
        (["panel", "group_max"], 4, "panel.group_max", "out_of_range"),
        (["panel", "mix", "same_industry_min"], GONE, "panel.mix.same_industry_min", "missing"),
        (["site", "scores"], True, "site.scores", "inconsistent"),
        (["scoring", "calibration"], "often", "scoring.calibration", "unknown_name"),
        (["scoring", "outlier", "z"], "x", "scoring.outlier.z", "malformed"),
        (["conflict", "years"], -1, "conflict.years", "out_of_range"),
    ],
)
def test_a_fault_in_the_review_settings_is_named(path, value, where, code):
    assert faults(changed(path, value))[where] == code


def test_a_cycle_may_rank_by_calibrated_scores_but_not_by_agreed_ones():
    document = changed(["scoring", "calibration"], "rank")
    assert CycleConfig.from_document(document).review.calibration == "rank"
    document["scoring"]["aggregate"] = {"method": "negotiated", "trim": 0, "min_n": 1}
    assert faults(document) == {"scoring.calibration": "inconsistent"}


@pytest.mark.parametrize(("text", "share"), [("1/1", 1), ("10/15", Fraction(2, 3)), ("1/99", Fraction(1, 99))])
def test_every_share_is_read_alike_above_nothing_up_to_the_whole(text, share):
    document = changed(["panel", "majority"], text)
    document["objection"] = {**document["objection"], "quorum": text}
    config = CycleConfig.from_document(document)
    assert (config.review.seats.majority, config.objection.quorum) == (share, share)


def test_the_settings_of_the_review_are_ours_and_labelled():
    seats, review = CONFIG.review.seats, CONFIG.review
    assert (seats.group_min, seats.group_max, seats.load_max) == (5, 9, 30)
    assert (seats.quorum, seats.majority) == (Fraction(2, 3), Fraction(1, 2))
    assert (review.site.min_team, review.conflicts.years, review.spread.z) == (2, 3, Fraction(5, 2))
    assert (review.show_prior, review.calibration) == (False, "report")
    for number in (6, 7, 8, 9, 23, 31, 32):
        assert f"D-{number:02d}" in CONFIG.settings.values()
