"""Edge case 33: change what is hidden, and not a byte of anybody else's answers changes, errors and pages included.

The fake ledger's root does not depend on the records: the real one commits to all of them, as it must.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import objection_journey as o
import pytest
import review_journey as r
from every_field import LISTS, ROOTS, given, query
from stories import told
from test_graphql_matrix import CONFLICTED
from whole_story import DESK, EVERYBODY, stages
from world import Scene, rows

from biaogan.domain import events as ev
from biaogan.domain.act import Recorded
from biaogan.domain.forms_objection import Ballot

pytestmark = pytest.mark.slow
Change = Callable[[Recorded], Any]
PEER = EVERYBODY["expert"]
FURTHER = [
    "{ cases(first: 1) { nodes { id } pageInfo { hasNextPage endCursor } } }",
    "{ cases(first: 9, orderBy: LATEST_CHANGE) { nodes { id availableActions { name permitted whyNot { zh } } } } }",
    "{ cases(first: 9, orderBy: FINAL_RANK) { nodes { id } } }",
    "{ objections(first: 1) { nodes { id } pageInfo { hasNextPage endCursor } } }",
    '{ at(root: "bm9uZQ==") { viewer { person } } }',
    "{ cases(first: 1000) { nodes { id } } }",
]
"""Pages, orders and errors."""


def of_peer(record: Recorded) -> bool:
    """Whether it is the peer's sheet in the desk round."""
    event = record.event
    return isinstance(event, ev.ScoreSheetLocked) and event.round == DESK and record.actor == PEER


def other_sheet(record: Recorded) -> Any:
    found = record.event
    return replace(found, rows=rows(1, 1), comment="!", recommend=False) if of_peer(record) else found


def other_votes(record: Recorded) -> Any:
    match record.event:
        case ev.GroupReportAdopted() | ev.DeskConsensusConcluded():
            votes = [replace(vote, yes=1, no=5) for vote in record.event.votes]
            return replace(record.event, votes=votes, attendance=list(reversed(record.event.attendance)))
        case ev.ObjectionDecided():
            return replace(record.event, ballots=[Ballot(ballot.member, "against") for ballot in record.event.ballots])
    return record.event


def other_file(record: Recorded) -> Any:
    match record.event:
        case ev.ExpertHeard():
            return replace(record.event, statement="另一说法")
        case ev.SiteVisitReported():
            return replace(record.event, visitors=r.VISITORS[:1])
        case ev.ObjectionFiled() if record.stream == o.objection_id():
            return replace(record.event, objector={"name": "赵六", "contact": "x", "kind": "person"})
    return record.event


AFTER = [("N", other_votes), ("T", other_file)]


def answers(scene: Scene, case: str, folder: Path) -> dict[str, list[bytes]]:
    """Everything anybody is told, by whom."""
    folder.mkdir()
    world = told(scene, folder)
    bodies = [{"query": query(root), "variables": given(root, case, CONFLICTED)} for root in (*ROOTS.values(), *LISTS)]
    bodies += [{"query": text} for text in FURTHER]
    purpose = {"extensions": {"purpose": "test"}}
    return {who: [world.send(body | purpose, actor).body for body in bodies] for who, actor in EVERYBODY.items()}


def changed(letter: str, change: Change) -> Scene:
    """The same story, but for what is hidden."""
    found = [replace(record, event=change(record)) for record in stages()[letter].scene.records]
    assert found != stages()[letter].scene.records, "something was changed"
    return Scene(stages()[letter].scene.world, found)


def sealed(letter: str, change: Change, folder: Path) -> dict[str, list[bytes]]:
    return answers(changed(letter, change), stages()[letter].case, folder)


def test_before_the_opening_a_peers_sheet_changes_no_byte_of_anybodys_answers(tmp_path: Path) -> None:
    """Not even where the views could read it: told with its values, not as the sealed log tells it."""
    scene = stages()["S"].scene
    clear = {record.position: record for record in stages()["O"].scene.records}
    readable = Scene(scene.world, [clear[record.position] for record in scene.records])
    told_as_it_is = answers(readable, stages()["S"].case, tmp_path / "one")
    other = Scene(scene.world, [replace(record, event=other_sheet(record)) for record in readable.records])
    assert other.records != readable.records
    told_otherwise = answers(other, stages()["S"].case, tmp_path / "two")
    assert {who for who in EVERYBODY if told_as_it_is[who] != told_otherwise[who]} == {"expert"}


@pytest.mark.parametrize(("letter", "change"), AFTER, ids=["votes", "files"])
def test_what_is_sealed_for_good_changes_no_byte_for_whoever_has_no_grant(
    letter: str, change: Change, tmp_path: Path
) -> None:
    one = answers(stages()[letter].scene, stages()[letter].case, tmp_path / "one")
    two = sealed(letter, change, tmp_path / "two")
    differing = {who for who in EVERYBODY if one[who] != two[who]}
    assert differing
    assert differing <= {name for name in EVERYBODY if name.endswith("_granted")} | {"objector"}


def test_once_opened_a_sheet_is_no_party_of_what_applicants_units_and_peers_are_told(tmp_path: Path) -> None:
    one = answers(stages()["O"].scene, stages()["O"].case, tmp_path / "one")
    two = sealed("O", other_sheet, tmp_path / "two")
    differing = {who for who in EVERYBODY if one[who] != two[who]}
    readers = {"office", "director", "chair", "vice_chair", "auditor", "investigator", "expert"}
    assert differing == readers | {name for name in EVERYBODY if name.endswith("_granted")}
