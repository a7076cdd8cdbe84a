"""What becomes due by time alone: the service's own acts, half-open, on the state as it stands (到期事项)."""

from dataclasses import replace
from datetime import timedelta

import pytest
import world as w
from journey import LIST, ORDER, reached
from spec import given
from world import on

from biaogan.domain import events as ev
from biaogan.domain.case_notice import CaseNotice
from biaogan.domain.deadlines import CASES_WITH_DEADLINES, due
from biaogan.domain.lifecycle import ACTS
from biaogan.domain.person import SYSTEM
from biaogan.domain.status import Status

END = on("2022-10-14", "00:00:00")


def test_the_notice_of_the_list_is_due_at_its_signed_end():
    scene, cases = reached(Status.NOTICE)
    found = due(scene.world[LIST])
    assert found is not None
    assert (found.at, found.event) == (END, ev.NoticePeriodExpired("2022-10-14T00:00:00+08:00"))
    given(scene).when(found.event, LIST, w.SERVICE, found.at).accepted()
    given(scene).when(found.event, LIST, w.SERVICE, found.at - timedelta(microseconds=1)).then_rejected("notice_not_over")
    assert [due(scene.world[case]) for case in cases] == [None] * len(cases)  # they run with the list


@pytest.mark.parametrize("status", [status for status in ORDER if status != Status.NOTICE])
def test_nothing_else_of_an_undisturbed_year_is_due_by_time(status):
    scene, _ = reached(status)
    assert [stream for stream, state in scene.world.items() if due(state)] == []


def test_a_case_with_a_notice_of_its_own_is_due_by_itself_unless_an_objection_is_open():
    scene, cases = reached(Status.NOTICE)
    case = scene.world[cases[0]]
    own = replace(case, notice=CaseNotice(closes="2022-11-09T00:00:00+08:00"))
    found = due(own)
    assert found is not None
    assert (found.at, found.event) == (on("2022-11-09", "00:00:00"), ev.CaseNoticeExpired("2022-11-09T00:00:00+08:00"))
    assert due(replace(own, notice=replace(own.notice, pending=("objection_1",)))) is None
    assert due(replace(own, notice=replace(own.notice, held=("objection_1",)))) is None
    assert own.status in CASES_WITH_DEADLINES


def test_every_act_of_the_service_in_the_table_can_become_due():
    stated = {row.event for row in ACTS if row.roles == (SYSTEM,)}
    assert stated == {ev.NoticePeriodExpired, ev.CaseNoticeExpired}
