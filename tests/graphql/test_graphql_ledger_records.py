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


def test_the_face_of_a_record_is_a_read_of_the_class_it_is_open_by(tmp_path: Path) -> None:
    stage = stages()["N"]
    world = told(stage.scene, tmp_path)
    for kind, topic, who, klass in (
        ("case", "objection_received/1", "auditor_granted", "case.sealed"),
        ("case", "case_submitted_to_t1/1", "auditor", "case.content"),
        ("case", "case_submitted_to_t1/1", "applicant", "case.content"),
        ("org", "organisation_registered/1", "office", "organisation.details"),
        ("round", "review_round_closed/1", "auditor", "round"),
        ("sheet", "score_sheet_locked/1", "expert", "sheet.expert"),
        ("cycle", "cycle_published/1", "auditor", None),
    ):
        last = next(
            record
            for record in reversed(stage.scene.records)
            if record.stream.startswith(f"{kind}_")
            and topic == record.event.TOPIC
            and (kind != "case" or record.stream == stage.case)
            and (kind != "sheet" or record.actor == EVERYBODY[who])
        )
        for name, inside in (("record", " { type }"), ("proof", "")):
            query = f"{{ ledger {{ {name}(position: {last.position}){inside} }} }}"
            world.disclosures.seen.clear()
            assert world.data(query, EVERYBODY[who])["ledger"][name] is not None, (topic, who)
            recorded = [(read.stream, read.klass, set(read.fields)) for read in world.disclosures.seen]
            assert recorded == ([] if klass is None else [(last.stream, klass, {name})]), (topic, who)
            asked = world.send({"query": query}, EVERYBODY[who]).body
            assert (b"PURPOSE_REQUIRED" in asked) is (klass is not None and who.startswith("auditor")), (topic, who)
