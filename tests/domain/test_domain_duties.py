"""After the award: the video, the exchange activities, the yearly check, reported facts (R-40, R-80, R-81, D-36)."""

from dataclasses import replace

import pytest
import world as w
from award_journey import proposed, signatory, titled
from journey import case_in
from spec import Answer, given
from world import DIGEST, Scene, on

from biaogan.domain import events as ev
from biaogan.domain.status import Status

OTHER = "cd" * 32
NOW = on("2022-12-01")
VIDEO = ev.VideoSubmitted(120, 1680, DIGEST)


def handing_in(**changes: object) -> Answer:
    scene, case = titled()
    return given(scene).when(replace(VIDEO, **changes), case, signatory(scene, case), NOW)


@pytest.mark.parametrize(
    ("part", "seconds", "fits"),
    [
        ("brand_seconds", 107, False),
        ("brand_seconds", 108, True),
        ("brand_seconds", 132, True),
        ("brand_seconds", 133, False),
        ("experience_seconds", 1511, False),
        ("experience_seconds", 1512, True),
        ("experience_seconds", 1848, True),
        ("experience_seconds", 1849, False),
    ],
)
def test_each_part_of_the_video_is_within_ten_percent_of_its_length(part, seconds, fits):
    answer = handing_in(**{part: seconds})
    if fits:
        answer.then()
    else:
        low, high = (108, 132) if part == "brand_seconds" else (1512, 1848)
        answer.then_rejected("video_length_wrong", "R-40", part=part, given=seconds, low=low, high=high)


def test_a_video_is_named_by_its_digest_and_handed_in_by_its_holder():
    handing_in(video_digest="x").then_rejected("digest_malformed", field="video_digest")
    scene, case = titled()
    stranger = w.signatory("org_of_another")
    given(scene).when(VIDEO, case, stranger, NOW).then_rejected("role_not_held")


def test_the_office_accepts_the_video_handed_in_last_and_only_once():
    scene, case = titled()
    accepting = ev.VideoAccepted(DIGEST)
    given(scene).when(accepting, case, w.OFFICER, NOW).then_rejected("digest_mismatch", "R-40", field="video_digest")
    holder = signatory(scene, case)
    scene = given(scene).when(VIDEO, case, holder, NOW).then()
    scene = given(scene).when(replace(VIDEO, video_digest=OTHER), case, holder, NOW).then()
    given(scene).when(accepting, case, w.OFFICER, NOW).then_rejected("digest_mismatch", given=DIGEST, expected=OTHER)
    scene = given(scene).when(ev.VideoAccepted(OTHER), case, w.OFFICER, NOW).then()
    assert scene.world[case].award.video_accepted
    given(scene).when(VIDEO, case, holder, NOW).then_rejected("video_already_accepted", "R-40")
    given(scene).when(ev.VideoAccepted(OTHER), case, w.OFFICER, NOW).then_rejected("video_already_accepted")


def test_only_a_titled_case_has_duties():
    scene, case = titled()
    stream = next(name for name in scene.world if name.startswith("case_"))
    scene.world[stream] = replace(scene.world[stream], status=Status.APPROVED)
    given(scene).when(VIDEO, stream, signatory(scene, case), NOW).then_rejected("wrong_state", status="APPROVED")


INVITATION = ev.ExchangeDutyInvited("2022质量标杆经验交流会", "2022-12-10", DIGEST)
ATTENDED = ev.ExchangeDutyAttended(INVITATION.activity, DIGEST)
EXCUSED = ev.ExchangeDutyExcused(INVITATION.activity, "疫情管控")


def invited() -> tuple[Scene, str]:
    scene, case = titled()
    return given(scene).when(INVITATION, case, w.OFFICER, NOW).then(), case


def inviting(scene: Scene, case: str, **changes: object) -> Answer:
    return given(scene).when(replace(INVITATION, **changes), case, w.OFFICER, NOW)


def test_the_holder_is_invited_once_to_a_named_activity_on_a_day():
    scene, case = invited()
    inviting(scene, case).then_rejected("activity_already_invited", "R-80", activity=INVITATION.activity)
    inviting(scene, case, activity="第二次交流会").then()
    inviting(scene, case, activity=" ").then_rejected("text_missing", "R-80", field="activity")
    inviting(scene, case, activity="A", takes_place_on="soon").then_rejected("date_malformed", field="takes_place_on")
    inviting(scene, case, activity="A", invitation_digest="").then_rejected("digest_malformed")


@pytest.mark.parametrize(
    ("day", "clock", "over"), [("2022-12-09", "23:59:59", False), ("2022-12-10", "00:00:00", True)]
)
def test_attendance_is_recorded_from_the_day_of_the_activity_on(day, clock, over):
    scene, case = invited()
    answer = given(scene).when(ATTENDED, case, w.OFFICER, on(day, clock))
    if over:
        after = answer.then()
        given(after).when(EXCUSED, case, w.OFFICER, on(day, clock)).then_rejected(
            "activity_not_open", "R-80", state="attended"
        )
    else:
        answer.then_rejected("date_in_the_future", "R-80", given="2022-12-10")


def test_an_excuse_has_a_reason_and_an_invitation():
    scene, case = invited()
    given(scene).when(replace(EXCUSED, reason=""), case, w.OFFICER, NOW).then_rejected("text_missing", field="reason")
    given(scene).when(replace(EXCUSED, activity="?"), case, w.OFFICER, NOW).then_rejected("activity_not_open", state="")
    after = given(scene).when(EXCUSED, case, w.OFFICER, NOW).then()
    late = given(after).when(ATTENDED, case, w.OFFICER, on("2022-12-11"))
    late.then_rejected("activity_not_open", state="excused")
    wrong = replace(ATTENDED, record_digest="x")
    given(scene).when(wrong, case, w.OFFICER, on("2022-12-11")).then_rejected("digest_malformed", field="record_digest")


def test_an_activity_that_passed_without_an_answer_is_overdue():
    scene, case = invited()
    award = scene.world[case].award
    assert award.overdue_exchanges("2022-12-10") == ()
    assert award.overdue_exchanges("2022-12-11") == (INVITATION.activity,)
    after = given(scene).when(EXCUSED, case, w.OFFICER, NOW).then()
    assert after.world[case].award.overdue_exchanges("2022-12-11") == ()


CHECK = ev.StatusCheckRecorded(2023, "2023-10-18", "valid", "方法持续应用，未发现不良事实。")


def checking(scene: Scene, case: str, at: str = "2023-10-20", **changes: object) -> Answer:
    return given(scene).when(replace(CHECK, **changes), case, w.OFFICER, on(at))


def test_a_title_is_checked_once_a_year_and_shown_as_valid_at_its_last_check():
    scene, case = titled()
    assert scene.world[case].award.last_check is None
    checking(scene, case, year=2022, checked_on="2022-12-01").then_rejected(
        "status_check_not_due", "D-36", year=2022, earliest=2023
    )
    after = checking(scene, case).then()
    assert after.world[case].award.last_check == (2023, "valid")
    checking(after, case).then_rejected("status_check_not_due", earliest=2024)
    later = checking(after, case, "2025-05-01", year=2025, checked_on="2025-05-01", result="concern").then()
    assert later.world[case].award.checks == ((2023, "valid"), (2025, "concern"))
    assert later.world[case].status == Status.TITLED


def test_a_check_is_made_in_its_year_and_not_in_advance():
    scene, case = titled()
    checking(scene, case, "2023-10-17").then_rejected("date_in_the_future", "R-81", field="checked_on")
    checking(scene, case, year=2024).then_rejected("status_check_other_year", year=2024, checked_on="2023-10-18")
    checking(scene, case, checked_on="yesterday").then_rejected("date_malformed", field="checked_on")


def test_a_check_has_a_result_and_its_findings():
    scene, case = titled()
    checking(scene, case, result="fine").then_rejected("unknown_reference", "R-81", field="result", value="fine")
    checking(scene, case, findings=" ").then_rejected("text_missing", "R-81", field="findings")


FACT = ev.AdverseFactReported("safety", "应急管理部门通报", "major", "2022年11月发生较大事故。")


@pytest.mark.parametrize("who", [w.EXPERTS[0], w.MINISTRY, w.clerk(w.CHENGDE)])
def test_anyone_who_is_enrolled_reports_an_adverse_fact(who):
    scene, case = titled()
    after = given(scene).when(FACT, case, replace(who, role="anyone"), NOW).then()
    assert after.world[case].award.facts == 1
    assert after.world[case].status == Status.TITLED


def test_who_reports_a_fact_of_a_case_without_a_title_is_not_told_its_state_nor_whether_it_is_there():
    scene = w.opened()
    case, missing = case_in(scene, Status.T1_ACCEPTED), "case_00000000-0000-4000-8000-000000000099"
    for stream in (case, missing):
        given(scene).when(FACT, stream, replace(w.EXPERTS[0], role="anyone"), NOW).then_rejected(
            "not_there_or_not_now", allowed=["TITLED", "REVOCATION_REVIEW"]
        )


def test_a_fact_reported_by_somebody_unknown_or_in_another_role_is_refused():
    scene, case = titled()
    unknown = w.Who(w.person("passer-by"), "anyone")
    given(scene).when(FACT, case, unknown, NOW).then_rejected("role_not_held", allowed=["anyone"])
    given(scene).when(FACT, case, w.OFFICER, NOW).then_rejected("role_not_held")
    grant = ev.RoleGranted("anyone")
    given(scene).when(grant, w.OFFICER.actor, w.REGISTRAR, NOW).then_rejected("role_not_grantable")


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"kind": "gossip"}, "unknown_reference", "kind"),
        ({"severity": "bad"}, "unknown_reference", "severity"),
        ({"source": " "}, "text_missing", "source"),
        ({"summary": ""}, "text_missing", "summary"),
    ],
)
def test_a_fact_says_what_how_grave_and_whence(changes, code, field):
    scene, case = titled()
    reporter = replace(w.OFFICER, role="anyone")
    given(scene).when(replace(FACT, **changes), case, reporter, NOW).then_rejected(code, "R-81", field=field)


def test_the_duties_go_on_while_a_revocation_is_under_review():
    scene, case = proposed()
    given(scene).when(FACT, case, replace(w.OFFICER, role="anyone"), NOW).then()
    given(scene).when(VIDEO, case, signatory(scene, case), NOW).then()


def test_nobody_examines_the_duties_of_the_own_organisation():
    scene, case = titled()
    scene.people(w.Who(w.OFFICER.actor, "applicant_editor", scene.world[case].organisation))
    checking(scene, case).then_rejected("own_organisation", "D-23")
