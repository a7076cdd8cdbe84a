"""账本记录: the face of a record is of the record's own class, so it is for whoever may see lines of that class."""

from pathlib import Path

import pytest
import world as w
from stories import told
from whole_story import DESK, EVERYBODY, stages
from world import on

from biaogan.domain import events as ev

TIMELINE = "query($c: ID!) { case(id: $c) { timeline(first: 100) { nodes { at } } } }"
RECORD = "query($p: Position!) { ledger { record(position: $p) { stream type } proof(position: $p) } }"


@pytest.mark.parametrize(
    "who", ["public", "applicant", "unit", "province", "expert", "chair", "office", "auditor", "auditor_granted"]
)
def test_the_records_of_a_case_are_those_of_its_timeline(who: str, tmp_path: Path) -> None:
    stage = stages()["N"]
    world, actor = told(stage.scene, tmp_path), EVERYBODY[who]
    found = world.data(TIMELINE, actor, c=stage.case)["case"]["timeline"]["nodes"]
    ours = [record.position for record in stage.scene.records if record.stream == stage.case]
    answers = {at: world.data(RECORD, actor, p=at)["ledger"] for at in ours}
    seen = [at for at, answer in answers.items() if answer["record"] is not None]
    assert seen == [line["at"] for line in found]
    assert [at for at, answer in answers.items() if answer["proof"] is not None] == seen
    if who == "applicant":
        assert "objection_received/1" not in {answers[at]["record"]["type"] for at in seen}
        assert "objection_received/1" in {stage.scene.records[at].event.TOPIC for at in ours}


def test_who_left_a_panel_is_told_to_nobody_without_a_grant(tmp_path: Path) -> None:
    stage = stages()["S"]
    scene = stage.scene.copy()
    scene.record(ev.ExpertRecused(stage.case, "认识申报人"), DESK, w.EXPERTS[5], on("2022-08-10"))
    world, last = told(scene, tmp_path), scene.records[-1].position
    for who, sees in (("office", False), ("expert", False), ("auditor", False), ("auditor_granted", True)):
        record = world.data(RECORD, EVERYBODY[who], p=last)["ledger"]["record"]
        assert (record is not None) is sees, who
