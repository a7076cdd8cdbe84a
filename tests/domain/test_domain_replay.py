"""Replay: what was decided stays decided, whatever is configured later; rules are asked once, before admission."""

import world as w
from journey import OPINION, case_in, endorsed, letter, reached, recommend
from spec import given
from world import CYCLE, SHIJIAZHUANG, Scene, on, opened

from biaogan.domain import events as ev
from biaogan.domain import ids
from biaogan.domain.status import Status

NOW = on("2022-06-28", "12:00:00")
HEAD = w.head(SHIJIAZHUANG)
ROSTER = ids.roster_id(CYCLE, SHIJIAZHUANG)


def replayed(scene: Scene) -> Scene:
    """A new world folded from the records alone."""
    again = Scene()
    for record in scene.records:
        again.record(record.event, record.stream, w.Who(record.actor, record.role), record.at)
    return again


def test_a_whole_cycle_replays_to_the_same_states():
    scene, _ = reached(Status.TITLED)
    assert replayed(scene).world == scene.world


def test_a_replayed_world_decides_as_the_first_one_did():
    scene = opened()
    cases = endorsed(scene, 1, 2)
    for world in (scene, replayed(scene)):
        after = given(world).when(letter(cases), ROSTER, HEAD, NOW).accepted()
        given(after).when(letter(cases), ROSTER, HEAD, NOW).then_rejected("wrong_state", status="SIGNED")


def next_year(scene: Scene, quota: int) -> str:
    """A second cycle with the same dates and another quota for every unit."""
    document = {**w.DOCUMENT, "cycle": {**w.DOCUMENT["cycle"], "id": "nqb-next"}}
    document["units"] = [{**unit, "quota": quota} for unit in w.DOCUMENT["units"]]
    return scene.publish(document)


def test_a_quota_lowered_next_year_leaves_this_years_roster_as_it_is():
    """Rules read the recorded call, and evolve asks no rule: the old year loads whatever the new one says."""
    scene = opened()
    cases = endorsed(scene, 1, 2, 3)
    recommend(scene, cases)
    before = dict(scene.world)
    next_year(scene, quota=1)
    again = replayed(scene)
    assert {stream: again.world[stream] for stream in before} == before
    assert again.world[ROSTER].places == tuple(cases)


def test_each_cycle_has_its_own_quota_and_roster():
    scene = opened()
    endorsed(scene, 1, 2, 3)
    cycle = next_year(scene, quota=1)
    first, second = (case_in(scene, Status.T1_ACCEPTED, n, cycle=cycle) for n in (4, 5))
    scene = (
        given(scene)
        .when(OPINION, first, HEAD, NOW)
        .then((ids.roster_id(cycle, SHIJIAZHUANG), ev.RosterPlaceTaken(first)))
    )
    given(scene).when(OPINION, second, HEAD, NOW).then_rejected("quota_exhausted", quota=1, used=1)
