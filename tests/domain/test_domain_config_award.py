"""The sections after the award and of the programme's texts: figures of the 2022 cycle, and faults where they are."""

import copy
from datetime import UTC, datetime

import pytest
from cycle_document import DOCUMENT, GONE, changed

from biaogan.domain.config import ConfigInvalid, CycleConfig

CONFIG = CycleConfig.from_document(DOCUMENT)


def test_the_terms_after_the_award_are_those_of_2022():
    award = CONFIG.award
    assert (award.video.brand_seconds, award.video.experience_seconds) == (120, 1680)
    assert award.video.bounds(120) == (108, 132)
    assert (award.hearing_workdays, award.check_every_years) == (10, 1)
    assert {code: (ground.probe_years, ground.bar_cycles) for code, ground in award.grounds.items()} == {
        "g1": (0, 3),
        "g2": (3, 1),
    }
    assert {CONFIG.settings[f"award.{name}"] for name in ("hearing_workdays", "check_every_years")} == {"D-22", "D-36"}


def test_the_briefing_and_the_contacts_of_each_tier_are_in_the_call():
    """R-19, R-21, R-23, R-84, R-86, R-87."""
    programme = CONFIG.programme
    assert programme.briefing.starts == datetime(2022, 6, 17, 6, tzinfo=UTC)
    assert [topic.code for topic in programme.briefing.topics] == ["1", "2", "3", "4"]
    assert set(programme.contacts) == {"province", "national"}
    assert programme.contacts["national"].mailbox.endswith(".example.invalid")
    assert "产品卓越" in programme.texts["focus"].zh


@pytest.mark.parametrize(
    ("path", "value", "where", "code"),
    [
        (["award"], GONE, "award", "missing"),
        (["award", "hearing_workdays"], 0, "award.hearing_workdays", "out_of_range"),
        (["award", "video", "tolerance_percent"], 101, "award.video.tolerance_percent", "out_of_range"),
        (["award", "fact_kinds"], [], "award.fact_kinds", "missing"),
        (["award", "grounds", 1, "code"], "g1", "award.grounds[1].code", "duplicate"),
        (["award", "grounds", 1, "code"], "fraud", "award.grounds[1].code", "malformed"),
        (["award", "grounds", 0, "bar_cycles"], -1, "award.grounds[0].bar_cycles", "out_of_range"),
        (["programme", "focus"], GONE, "programme.focus", "missing"),
        (["programme", "briefing", "ends"], "2022-06-17T14:00:00+08:00", "programme.briefing.ends", "inconsistent"),
        (["programme", "briefing", "topics"], [], "programme.briefing.topics", "missing"),
        (["programme", "contacts", 0, "tier"], "city", "programme.contacts[0].tier", "unknown_name"),
        (["programme", "contacts", 0, "tier"], "national", "programme.contacts", "inconsistent"),
        (["programme", "contacts", 0, "postcode"], "0500", "programme.contacts[0].postcode", "malformed"),
        (["programme", "contacts", 0, "mailbox"], "nobody", "programme.contacts[0].mailbox", "malformed"),
        (["labels", "no_fee"], GONE, "labels.no_fee", "missing"),
        (["labels", "principles"], GONE, "labels.principles", "missing"),
    ],
)
def test_a_fault_is_named_where_it_is(path, value, where, code):
    with pytest.raises(ConfigInvalid) as caught:
        CycleConfig.from_document(changed(path, value))
    assert {fault.path: fault.code for fault in caught.value.faults}.get(where) == code


def test_a_cycle_may_have_further_labels():
    document = copy.deepcopy(DOCUMENT)
    document["labels"]["motto"] = {"zh": "质量第一", "en": "quality first"}
    assert CycleConfig.from_document(document).labels["motto"].en == "quality first"
