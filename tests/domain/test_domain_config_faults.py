"""A faulty cycle document is refused with every fault at once, each named where it is."""

import copy
from datetime import UTC, date, datetime

import pytest
from cycle_document import DOCUMENT, GONE, changed
from hypothesis import given, settings
from hypothesis import strategies as st

from biaogan.domain.config import ConfigInvalid, CycleConfig
from biaogan.domain.config_privacy import CONCERNED
from biaogan.domain.rejections import Rejected

patient = settings(deadline=None)


def faults_of(document):
    with pytest.raises(ConfigInvalid) as caught:
        CycleConfig.from_document(document)
    return {fault.path: fault.code for fault in caught.value.faults}


def test_every_fault_is_listed_at_once_in_both_languages():
    document = copy.deepcopy(DOCUMENT)
    document["cycle"]["year"] = "2022"
    document["cycle"]["colour"] = "red"
    document["units"][3]["quota"] = -1
    document["units"][4]["code"] = "hebei-01"
    document["deadlines"]["t1_delivery"]["closes"] = "2022-06-30"
    document["notice"]["unit"] = "week"
    document["scoring"]["aggregate"]["min_n"] = 2
    del document["titles"]
    assert faults_of(document) == {
        "cycle.colour": "unknown_key",
        "cycle.year": "wrong_type",
        "deadlines.t1_delivery.closes": "malformed",
        "notice.unit": "unknown_name",
        "scoring.aggregate.min_n": "out_of_range",
        "settings.titles.number_pattern": "unknown_name",
        "titles": "missing",
        "units[3].quota": "out_of_range",
        "units[4].code": "duplicate",
    }
    with pytest.raises(Rejected) as caught:
        CycleConfig.from_document(document)
    assert (caught.value.code, caught.value.rule) == ("cycle_config_invalid", "R-05")
    assert caught.value.details["count"] == 9
    assert caught.value.details["faults"][0]["path"] == "cycle.colour"
    assert "units[3].quota: -1 不在 0 至 99 之间" in caught.value.message("zh")
    assert "units[3].quota: -1 is not between 0 and 99" in caught.value.message("en")


def test_an_empty_document_lacks_every_section_once():
    found = faults_of({})
    assert set(found.values()) == {"missing"}
    assert {"cycle", "units", "criteria", "scoring", "panels", "notice", "stages", "settings"} <= set(found)
    assert not any("." in path for path in found)


@pytest.mark.parametrize(
    ("path", "value", "where", "code"),
    [
        (["cycle", "id"], "NQB 2022", "cycle.id", "malformed"),
        (["cycle", "name_zh"], " ", "cycle.name_zh", "malformed"),
        (["cycle", "name_en"], 5, "cycle.name_en", "wrong_type"),
        (["cycle", "tz"], "Asia/Hebei", "cycle.tz", "unknown_name"),
        (["cycle", "tz"], "../secret", "cycle.tz", "unknown_name"),
        (["cycle", "issued_on"], date(2022, 6, 15), "cycle.issued_on", "wrong_type"),
        (["cycle", "issued_on"], "15 June", "cycle.issued_on", "malformed"),
        (["cycle", "legal_basis"], [], "cycle.legal_basis", "missing"),
        (["cycle", "legal_basis", 2, "issued_on"], "2022", "cycle.legal_basis[2].issued_on", "malformed"),
        (["cycle"], [], "cycle", "wrong_type"),
        (["stages"], ["draft", "coffee"], "stages[1]", "unknown_name"),
        (["stages"], ["draft", "draft"], "stages[1]", "duplicate"),
        (["stages"], ["draft", 1], "stages[1]", "wrong_type"),
        (["units", 0], "hebei-01", "units[0]", "wrong_type"),
        (["units", 0, "kind"], 1, "units[0].kind", "wrong_type"),
        (["units", 0, "tier"], 2, "units[0].tier", "out_of_range"),
        (["units", 0, "tier"], True, "units[0].tier", "wrong_type"),
        (["units", 1, "name_zh"], "石家庄市工业和信息化局", "units[1].name_zh", "duplicate"),
        (["deadlines", "t1_delivery"], GONE, "deadlines.t1_delivery", "missing"),
        (["deadlines", "t1_delivery", "inclusive"], False, "deadlines.t1_delivery.closes", "deadline_ambiguous"),
        (
            ["deadlines", "t1_delivery", "closes"],
            "2022-07-01T00:00:00Z",
            "deadlines.t1_delivery.closes",
            "deadline_ambiguous",
        ),
        (["deadlines", "t1_delivery", "closes"], GONE, "deadlines.t1_delivery.closes", "missing"),
        (["eligibility", "profit_years"], 2, "eligibility.profit_years", "inconsistent"),
        (["eligibility", "profit_above"], "1e3", "eligibility.profit_above", "malformed"),
        (["eligibility", "profit_above"], 0.5, "eligibility.profit_above", "wrong_type"),
        (["criteria", "groups", 2, "code"], "final", "criteria.groups[2].code", "duplicate"),
        (["criteria", "groups", 2, "code"], "A", "criteria.groups[2].code", "duplicate"),
        (["criteria", "groups", 2, "code"], "E", "criteria.groups[2]", "missing"),
        (["criteria", "rows", 0, "group"], "X", "criteria.rows[0].group", "unknown_name"),
        (["criteria", "rows", 0, "code"], "A2", "criteria.rows[1].code", "duplicate"),
        (["scoring", "step"], 4, "criteria.rows[0].max", "inconsistent"),
        (["scoring", "aggregate", "method"], "mean", "scoring.aggregate.trim", "inconsistent"),
        (["scoring", "rounds"], {"desk": "0.4"}, "scoring.rounds", "inconsistent"),
        (["scoring", "rounds"], {"defence": "0.4", "oral": "0.6"}, "scoring.rounds.oral", "unknown_name"),
        (["scoring", "rounds"], {"desk": "x"}, "scoring.rounds.desk", "malformed"),
        (["scoring", "tie_breaks"], ["C", "final"], "scoring.tie_breaks[0]", "inconsistent"),
        (["scoring", "tie_breaks"], ["final", "luck"], "scoring.tie_breaks[1]", "unknown_name"),
        (["scoring", "tie_breaks"], ["final", "vote", "C"], "scoring.tie_breaks[1]", "inconsistent"),
        (["scoring", "tie_breaks"], [], "scoring.tie_breaks", "missing"),
        (["panels", "desk", "min_valid"], 6, "panels.desk.min_valid", "out_of_range"),
        (["panels", "oral"], {}, "panels.oral", "unknown_key"),
        (["notice", "count_opening_day"], 0, "notice.count_opening_day", "wrong_type"),
        (["notice", "channels", 1, "code"], "wechat", "notice.channels[2].code", "duplicate"),
        (["taxonomy", "directions", 1, "code"], "D1", "taxonomy.directions[1].code", "duplicate"),
        (["titles", "number_pattern"], "{year}", "titles.number_pattern", "malformed"),
        (["titles", "number_pattern"], "{n:q}", "titles.number_pattern", "malformed"),
        (["titles", "number_pattern"], "{n}{x}", "titles.number_pattern", "malformed"),
        (["settings", "no.such"], "D-01", "settings.no.such", "unknown_name"),
        (["settings", "cycle.id.x"], "D-01", "settings.cycle.id.x", "unknown_name"),
        (["settings", "stages"], "ours", "settings.stages", "malformed"),
        (["labels", "no_fee", "de"], "gratis", "labels.no_fee.de", "unknown_key"),
        (["extra"], 2**60, "extra", "wrong_type"),
    ],
)
def test_a_fault_is_named_where_it_is(path, value, where, code):
    assert faults_of(changed(path, value)).get(where) == code


def test_a_last_day_that_is_not_inclusive_closes_at_its_first_midnight():
    document = changed(["deadlines", "t1_delivery", "inclusive"], False)
    document["deadlines"]["t1_delivery"]["closes"] = "2022-06-30T00:00:00+08:00"
    assert CycleConfig.from_document(document).deadlines["t1_delivery"].passed(datetime(2022, 6, 29, 16, tzinfo=UTC))


def test_a_plain_mean_needs_no_trim():
    document = changed(["scoring", "aggregate"], {"method": "mean", "trim": 0, "min_n": 1})
    assert CycleConfig.from_document(document).scoring.aggregate.method == "mean"


junk = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text() | st.floats(allow_nan=False),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)


@patient
@given(st.data(), junk)
def test_no_document_breaks_the_reader(data, value):
    path, place = [], DOCUMENT
    while True:
        keys = sorted(place) if isinstance(place, dict) else range(len(place))
        path.append(data.draw(st.sampled_from(keys)))
        place = place[path[-1]]
        if not isinstance(place, dict | list) or not place or data.draw(st.booleans()):
            break
    try:
        said = CycleConfig.from_document(changed(path, value)).digest
    except ConfigInvalid as refusal:
        said = refusal.message("zh")
    assert said


def test_who_is_told_of_reads_is_all_concerned_unless_the_file_says_otherwise():
    assert CycleConfig.from_document(changed(["privacy", "notify"], GONE)).privacy.notify == CONCERNED
    assert CycleConfig.from_document(changed(["privacy", "notify"], ["expert"])).privacy.notify == ("expert",)
    assert faults_of(changed(["privacy", "notify"], ["everybody"])) == {"privacy.notify[0]": "unknown_name"}
    assert faults_of(changed(["privacy", "notify"], [])) == {"privacy.notify": "missing"}
