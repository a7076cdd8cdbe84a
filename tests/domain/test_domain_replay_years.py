"""A stored year is folded and decided again as it was, whatever a later year, or a later amendment, says."""

import world as w
from amendments import amend
from journey import OPINION, case_in, reached
from spec import given
from world import CYCLE, DOCUMENT, SHIJIAZHUANG, Scene, on, opened

from biaogan.domain import events as ev
from biaogan.domain import ids
from biaogan.domain.decide import decide
from biaogan.domain.lifecycle import BY_TOPIC
from biaogan.domain.status import Status

NEXT = ids.cycle_id("nqb-2023")


def next_year() -> dict:
    """The call of 2023: quotas of one, other weights, another tie chain, a longer notice, and later days."""
    deadline = {"last_day": "2023-06-30", "inclusive": True, "closes": "2023-07-01T00:00:00+08:00"}
    points = {"A1": 10, "A2": 10, "B1": 20, "B2": 20, "C1": 10, "C2": 30}
    return {
        **DOCUMENT,
        "cycle": {**DOCUMENT["cycle"], "id": "nqb-2023", "year": 2023},
        "deadlines": {**DOCUMENT["deadlines"], "t1_delivery": deadline},
        "units": [{**unit, "quota": 1} for unit in DOCUMENT["units"]],
        "tier2": {**DOCUMENT["tier2"], "quota": 1},
        "criteria": {
            **DOCUMENT["criteria"],
            "rows": [{**row, "max": points[row["code"]]} for row in DOCUMENT["criteria"]["rows"]],
        },
        "scoring": {
            **DOCUMENT["scoring"],
            "aggregate": {"method": "mean", "trim": 0, "min_n": 1},
            "tie_breaks": ["final", "C2", "vote"],
        },
        "notice": {**DOCUMENT["notice"], "length": 15},
    }


def decided_again(stored: Scene, document: dict) -> Scene:
    """The stored acts, each decided anew in a world in which ``document`` is published from the beginning."""
    again, published = Scene(), False
    acts = iter(stored.records)
    pending: list[tuple[str, ev.Event]] = []
    for record in acts:
        who = w.Who(record.actor, record.role)
        row = BY_TOPIC.get(record.event.TOPIC)
        genesis = record.actor == w.SERVICE.actor and record.stream == w.REGISTRAR.actor
        if pending and (record.stream, record.event) == pending[0]:
            pending.pop(0)
        elif not genesis:
            assert not pending, f"{record.event} instead of {pending[0]}"
            assert row is not None
            act = again.act(record.event, record.stream, who, record.at)
            pending = [(found.stream, found.event) for found in decide(act, again.world)]
        again.record(record.event, record.stream, who, record.at)
        if isinstance(record.event, ev.CyclePublished) and not published:
            again.publish(document)
            published = True
    assert published
    assert not pending
    return again


def test_a_whole_year_is_decided_again_to_the_same_result_beside_a_new_year_with_other_quotas_and_weights():
    stored, cases = reached(Status.TITLED)
    again = decided_again(stored, next_year())
    assert again.world[NEXT].config.units[SHIJIAZHUANG].quota == 1
    assert {name: again.world[name] for name in stored.world} == dict(stored.world)
    assert [again.world[case].title_no for case in cases] == ["NQB-2022-001", "NQB-2022-002", "NQB-2022-003"]


def test_what_was_decided_before_an_amendment_is_decided_again_under_the_rules_of_its_time():
    scene = opened()
    cases = [case_in(scene, Status.T1_ACCEPTED, n) for n in (1, 2)]
    before = scene.world[CYCLE].digest
    amend(scene, "t1_review", {"units[0].quota": 1}, "2022-06-22")
    scene.play(OPINION, cases[0], w.head(SHIJIAZHUANG), on("2022-06-23"))
    again = decided_again(scene, next_year())
    assert again.world[CYCLE] == scene.world[CYCLE]
    assert again.world[CYCLE].in_force(on("2022-06-20")) == before
    given(again).when(OPINION, cases[1], w.head(SHIJIAZHUANG), on("2022-06-23")).then_rejected("quota_exhausted")
