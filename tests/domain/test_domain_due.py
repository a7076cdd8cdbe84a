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
from biaogan.domain.due import due
from biaogan.domain.lifecycle import ACTS
from biaogan.domain.person import SYSTEM
from biaogan.domain.status import Status

END = on("2022-10-14", "00:00:00")
EXPIRED = ev.NoticePeriodExpired("2022-10-14T00:00:00+08:00")


def test_the_notice_of_the_list_is_due_at_its_signed_end_and_no_earlier():
    scene, _ = reached(Status.NOTICE)
    assert due(LIST, scene.world, END - timedelta(microseconds=1)) == []
    assert due(LIST, scene.world, END) == [(LIST, EXPIRED)]
    after = given(scene).when(EXPIRED, LIST, w.SERVICE, END).accepted()
    assert due(LIST, after.world, END + timedelta(days=9)) == []


@pytest.mark.parametrize("status", [status for status in ORDER if status != Status.NOTICE])
def test_nothing_else_of_an_undisturbed_year_is_due_by_time(status):
    scene, _ = reached(status)
    assert due(LIST, scene.world, on("2022-12-31")) == []


def test_a_case_with_a_notice_of_its_own_is_due_by_itself_unless_an_objection_is_open():
    scene, cases = reached(Status.NOTICE)
    case = scene.world[cases[0]]
    scene.world[cases[0]] = own = replace(case, notice=CaseNotice(closes="2022-11-09T00:00:00+08:00"))
    moment = on("2022-11-09", "00:00:00")
    expired = (cases[0], ev.CaseNoticeExpired("2022-11-09T00:00:00+08:00"))
    assert expired in due(LIST, scene.world, moment)
    assert expired not in due(LIST, scene.world, moment - timedelta(microseconds=1))
    for waiting in ("pending", "held"):
        scene.world[cases[0]] = replace(own, notice=replace(own.notice, **{waiting: ("objection_1",)}))
        assert expired not in due(LIST, scene.world, moment)


def test_every_act_of_the_service_in_the_table_becomes_due_by_time_or_follows_an_act_at_once():
    stated = {row.event for row in ACTS if row.roles == (SYSTEM,)}
    at_once = {ev.DocumentCheckCompleted, ev.SealOpened}
    assert stated == {ev.NoticePeriodExpired, ev.CaseNoticeExpired, ev.AccessExpired} | at_once
