"""One convention for every period (期限), edge cases 1 and 3: half-open, from an instant that is stated with its zone."""

from datetime import timedelta

import journey as j
import pytest
import world as w
from spec import given
from world import CYCLE, on, opened

from biaogan.domain import events as ev
from biaogan.domain import ids
from biaogan.domain.config import CycleConfig
from biaogan.domain.config_faults import ConfigInvalid
from biaogan.domain.status import Status

TICK = timedelta(microseconds=1)


def submitting():
    """The filing of a case: until the end of 30 June."""
    scene = opened()
    case = j.case_in(scene, Status.DRAFT)
    who = w.signatory(scene.world[case].organisation)
    return scene, w.SUBMISSION, case, who, on("2022-07-01", "00:00:00"), "deadline_passed"


def signing_the_letter():
    """The letter of a unit: the same deadline."""
    scene = opened()
    cases = j.endorsed(scene, 1, 2)
    stream, who = ids.roster_id(CYCLE, w.SHIJIAZHUANG), w.head(w.SHIJIAZHUANG)
    return scene, j.letter(cases), stream, who, on("2022-07-01", "00:00:00"), "deadline_passed"


def scoring():
    """A sheet of a round: until the round's instant."""
    scene, cases = j.reached(Status.PROV_IN_REVIEW)
    closes = on("2022-07-20", "00:00:00")
    opened_ = j.round_opened(cases, "provincial", closes.isoformat())
    scene.play(opened_, j.ROUND["provincial"], w.PROVINCE, on("2022-07-05"))
    expert = w.EXPERTS[0]
    sheet = ev.ScoreSheetLocked(j.ROUND["provincial"], cases[0], w.rows(), w.COMMENT, True)
    stream = w.sheet_id(j.ROUND["provincial"], cases[0], expert.actor)
    return scene, sheet, stream, expert, closes, "round_over"


@pytest.mark.parametrize("act", [submitting, signing_the_letter, scoring])
def test_case_1_just_before_the_end_is_in_time_and_at_the_end_it_is_late(act):
    scene, event, stream, who, end, code = act()
    when = given(scene).when
    when(event, stream, who, end - TICK).accepted()
    when(event, stream, who, end).then_rejected(code)
    when(event, stream, who, end + TICK).then_rejected(code)


def test_case_1_a_notice_is_over_at_its_end_and_not_just_before():
    scene, _ = j.reached(Status.NOTICE)
    end = on("2022-10-14", "00:00:00")
    over = ev.NoticePeriodExpired("2022-10-14T00:00:00+08:00")
    when = given(scene).when
    when(over, j.LIST, w.SERVICE, end - TICK).then_rejected("notice_not_over")
    when(over, j.LIST, w.SERVICE, end).accepted()
    when(over, j.LIST, w.SERVICE, end + TICK).accepted()


@pytest.mark.parametrize("closes", ["2022-07-20", "2022-07-20T00:00:00", "7月20日前", ""])
def test_case_3_a_round_without_an_instant_and_its_zone_is_refused(closes):
    scene, cases = j.reached(Status.PROV_IN_REVIEW)
    opened_ = j.round_opened(cases, "provincial", closes)
    given(scene).when(opened_, j.ROUND["provincial"], w.PROVINCE, on("2022-07-05")).then_rejected("instant_malformed")


@pytest.mark.parametrize(
    "closes", ["2022-06-30T00:00:00+08:00", "2022-07-01T00:00:00+00:00", "2022-06-30T23:59:59+08:00"]
)
def test_case_3_before_30_june_means_one_instant_or_the_cycle_is_refused(closes):
    document = {
        **w.DOCUMENT,
        "deadlines": {"t1_delivery": {**w.DOCUMENT["deadlines"]["t1_delivery"], "closes": closes}},
    }
    with pytest.raises(ConfigInvalid) as refused:
        CycleConfig.from_document(document)
    assert [fault.code for fault in refused.value.faults] == ["deadline_ambiguous"]
