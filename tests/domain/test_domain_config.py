"""The real 2022 cycle file: its figures and its digest."""

import hashlib
import json
import random
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction

import pytest
from cycle_document import CYCLE_FILE, DOCUMENT, changed
from hypothesis import given, settings
from hypothesis import strategies as st

from biaogan.domain.config import ConfigInvalid, CycleConfig, digest

patient = settings(deadline=None)
CONFIG = CycleConfig.from_document(DOCUMENT)


# --- the 2022 cycle ---------------------------------------------------------------------------------------------------


def test_the_quota_ceiling_of_the_26_units_is_66():
    assert len(CONFIG.units) == 26
    assert sum(unit.quota for unit in CONFIG.units.values()) == 66
    kinds = [(unit.kind, unit.quota) for unit in CONFIG.units.values()]
    assert kinds == [("city", 3)] * 13 + [("new_area", 3)] + [("assoc", 2)] * 12


def test_a_unit_is_known_by_its_real_name():
    """R-06: the province is the tier above; R-07: the units of tier 1."""
    assert CONFIG.units["hebei-01"].name_zh == "石家庄市工业和信息化局"
    assert CONFIG.units["hebei-14"].name_en.startswith("Xiong'an")
    assert CONFIG.units["hebei-26"].name_zh == "河北省品牌战略促进会"
    assert CONFIG.tier2.quota == 5


def test_delivery_before_30_june_is_open_until_the_midnight_after_it_in_china():
    deadline = CONFIG.deadlines["t1_delivery"]
    midnight = datetime(2022, 6, 30, 16, tzinfo=UTC)
    assert deadline.closes == midnight
    assert not deadline.passed(midnight - timedelta(milliseconds=1))
    assert deadline.passed(midnight)
    assert deadline.passed(midnight + timedelta(milliseconds=1))


def test_the_indicator_years_are_the_three_before_the_application_year():
    assert CONFIG.indicator_years == (2019, 2020, 2021)
    assert CONFIG.eligibility.profit_years == 3
    assert CONFIG.eligibility.profit_above == "0"


def test_the_six_rows_make_100_points_in_three_groups():
    assert CONFIG.criteria.total == 100
    assert [row.code for row in CONFIG.criteria.rows] == ["A1", "A2", "B1", "B2", "C1", "C2"]
    assert [row.code for row in CONFIG.criteria.rows_of("C")] == ["C1", "C2"]
    assert CONFIG.scoring.rounds == {"desk": Fraction(2, 5), "defence": Fraction(3, 5)}


def test_panels_notice_and_consultation_are_the_settings_of_2022():
    assert (CONFIG.panels["provincial"].assigned, CONFIG.panels["desk"].assigned) == (3, 5)
    assert CONFIG.panels["desk"].min_valid == 3
    assert (CONFIG.notice.length, CONFIG.notice.count_opening_day) == (10, False)
    assert [channel.code for channel in CONFIG.notice.channels] == ["ministry_site", "caq_site", "wechat"]
    assert CONFIG.consultation.silence_workdays == 15
    assert CONFIG.zone.key == "Asia/Shanghai"


def test_the_three_lists_are_not_merged():
    """R-30, R-31, R-32."""
    assert [term.code for term in CONFIG.taxonomy.directions] == ["D1", "D2", "D3", "D4", "D5", "D6"]
    assert len(CONFIG.taxonomy.focus_areas) == len(CONFIG.taxonomy.scopes) == 5


def test_titles_are_numbered_and_a_document_without_a_known_date_has_none():
    """R-01, R-18."""
    assert CONFIG.titles.number(2022, 7) == "NQB-2022-007"
    assert [basis.issued_on for basis in CONFIG.legal_basis] == [None, None, date(2022, 6, 15)]


def test_every_setting_the_programme_leaves_open_is_labelled_as_ours():
    assert CONFIG.settings["scoring.aggregate"] == "D-02"
    text = CYCLE_FILE.read_text("utf-8")
    for number in (1, 2, 3, 4, 5, 13, 14, 33, 34, 35):
        assert f"D-{number:02d}" in CONFIG.settings.values()
        assert f"D-{number:02d}" in text


def test_no_address_outside_the_reserved_domain_is_in_the_file():
    assert all(
        word.strip('"').endswith(".example.invalid") for word in CYCLE_FILE.read_text("utf-8").split() if "@" in word
    )


# --- digest -----------------------------------------------------------------------------------------------------------


def shuffled(value, chance):
    if isinstance(value, dict):
        keys = list(value)
        chance.shuffle(keys)
        return {key: shuffled(value[key], chance) for key in keys}
    return [shuffled(inner, chance) for inner in value] if isinstance(value, list) else value


@patient
@given(st.integers())
def test_the_digest_is_stable_under_the_order_of_keys(seed):
    assert digest(shuffled(DOCUMENT, random.Random(seed))) == CONFIG.digest


def test_the_digest_survives_json_and_changes_with_any_value():
    assert digest(json.loads(json.dumps(DOCUMENT))) == CONFIG.digest
    assert digest(changed(["tier2", "quota"], 6)) != CONFIG.digest


def test_the_digest_is_what_sha256sum_says_of_the_canonical_text():
    canonical = '{"a":"标杆","b":[1,true]}'
    assert digest({"b": [1, True], "a": "标杆"}) == hashlib.sha256(canonical.encode()).hexdigest()
    assert digest({"b": [1, True], "a": "标杆"}) == "512ed0e007943ae4f7d9a9691bb89524b2b5ddeb9cb18e4bf8a66f285d254349"


@pytest.mark.parametrize("value", [1.0, date(2022, 6, 30), datetime(2022, 6, 30), None, 2**53, "\ud800", b"x"])
def test_a_value_without_one_canonical_form_has_no_digest(value):
    with pytest.raises(ConfigInvalid) as caught:
        digest({"a": {"b": [0, value]}})
    assert [fault.path for fault in caught.value.faults] == ["a.b[1]"]
