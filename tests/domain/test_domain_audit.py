"""保密审计: an auditor puts on record what a report on reads says, by its digest, for a time that is over (1.14, R-13)."""

from dataclasses import replace

import pytest
import world as w
from access_journey import AUDITOR, INVESTIGATOR, NOW, scene
from spec import Answer, given
from world import CYCLE, DIGEST, Who, on

from biaogan.domain import events as ev
from biaogan.domain.act import Recorded
from biaogan.domain.audit_report import AuditReport
from biaogan.domain.states import fold

STREAM = "audit_3b1f0c52-6e29-4c58-8f0c-8f5b86c1f0a1"
REPORT = ev.ConfidentialityAuditReported(CYCLE, "2022-09-01T00:00:00+08:00", "2022-10-01T00:00:00+08:00", DIGEST, 2)


def report(who: Who = AUDITOR, **changes: object) -> Answer:
    return given(scene()[0]).when(replace(REPORT, **changes), STREAM, who, NOW)


def test_an_auditor_reports_what_was_read_in_a_time():
    assert report().accepted().world[STREAM] == AuditReport(CYCLE, DIGEST)


@pytest.mark.parametrize("who", [w.OFFICER, w.DIRECTOR, INVESTIGATOR])
def test_nobody_else_does(who):
    report(who).then_rejected("role_not_held")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"period_to": "2022-10-03T00:00:00+08:00"}, "audit_period_wrong"),
        ({"period_to": REPORT.period_from}, "audit_period_wrong"),
        ({"period_from": "2022-09-01"}, "instant_malformed"),
        ({"digest": "none"}, "digest_malformed"),
        ({"anomalies": -1}, "audit_count_wrong"),
    ],
)
def test_what_it_says_is_of_a_time_that_is_over_and_whole(changes, code):
    report(**changes).then_rejected(code)


def test_a_second_report_has_a_stream_of_its_own():
    once = report().accepted()
    given(once).when(REPORT, STREAM, AUDITOR, NOW).then_rejected("wrong_state")
    given(once).when(REPORT, STREAM.replace("3b", "4c"), AUDITOR, NOW).then()


def test_an_erased_report_stops_no_replay():
    body = ev.ConfidentialityAuditReported(None, None, None, None, None)  # type: ignore[arg-type]
    assert fold([Recorded(body, STREAM, 1, 1, AUDITOR.actor, "integrity_auditor", on("2022-10-02"))]) == AuditReport(
        "", ""
    )
