"""Other programmes on the same engine, only by their cycle files: each with a ranking that can be checked by hand."""

from dataclasses import replace
from fractions import Fraction

import journey as j
import pytest
import world as w
from programme_play import COMPANIES, LEADER, MEMBERS, PANEL, VICE, Year, document
from spec import given
from world import on

from biaogan.domain import events as ev
from biaogan.domain import forms, ids
from biaogan.domain.rejections import Rejected
from biaogan.domain.states import fold
from biaogan.domain.status import Status
from biaogan.domain.two_person import act_digest

PROCESSES = ("P1", "P2", "P3", "P4", "P5", "P6")


def bands(process: int, results: int) -> dict[str, int]:
    """One percentage for each process row, one for the results."""
    return {**dict.fromkeys(PROCESSES, process), "R1": results}


# By hand: the six process rows weigh 120+85+85+90+85+85 = 550, the results 450.
AGREED = {1: bands(70, 70), 2: bands(65, 60), 3: bands(55, 55), 4: bands(50, 70)}
BALDRIGE = [(1, 1, "700"), (2, 2, "1255/2"), (4, 3, "590"), (3, 4, "550")]
"""700; 550 x 65 % + 450 x 60 % = 357.5 + 270 = 627.5; 275 + 315 = 590; 302.5 + 247.5 = 550."""


@pytest.fixture(scope="module")
def baldrige() -> Year:
    """Played to the final consensus. The sheets say other things than what was agreed on."""
    sheets = {company: dict.fromkeys((*PROCESSES, "R1"), (50, 90, 100)) for company in COMPANIES}
    year = Year(document("baldrige-classic-like"), sheets, AGREED, dict.fromkeys(COMPANIES, 8))
    year.open()
    year.file()
    year.review()
    return year


def test_ratings_agreed_on_rank_the_companies_and_the_sheets_stay_beside_them(baldrige):
    assert baldrige.ranking() == BALDRIGE
    rows = baldrige.scene.world[baldrige.round("defence")].results
    assert {Fraction(row["mean"]) for row in rows} == {Fraction(1000 * (50 + 90 + 100), 300)}


def test_who_reaches_the_score_is_on_the_list_and_nobody_else(baldrige):
    year = baldrige.copy()
    year.report()
    adopt = given(year.scene).when
    adopt(year.the_list([1]), year.list, w.CHAIR, on("2022-09-02")).then_rejected(
        "case_left_off", "D-34", cases=[year.case(2)], method="threshold"
    )
    adopt(year.the_list([1, 2, 4]), year.list, w.CHAIR, on("2022-09-02")).then_rejected(
        "score_below_least", "D-34", cases=[year.case(4)], least="600"
    )
    year = baldrige.copy()
    year.adopt([1, 2])
    year.announce()
    assert year.titles() == {1: "BCL-2022-01", 2: "BCL-2022-02"}
    assert year.scene.world[year.case(4)].status == Status.NOT_RECOMMENDED


def test_a_number_outside_every_band_is_refused(baldrige):
    year = baldrige.anew()
    year.open()
    year.file()
    for case in year.cases:
        org = year.scene.world[case].organisation
        year.play(ev.NationalPackageSubmitted(w.FILES), case, w.signatory(org), "2022-07-20")
    assert (
        year.scene.world[year.case(1)].status == Status.NAT_SUBMITTED
    )  # no province between the letter and the office
    scale = year.config.scoring.scale
    assert [scale.allows(number) for number in (0, 5, 10, 25, 30, 45, 50, 65, 70, 85, 90, 100)] == [True] * 12
    assert not any(scale.allows(number) for number in (6, 27, 48, 66, 89, 101))


def test_no_group_concludes_before_every_company_was_visited(baldrige):
    year = baldrige.anew()
    year.open()
    year.file()
    year._visit = lambda case: None  # nobody goes
    with pytest.raises(Rejected) as refused:
        year.review()
    assert (refused.value.code, sorted(refused.value.details["cases"])) == ("visit_missing", sorted(year.cases))


# By hand: the mean of three sums, both rounds alike: 90, 84, 84 (novelty 45 before 42), 70.
SCIENCE_SHEETS = {
    1: {"N1": (45, 45, 45), "V1": (45, 44, 46)},
    2: {"N1": (42, 42, 42), "V1": (42, 42, 42)},
    3: {"N1": (45, 45, 45), "V1": (39, 39, 39)},
    4: {"N1": (35, 35, 35), "V1": (35, 35, 35)},
}
SCIENCE = [(1, 1, "90"), (3, 2, "84"), (2, 3, "84"), (4, 4, "70")]
YES = {1: 8, 2: 5, 3: 6, 4: 0}
"""Of eight: more than two thirds is six or more."""


@pytest.fixture(scope="module")
def science() -> Year:
    """Played to the final consensus."""
    year = Year(document("cn-science-award-like"), SCIENCE_SHEETS, {}, YES)
    year.open()
    year.file()
    year.review()
    return year


def test_the_novelty_parts_two_equal_sums(science):
    assert science.ranking() == SCIENCE


def test_exactly_those_the_ballot_carries_are_awarded_and_the_notice_runs_calendar_days(science):
    year = science.copy()
    year.adopt([1, 3])
    year.announce()
    assert year.titles() == {1: "CSA-2022-01", 3: "CSA-2022-02"}
    assert year.scene.world[year.list].closes == "2022-10-27T00:00:00+08:00"  # through the week of the National Day


def test_whom_the_ballot_carries_cannot_be_left_off_nor_the_others_put_on(science):
    year = science.copy()
    year.report()
    adopt = given(year.scene).when
    adopt(year.the_list([1]), year.list, w.CHAIR, on("2022-09-02")).then_rejected(
        "case_left_off", cases=[year.case(3)], method="ballot"
    )
    adopt(year.the_list([1, 3, 2]), year.list, w.CHAIR, on("2022-09-02")).then_rejected("decision_against_the_vote")


def test_nothing_is_filed_or_recommended_before_its_notice_at_home_has_stood(science):
    year = science.anew()
    year.open()
    unit, case = year.units[0], year.case(2)
    org = year.scene.organisation(2)
    drafted = ev.CaseDrafted(year.cycle, org, unit, w.declaration(2).title)
    year.play(drafted, case, w.editor(org), "2022-06-16")
    saved = ev.DeclarationSaved(w.declaration(2), w.CONTACT)
    year.play(saved, case, w.editor(org), "2022-06-17")
    when = given(year.scene).when
    when(w.SUBMISSION, case, w.signatory(org), on("2022-06-28")).then_rejected(
        "local_notice_missing", "D-14", case=case, kinds=["employer"]
    )
    held = ev.LocalNoticeHeld("employer", "2022-06-18", "2022-06-25", "单位公告栏", w.DIGEST)
    early = ev.LocalNoticeHeld("employer", "2022-06-18", "2022-06-24", "单位公告栏", w.DIGEST)
    signatory = w.signatory(org)
    when(early, case, signatory, on("2022-06-28")).then_rejected("local_notice_too_short", earliest="2022-06-25")
    when(held, case, signatory, on("2022-06-25")).then_rejected("local_notice_too_short")  # its last day is not over
    elsewhere = ev.LocalNoticeHeld("moon", "2022-06-18", "2022-06-25", "单位公告栏", w.DIGEST)
    when(elsewhere, case, signatory, on("2022-06-28")).then_rejected("unknown_reference", field="kind")
    when(held, case, w.head(unit), on("2022-06-28")).then_rejected(
        "role_not_held"
    )  # the employer's, not the nominator's
    scene = when(held, case, signatory, on("2022-06-26", "00:00:00")).then()
    given(scene).when(held, case, signatory, on("2022-06-28")).then_rejected("local_notice_already_held")
    given(scene).when(w.SUBMISSION, case, signatory, on("2022-06-28")).accepted()


def test_a_letter_waits_for_the_notices_of_its_nominator(science):
    year = science.anew()
    year.open()
    at_home = year._at_home
    year._at_home = lambda case, before, who: at_home(case, before, who) if before == "submit_case" else None
    with pytest.raises(Rejected) as refused:
        year.file()
    assert (refused.value.code, refused.value.details["kinds"]) == ("local_notice_missing", ["nominator"])


def test_a_cycle_without_a_province_takes_no_provincial_receipt(science):
    year = science.anew()
    year.open()
    year.file()
    year.scene.people(w.PROVINCE)
    receipt = ev.ProvincialReceiptRecorded(True, 1, "2022-06-29")
    given(year.scene).when(receipt, year.case(1), w.PROVINCE, on("2022-07-01")).then_rejected(
        "stage_not_held", stage="provincial"
    )


@pytest.mark.parametrize("name", ["cn-science-award-like", "baldrige-classic-like"])
def test_replay_of_a_whole_year_rebuilds_every_state(name, science, baldrige):
    year = {"cn-science-award-like": science, "baldrige-classic-like": baldrige}[name]
    for stream, state in year.scene.world.items():
        assert fold(record for record in year.scene.records if record.stream == stream) == state


def test_a_title_of_another_programme_can_be_revoked(science):
    year = science.copy()
    year.adopt([1, 3])
    year.announce()
    revoke(year, 1)
    assert year.scene.world[year.case(1)].status == Status.REVOKED
    assert year.scene.world[year.case(3)].status == Status.TITLED


def test_the_list_is_no_longer_than_the_cycle_has_titles(science):
    year = science.copy(yes=dict.fromkeys(COMPANIES, 8))
    year.report()
    given(year.scene).when(year.the_list([1, 3, 2]), year.list, w.CHAIR, on("2022-09-02")).then_rejected(
        "list_too_long", "D-34", given=3, quota=2
    )


def in_the_desk_round(year: Year) -> str:
    """A year whose desk round has every sheet but no rating; answers the round."""
    year.agreed = {}
    year.open()
    year.file()
    for case in year.cases:
        org = year.scene.world[case].organisation
        year.play(ev.NationalPackageSubmitted(w.FILES), case, w.signatory(org), "2022-07-20")
        year.play(j.NATIONAL_PASSED, case, w.OFFICER, "2022-07-25")
    formed = ev.CommitteeFormed(year.cycle, w.CHAIR.actor, [VICE.actor], MEMBERS)
    year.play(formed, ids.committee_id(year.cycle), w.DIRECTOR, "2022-07-26")
    year.play(
        ev.GroupFormed(year.cycle, "g1", "制造", LEADER.actor, MEMBERS, year.cases), year.group, w.OFFICER, "2022-07-27"
    )
    name, panel = year.round("desk"), [expert.actor for expert in PANEL]
    opened = ev.ReviewRoundOpened(
        year.cycle, "desk", dict.fromkeys(year.cases, panel), "2022-08-09T00:00:00+08:00", salt=w.SALT
    )
    year.play(opened, name, w.OFFICER, "2022-08-01")
    return name


def rating(year: Year, company: int = 1, **changes) -> ev.ConsensusRatingRecorded:
    """A sound rating."""
    rows = [forms.SheetRow(row, number) for row, number in AGREED[company].items()]
    return replace(ev.ConsensusRatingRecorded(year.case(company), rows, "逐项讨论后一致", w.DIGEST), **changes)


def test_a_rating_is_agreed_on_after_every_sheet_is_in_and_a_round_waits_for_all_of_them(baldrige):
    year = baldrige.anew()
    name = in_the_desk_round(year)
    when = given(year.scene).when
    when(rating(year), name, LEADER, on("2022-08-02")).then_rejected("sheets_missing", locked=0, wanted=3)
    odd = [forms.SheetRow(row, 27) for row in (*PROCESSES, "R1")]
    stream = w.sheet_id(name, year.case(1), PANEL[0].actor)
    sheet = ev.ScoreSheetLocked(name, year.case(1), odd, w.COMMENT, True)
    when(sheet, stream, PANEL[0], on("2022-08-02")).then_rejected("score_out_of_band", "D-01", row="P1", points=27)
    sound = [forms.SheetRow(row, 65) for row in (*PROCESSES, "R1")]
    for case in year.cases:
        for expert in PANEL:
            locked = ev.ScoreSheetLocked(name, case, sound, w.COMMENT, True)
            year.play(locked, w.sheet_id(name, case, expert.actor), expert, "2022-08-02")
    when = given(year.scene).when
    when(rating(year, reason=" "), name, LEADER, on("2022-08-03")).then_rejected("text_missing", "D-02", field="reason")
    when(rating(year, case="case_1"), name, LEADER, on("2022-08-03")).then_rejected("case_not_in_round")
    scene = when(rating(year), name, LEADER, on("2022-08-03")).accepted()
    closing = given(scene).when(ev.ReviewRoundClosed(), name, w.OFFICER, on("2022-08-04"))
    closing.then_rejected("rating_missing", "D-02", cases=sorted(year.cases[1:]))


def test_a_cycle_of_averages_takes_no_rating(science):
    year = science.anew()
    name = in_the_desk_round(year)
    given(year.scene).when(rating(year), name, LEADER, on("2022-08-03")).then_rejected(
        "rating_not_negotiated", "D-02", method="mean"
    )


# --- the programme itself: trimmed means of five, 40 % desk and 60 % defence -------------------------------------------

G9 = {
    **dict.fromkeys(("A1", "A2", "B1"), (13, 13, 13, 12, 9)),
    "B2": (13, 12, 13, 12, 9),
    **dict.fromkeys(("C1", "C2"), (19, 17, 16, 16, 12)),
}
"""Sums 90, 85, 84, 80, 60: without the highest and the lowest 83 (golden check G9)."""


def even(a: int, c: int) -> dict[str, tuple[int, ...]]:
    """Five experts of one mind: ``a`` in each row of A and B, ``c`` in each of C."""
    return {**dict.fromkeys(("A1", "A2", "B1", "B2"), (a,) * 5), **dict.fromkeys(("C1", "C2"), (c,) * 5)}


NQB = {1: G9, 2: even(12, 16), 3: even(13, 17), 4: even(10, 14)}
NQB_DEFENCE = {**NQB, 2: even(14, 18)}
NQB_RANKING = [(2, 1, "436/5"), (3, 2, "86"), (1, 3, "83"), (4, 4, "68")]
"""0.4 x 80 + 0.6 x 92 = 87.2; 86; 83; 68."""


def test_the_national_programme_plays_from_the_call_to_the_announcement_and_one_revocation():
    year = Year(document("nqb-2022"), NQB, {}, {1: 8, 2: 8, 3: 8, 4: 0}, NQB_DEFENCE)
    year.open()
    year.file()
    year.review()
    assert year.ranking() == NQB_RANKING
    provincial = year.scene.world[year.round("provincial")].results
    assert [row["final"] for row in provincial] == ["259/3", "86", "80", "68"]  # three experts: the plain mean
    year.adopt([2, 3, 1])
    year.announce()
    assert year.scene.world[year.list].closes == "2022-10-14T00:00:00+08:00"  # golden check G2
    assert year.titles() == {2: "NQB-2022-001", 3: "NQB-2022-002", 1: "NQB-2022-003"}
    assert year.scene.world[year.case(4)].status == Status.NOT_RECOMMENDED
    revoke(year, 2)
    assert [year.scene.world[year.case(company)].status for company in (2, 3)] == [Status.REVOKED, Status.TITLED]
    for stream, state in year.scene.world.items():
        assert fold(record for record in year.scene.records if record.stream == stream) == state


def revoke(year: Year, company: int) -> None:
    """The title was obtained through falsified materials."""
    case = year.case(company)
    proposed = ev.RevocationProposed("g1", [w.DIGEST], "材料系伪造。", "2022-11-25T00:00:00+08:00")
    year.play(proposed, case, w.DIRECTOR, "2022-11-10")
    heard = ev.HolderHeard("我方不知情。")
    year.play(heard, case, w.signatory(year.scene.world[case].organisation), "2022-11-15")
    year.play(ev.TitleRevoked(act_digest(proposed), "g1", "示例〔2022〕120号", w.DIGEST), case, w.CAQ, "2022-11-26")
