"""What is sealed leaves no trace by its being there: a record, a reviewer, an objection more or less (edge case 33).

The fake ledger's positions are those of the records, so both stories have as many: where one has the sealed record the
other has one about somebody else altogether.
"""

from dataclasses import replace
from pathlib import Path
from typing import Any

import world as w
from every_field import ROOTS, given, query
from fakes import World
from stories import ORGANISATION, told
from test_graphql_matrix import CONFLICTED
from whole_story import DESK, EVERYBODY, stages
from world import Scene, Who

from biaogan.domain import events as ev
from biaogan.domain.act import Recorded
from biaogan.domain.decide import available
from biaogan.graphql import ports

LATEST = "{ cases(first: 9, orderBy: LATEST_CHANGE) { nodes { id version updatedAt since } pageInfo { endCursor } } }"
ACTIONS = "query($c: ID!) { case(id: $c) { availableActions { name permitted whyNot { code rule zh en } } } }"
FILER = Who(w.person("a filer nobody asks"), "objector")
PARTIES = ("applicant", "unit", "province", "public", "expert")
"""Who may read the content of a case, or less, and nothing that is sealed."""


class RealOffice:
    """The acts there are, judged on the records themselves, as the office does."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene

    def available(self, session: Any, stream: str, at: int, behalf: str = "") -> list[ports.Available]:
        now = self.scene.records[-1].at
        found = available(self.scene.world, session.person, stream, now)
        return [ports.Available(row.act, row.act, row.act, why(no)) for row, no in found]

    def sessions(self, session: Any) -> list[Any]:
        return []


def why(rejected: Any) -> ports.WhyNot | None:
    if rejected is None:
        return None
    return ports.WhyNot(rejected.code, rejected.rule, rejected.message("zh"), rejected.message("en"))


def answers(scene: Scene, case: str, folder: Path, people: dict[str, str | None]) -> dict[str, list[bytes]]:
    """Everything these people are told: every field, the latest changes, and what they may do."""
    folder.mkdir()
    world: World = told(scene, folder)
    world.office = RealOffice(scene)  # type: ignore[assignment]
    bodies: list[dict[str, Any]] = [
        {"query": query(root), "variables": given(root, case, CONFLICTED)} for root in ROOTS.values()
    ]
    bodies += [{"query": LATEST}, {"query": ACTIONS, "variables": {"c": case}}]
    purpose = {"extensions": {"purpose": "test"}}
    return {name: [world.send(body | purpose, person).body for body in bodies] for name, person in people.items()}


def scene_of(letter: str, *further: tuple[str, ev.Event, Who]) -> Scene:
    """The story so far, and then this."""
    found = stages()[letter].scene
    scene = found.copy()
    for stream, event, who in further:
        scene.record(event, stream, who, found.records[-1].at)
    return scene


def differing(one: Scene, two: Scene, case: str, folder: Path, names: Any) -> set[str]:
    people = {name: EVERYBODY[name] for name in names}
    left, right = (answers(scene, case, folder / name, people) for name, scene in (("one", one), ("two", two)))
    return {name for name in people if left[name] != right[name]}


def test_an_objection_that_arrived_and_a_fact_that_was_reported_tell_the_parties_nothing(tmp_path: Path) -> None:
    """Both are records of the case's own stream: neither its version nor any instant or order moves by them."""
    stage = stages()["N"]
    other = next(
        r.stream
        for r in stage.scene.records
        if isinstance(r.event, ev.CaseDrafted) and r.event.organisation != ORGANISATION
    )
    received = ev.ObjectionReceived("objection_00000000-0000-4000-8000-0000000000ff", "ab" * 32)
    reported = ev.AdverseFactReported("quality", "媒体", "major", "抽检不合格")
    with_them, without = (
        scene_of("N", (stream, received, w.SERVICE), (stream, reported, w.OFFICER)) for stream in (stage.case, other)
    )
    assert differing(with_them, without, stage.case, tmp_path, PARTIES) == set()


STAGE = "S"
COUNTS = ("office", "director", "chair", "vice_chair", "auditor", "investigator")
"""Who may know how many sheets are expected (round.size)."""


def seated(person: str | None) -> Scene:
    """The story with this person in the last place of the panel of the case; with that place left out for nobody."""
    stage, scene = stages()[STAGE], Scene()
    opened = next(record for record in stage.scene.records if is_opening(record))
    panel: list[str] = opened.event.panels[stage.case]  # type: ignore[attr-defined]
    for record in stage.scene.records:
        event, stream, actor = record.event, record.stream, record.actor
        if record is opened:
            panels = {**event.panels, stage.case: [*panel[:-1], *([person] if person else [])]}  # type: ignore[attr-defined]
            event = replace(event, panels=panels)  # type: ignore[type-var]
        elif isinstance(event, ev.ScoreSheetLocked) and (actor, event.case, event.round) == (
            panel[-1],
            stage.case,
            DESK,
        ):
            event, stream, actor = (
                (event, w.sheet_id(DESK, stage.case, person), person) if person else (NOTHING, NOWHERE, actor)
            )
        scene.record(event, stream, Who(actor, record.role), record.at)
    return scene


NOTHING, NOWHERE = ev.AccessRevoked("-"), "grant_00000000-0000-4000-8000-0000000000ff"


def is_opening(record: Recorded) -> bool:
    return isinstance(record.event, ev.ReviewRoundOpened) and record.stream == DESK


def last_of_the_panel() -> str:
    found = next(record for record in stages()[STAGE].scene.records if is_opening(record))
    return str(found.event.panels[stages()[STAGE].case][-1])  # type: ignore[attr-defined]


def test_another_reviewer_changes_no_byte_of_anybody_elses_answers_nor_what_they_may_do(tmp_path: Path) -> None:
    joining = EVERYBODY["idle_expert"]
    own = {name for name, person in EVERYBODY.items() if person in (last_of_the_panel(), joining)}
    asked = [name for name in EVERYBODY if name not in own and not name.endswith("_granted")]
    one, two = seated(last_of_the_panel()), seated(joining)
    assert one.records != two.records
    assert differing(one, two, stages()[STAGE].case, tmp_path, asked) == set()


def test_a_reviewer_less_changes_no_byte_for_whoever_may_not_count_them(tmp_path: Path) -> None:
    own = {name for name, person in EVERYBODY.items() if person == last_of_the_panel()}
    asked = {*COUNTS, *PARTIES, "leader", "idle_expert", "objector"} - own
    found = differing(seated(last_of_the_panel()), seated(None), stages()[STAGE].case, tmp_path, asked)
    assert found == set(COUNTS), "they may know of how many sheets are expected, and of nothing else"
