"""撤销称号: ground, hearing, two persons, announcement, the bar, and the reversal of a wrong (R-82, R-83, D-22)."""

from dataclasses import replace

import pytest
import world as w
from award_journey import (
    DAY,
    HEARING_CLOSES,
    PROPOSAL,
    REVERSAL,
    STATED,
    announcement,
    decision,
    heard,
    proposed,
    reversal,
    reversed_,
    revoked,
    signatory,
    titled,
)
from spec import Answer, given
from world import DIGEST, DOCUMENT, SHIJIAZHUANG, Scene, on

from biaogan.domain import events as ev
from biaogan.domain import ids
from biaogan.domain.states import fold
from biaogan.domain.status import Status


def proposing(day: str = DAY, clock: str = "10:00:00", **changes: object) -> Answer:
    scene, case = titled()
    return given(scene).when(replace(PROPOSAL, **changes), case, w.DIRECTOR, on(day, clock))


# --- the proposal -----------------------------------------------------------------------------------------------------


def test_the_director_proposes_on_a_ground_with_evidence():
    scene, case = titled()
    after = given(scene).when(PROPOSAL, case, w.DIRECTOR, on(DAY)).then()
    assert after.world[case].status == Status.REVOCATION_REVIEW
    given(after).when(PROPOSAL, case, w.DIRECTOR, on(DAY)).then_rejected("wrong_state", status="REVOCATION_REVIEW")
    given(scene).when(PROPOSAL, case, w.OFFICER, on(DAY)).then_rejected("role_not_held")


def test_a_proposal_without_ground_evidence_or_statement_is_refused():
    proposing(ground="g3").then_rejected("unknown_reference", "R-82", field="ground", value="g3")
    proposing(evidence=[]).then_rejected("text_missing", "R-82", field="evidence")
    proposing(evidence=[DIGEST, "x"]).then_rejected("digest_malformed", field="evidence")
    proposing(statement=" ").then_rejected("text_missing", "R-82", field="statement")


@pytest.mark.parametrize(("happened", "probed"), [("2019-11-01", True), ("2019-10-31", False), ("2022-11-01", True)])
def test_an_accident_may_lie_back_three_years_and_no_more(happened, probed):
    answer = proposing(ground="g2", occurred_on=happened)
    if probed:
        answer.then()
    else:
        answer.then_rejected("fact_too_old", "D-22", occurred_on=happened, earliest="2019-11-01")


def test_three_years_before_a_leap_day_begin_on_the_first_of_march():
    scene, case = titled()
    scene.play(w.calendar(2024), ids.calendar_id(2024), w.OFFICER, on(DAY))
    body = replace(PROPOSAL, ground="g2", occurred_on="2021-02-28", hearing_closes="2024-03-15T00:00:00+08:00")
    answer = given(scene).when(body, case, w.DIRECTOR, on("2024-02-29"))
    answer.then_rejected("fact_too_old", earliest="2021-03-01")


def test_an_accident_has_a_day_and_falsification_has_no_term():
    proposing(ground="g2").then_rejected("date_malformed", field="occurred_on")
    proposing(ground="g2", occurred_on="2022-11-02").then_rejected("date_in_the_future", "R-82")
    proposing(occurred_on="1999-01-01").then()
    proposing(occurred_on="2022-11-02").then_rejected("date_in_the_future", "R-82", field="occurred_on")


def test_the_hearing_lasts_ten_working_days_after_the_proposal():
    proposing(hearing_closes="2022-11-15T16:00:00Z").then()
    for wrong in ("2022-11-15T00:00:00+08:00", "2022-11-11T00:00:00+08:00"):
        proposing(hearing_closes=wrong).then_rejected("hearing_end_wrong", "D-22", expected=HEARING_CLOSES)


# --- the hearing ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("day", "clock", "open_"), [("2022-11-15", "23:59:59", True), ("2022-11-16", "00:00:00", False)]
)
def test_the_holder_is_heard_until_the_hearing_closes(day, clock, open_):
    scene, case = proposed()
    stating = given(scene).when(STATED, case, signatory(scene, case), on(day, clock))
    lapsing = given(scene).when(ev.HearingLapsed(), case, w.OFFICER, on(day, clock))
    if open_:
        assert stating.then().world[case].award.proposal.hearing == "heard"
        lapsing.then_rejected("hearing_not_over", "D-22", closes=HEARING_CLOSES)
    else:
        stating.then_rejected("hearing_ended", "D-22", hearing=HEARING_CLOSES)
        assert lapsing.then().world[case].award.proposal.hearing == "lapsed"


def test_the_holder_is_heard_once_and_says_something_or_declines():
    scene, case = proposed()
    who, at = signatory(scene, case), on("2022-11-02")
    given(scene).when(ev.HolderHeard(" "), case, who, at).then_rejected("text_missing", "D-22", field="statement")
    after = given(scene).when(ev.HolderHeard("", declines=True), case, who, at).then()
    assert after.world[case].award.proposal.hearing == "declined"
    given(after).when(STATED, case, who, at).then_rejected("hearing_ended", hearing="declined")
    late = given(after).when(ev.HearingLapsed(), case, w.OFFICER, on("2022-11-16"))
    late.then_rejected("hearing_ended", hearing="declined")


@pytest.mark.parametrize("event", [decision(), ev.RevocationRejected("证据不足。", DIGEST)], ids=["revoke", "reject"])
def test_nothing_is_decided_before_the_holder_was_heard(event):
    scene, case = proposed()
    who = w.CAQ if isinstance(event, ev.TitleRevoked) else w.CHAIR
    given(scene).when(event, case, who, on("2022-11-20")).then_rejected("holder_not_heard", "D-22")
    scene.play(ev.HearingLapsed(), case, w.OFFICER, on("2022-11-16"))
    given(scene).when(event, case, who, on("2022-11-20")).accepted()


# --- the decision -----------------------------------------------------------------------------------------------------


def test_the_committee_rejects_with_reasons_and_the_title_stands():
    scene, case = heard()
    body, at = ev.RevocationRejected("证据不足以认定伪造。", DIGEST), on("2022-11-20")
    after = given(scene).when(body, case, w.CHAIR, at).then()
    assert after.world[case].status == Status.TITLED
    given(after).when(PROPOSAL, case, w.DIRECTOR, on(DAY)).then()
    given(scene).when(replace(body, reasons=""), case, w.CHAIR, at).then_rejected("text_missing", "R-82")
    given(scene).when(replace(body, minutes_digest="x"), case, w.CHAIR, at).then_rejected("digest_malformed")


@pytest.mark.parametrize(("ground", "until"), [("g1", 2025), ("g2", 2023)])
def test_a_revoked_title_bars_the_organisation_for_as_many_cycles_as_the_ground_says(ground, until):
    proposal = replace(PROPOSAL, ground=ground, occurred_on="2022-01-01")
    scene, case = heard(proposal)
    org = scene.world[case].organisation
    after = (
        given(scene)
        .when(decision(proposal), case, w.CAQ, on("2022-11-20"))
        .then((org, ev.ReapplicationBarSet(case, until)))
    )
    assert after.world[case].status == Status.REVOKED
    assert after.world[case].award.ground == ground
    assert after.world[org].bars == {case: until}


def deciding(**changes: object) -> Answer:
    scene, case = heard()
    return given(scene).when(decision(**changes), case, w.CAQ, on("2022-11-20"))


def test_another_person_revokes_exactly_what_was_proposed():
    deciding(proposal=DIGEST).then_rejected("digest_mismatch", "D-22", field="proposal")
    deciding(ground="g2").then_rejected("not_as_registered", "R-82", given="g2", registered="g1")
    deciding(document_no=" ").then_rejected("text_missing", "R-83", field="document_no")
    deciding(opinion_digest="").then_rejected("digest_malformed", field="opinion_digest")
    scene, case = heard()
    both = w.Who(w.DIRECTOR.actor, "caq_approver")
    scene.people(both)
    answer = given(scene).when(decision(), case, both, on("2022-11-20"))
    answer.then_rejected("same_person", "D-22", person=w.DIRECTOR.actor)


def test_who_scored_the_case_decides_neither_its_revocation_nor_the_reversal():
    scorer = w.Who(w.EXPERTS[3].actor, "caq_approver")
    scene, case = heard()
    assert scorer.actor in scene.world[scene.world[case].round_of("desk")].panels[case]
    scene.people(scorer)
    given(scene).when(decision(), case, scorer, on("2022-11-20")).then_rejected("duties_not_separated", "D-23")
    scene, case = revoked()
    scene.play(REVERSAL, case, w.DIRECTOR, on("2022-12-01"))
    scene.people(scorer)
    given(scene).when(reversal(), case, scorer, on("2022-12-05")).then_rejected("duties_not_separated", "D-23")
    bystander = w.Who(w.EXPERTS[11].actor, "caq_approver")
    scene.people(bystander)
    given(scene).when(reversal(), case, bystander, on("2022-12-05")).accepted()


def test_case_52_a_title_is_not_revoked_while_an_objection_or_a_re_examination_is_open():
    """The proposal and the hearing go on; only the decision waits, and a rejection does not have to."""
    scene, case = heard()
    objection, at = "objection_1", on("2022-11-20")
    scene.record(ev.ObjectionReceived(objection, DIGEST), case, w.SERVICE, at)
    given(scene).when(decision(), case, w.CAQ, at).then_rejected("case_disputed", "D-21", open=[objection])
    given(scene).when(ev.RevocationRejected("证据不足。", DIGEST), case, w.CHAIR, at).then()
    scene.record(ev.ObjectionSettled(objection, ""), case, w.SERVICE, at)
    appeal = ids.appeal_id(case)
    scene.record(ev.ReexaminationRequested(case, "程序有误", "未听取说明", [DIGEST]), appeal, w.SERVICE, at)
    given(scene).when(decision(), case, w.CAQ, at).then_rejected("case_disputed", open=[appeal])
    scene.record(ev.ReexaminationDecided("rejected", "程序无误", DIGEST), appeal, w.SERVICE, at)
    assert given(scene).when(decision(), case, w.CAQ, at).accepted().world[case].status == Status.REVOKED


# --- the announcement -------------------------------------------------------------------------------------------------


def test_a_revoked_title_owes_its_announcement_until_every_mandatory_channel_carries_it():
    scene, case = revoked()
    assert scene.world[case].award.announcement_due
    missing = replace(announcement(), postings=announcement().postings[:2])
    given(scene).when(missing, case, w.PUBLISHER, on("2022-11-21")).then_rejected(
        "channels_missing", "R-74", channels=["wechat"]
    )
    after = given(scene).when(announcement(), case, w.PUBLISHER, on("2022-11-21")).then()
    assert not after.world[case].award.announcement_due
    given(after).when(announcement(), case, w.PUBLISHER, on("2022-11-22")).then_rejected(
        "revocation_already_announced", "R-83"
    )


def test_a_revocation_is_not_announced_before_it_is_decided():
    scene, case = revoked()
    early = announcement("2022-11-20T09:59:59+08:00")
    given(scene).when(early, case, w.PUBLISHER, on("2022-11-21")).then_rejected(
        "posting_too_early", since="2022-11-20T10:00:00+08:00"
    )
    wrong = replace(announcement(), text_digest="x")
    given(scene).when(wrong, case, w.PUBLISHER, on("2022-11-21")).then_rejected("digest_malformed", field="text_digest")
    standing, other = heard()
    given(standing).when(announcement(), other, w.PUBLISHER, on("2022-11-21")).then_rejected("wrong_state")


# --- the bar and the reversal -----------------------------------------------------------------------------------------


def drafting_in(scene: Scene, case: str, year: int) -> Answer:
    """The organisation of ``case`` drafts another one in a cycle of ``year``."""
    cycle = {**DOCUMENT["cycle"], "id": f"nqb-{year}", "year": year}
    deadline = {"last_day": f"{year}-06-30", "inclusive": True, "closes": f"{year}-07-01T00:00:00+08:00"}
    document = {**DOCUMENT, "cycle": cycle, "deadlines": {**DOCUMENT["deadlines"], "t1_delivery": deadline}}
    published = scene.publish(document, on(f"{year}-05-01"))
    org = scene.world[case].organisation
    body = ev.CaseDrafted(published, org, SHIJIAZHUANG, "实施精益管理的经验")
    return given(scene).when(body, "case_new", w.editor(org), on(f"{year}-06-16"))


@pytest.mark.parametrize(("year", "barred"), [(2023, True), (2025, True), (2026, False)])
def test_a_barred_organisation_files_no_case_until_the_bar_is_over(year, barred):
    scene, case = revoked()
    answer = drafting_in(scene, case, year)
    if barred:
        answer.then_rejected("organisation_barred", "D-22", case=case, until=2025)
    else:
        answer.accepted()


def test_another_organisation_is_not_barred():
    scene, case = revoked()
    other = next(name for name in scene.world if name.startswith("case_") and name != case)
    drafting_in(scene, other, 2023).accepted()


def test_a_reversal_needs_a_proposal_another_person_and_its_evidence():
    scene, case = revoked()
    at = on("2022-12-05")
    given(scene).when(reversal(), case, w.CAQ, at).then_rejected("reversal_not_proposed", "R-83")
    given(scene).when(replace(REVERSAL, evidence=[]), case, w.DIRECTOR, at).then_rejected("text_missing", "R-82")
    scene = given(scene).when(REVERSAL, case, w.DIRECTOR, at).then()
    both = w.Who(w.DIRECTOR.actor, "caq_approver")
    scene.people(both)
    given(scene).when(reversal(), case, both, at).then_rejected("same_person", person=w.DIRECTOR.actor)
    given(scene).when(reversal(proposal=DIGEST), case, w.CAQ, at).then_rejected("digest_mismatch", field="proposal")
    given(scene).when(reversal(document_no=""), case, w.CAQ, at).then_rejected("text_missing", field="document_no")
    org = scene.world[case].organisation
    after = given(scene).when(reversal(), case, w.CAQ, at).then((org, ev.ReapplicationBarLifted(case)))
    assert after.world[case].status == Status.TITLED


def test_case_51_a_revocation_stays_in_history_is_shown_as_of_its_day_and_is_reversed_by_an_event():
    """The status at any position of the log is the fold up to there: titled, revoked, titled again."""
    scene, case = reversed_()
    records = [record for record in scene.records if record.stream == case]
    as_of = {
        type(record.event): fold(records[: place + 1]).status
        for place, record in enumerate(records)
        if isinstance(record.event, ev.TitleGranted | ev.TitleRevoked | ev.RevocationAnnounced | ev.RevocationReversed)
    }
    assert as_of == {
        ev.TitleGranted: Status.TITLED,
        ev.TitleRevoked: Status.REVOKED,
        ev.RevocationAnnounced: Status.REVOKED,
        ev.RevocationReversed: Status.TITLED,
    }
    assert scene.world[case].title_no == "NQB-2022-001"
    assert scene.world[scene.world[case].organisation].bars == {}
    drafting_in(scene, case, 2023).accepted()


def test_a_title_that_was_restored_can_be_revoked_again_and_owes_its_announcement_again():
    scene, case = reversed_()
    again = replace(PROPOSAL, hearing_closes="2022-12-22T00:00:00+08:00")
    scene.play(again, case, w.DIRECTOR, on("2022-12-07"))
    scene.play(STATED, case, signatory(scene, case), on("2022-12-08"))
    scene.play(decision(again), case, w.CAQ, on("2022-12-23"))
    assert scene.world[case].award.announcement_due


def test_lifting_one_bar_leaves_another():
    scene, case = revoked()
    org = scene.world[case].organisation
    scene.record(ev.ReapplicationBarSet("case_old", 2030), org, w.SERVICE, on("2022-12-01"))
    scene.play(REVERSAL, case, w.DIRECTOR, on("2022-12-01"))
    scene.play(reversal(), case, w.CAQ, on("2022-12-05"))
    assert scene.world[org].bars == {"case_old": 2030}
