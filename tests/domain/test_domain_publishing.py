"""年度通知 and 工作日历: published once, whole, on their own streams (R-05, D-14)."""

import copy
from dataclasses import replace

import pytest
import world as w
from spec import Answer, given
from world import DIGEST, DOCUMENT, Scene, on, opened

from biaogan.domain import events as ev
from biaogan.domain import ids
from biaogan.domain.config import digest

NOW = on("2022-12-01")


def publishing(scene: Scene, document: dict, **changes: object) -> Answer:
    body = replace(ev.CyclePublished(document, digest(document)), **changes)
    stream = ids.cycle_id(str(document.get("cycle", {}).get("id")))
    return given(scene).when(body, stream, w.DIRECTOR, NOW)


def another(**cycle: object) -> dict:
    document = copy.deepcopy(DOCUMENT)
    document["cycle"] |= {"id": "nqb-2023", **cycle}
    return document


def test_a_cycle_is_published_once_and_frozen():
    scene = publishing(opened(), another()).then()
    assert scene.world[ids.cycle_id("nqb-2023")].config.digest == digest(another())
    publishing(scene, another(year=2023)).then_rejected("cycle_already_published", "R-05")


def test_a_configuration_with_faults_is_refused_with_all_of_them():
    document = another(year="2023", tz="Mars/Olympus")
    publishing(opened(), document).then_rejected("cycle_config_invalid", count=1)


def test_a_cycle_is_published_under_its_own_digest_and_on_its_own_stream():
    publishing(opened(), another(), digest=DIGEST).then_rejected("digest_mismatch", field="digest", given=DIGEST)
    body = ev.CyclePublished(another(), digest(another()))
    given(opened()).when(body, "cycle_1", w.DIRECTOR, NOW).then_rejected("stream_mismatch", given="cycle_1")
    given(opened()).when(body, ids.cycle_id("nqb-2023"), w.OFFICER, NOW).then_rejected("role_not_held")


def loading(scene: Scene, year: int, **changes: object) -> Answer:
    return given(scene).when(replace(w.calendar(year), **changes), ids.calendar_id(year), w.OFFICER, NOW)


def test_a_year_is_loaded_once_with_its_source():
    scene = loading(opened(), 2023).then()
    assert scene.world[ids.calendar_id(2023)].table.year == 2023
    loading(scene, 2023).then_rejected("calendar_already_loaded", "D-14")
    loading(opened(), 2024, source=" ").then_rejected("text_missing", "D-14", field="source")


@pytest.mark.parametrize(
    ("changes", "refusal"),
    [
        ({"holidays": ["2022-01-01"]}, "calendar_malformed"),
        ({"holidays": ["2023-01-01"], "workdays": ["2023-01-01"]}, "calendar_malformed"),
        ({"holidays": ["1 January"]}, "date_malformed"),
    ],
)
def test_a_table_that_contradicts_itself_is_refused(changes, refusal):
    loading(opened(), 2023, **changes).then_rejected(refusal)


def test_a_year_is_loaded_on_its_own_stream():
    answer = given(opened()).when(w.calendar(2023), ids.calendar_id(2024), w.OFFICER, NOW)
    answer.then_rejected("stream_mismatch", expected=ids.calendar_id(2023))
