"""The diagram of a case: every change of state that is ever recorded is an arrow of it."""

import re

import pytest
from award_journey import reversed_
from journey import ORDER, reached
from world import Scene

from biaogan.app.docs_lifecycle import MOVES, diagram, edges
from biaogan.domain.ids import kind_of
from biaogan.domain.lifecycle import ACTS, BY_ACT, BY_TOPIC
from biaogan.domain.states import evolve
from biaogan.domain.status import TERMINAL, Status

ARROWS = {(source, target) for _, source, target in edges()}


def changes(scene: Scene) -> set[tuple[str, str, str]]:
    """(act, from, to) of every case in the records; the act is the last one stated before."""
    found, states, act = set(), {}, ""
    for record in scene.records:
        if record.event.TOPIC in BY_TOPIC:
            act = BY_TOPIC[record.event.TOPIC].act
        if kind_of(record.stream) == "case":
            before = states.get(record.stream)
            after = states[record.stream] = evolve(before, record)
            if before is None or before.status != after.status:
                found.add((act, "[*]" if before is None else str(before.status), str(after.status)))
    return found


@pytest.mark.parametrize("scene", [reached(ORDER[-1])[0], reversed_()[0]], ids=["to the title", "revoked and reversed"])
def test_every_change_of_state_that_is_recorded_is_an_arrow(scene: Scene) -> None:
    """R-61, R-66, R-67: from the application over the recommendation to the title, and beyond."""
    found = changes(scene)
    assert found
    assert found <= set(edges())


def test_acts_on_other_streams_are_named_where_they_move_cases() -> None:
    assert set(MOVES) <= set(BY_ACT)
    assert all(BY_ACT[act].kind != "case" for act in MOVES)
    moving = {row.act for row in ACTS if row.kind == "list" and row.target is not None}
    assert moving <= set(MOVES)


def test_every_state_of_a_case_is_reached_and_only_the_terminal_ones_end() -> None:
    reachable = {"[*]"}
    while more := {target for source, target in ARROWS if source in reachable} - reachable:
        reachable |= more
    assert reachable - {"[*]"} == set(Status)
    leading = {source for source, _ in ARROWS}
    assert {state for state in Status if state not in leading} <= TERMINAL


def test_the_diagram_names_each_state_in_both_languages_and_each_arrow_once() -> None:
    text = diagram()
    assert "    TITLED: 已授予称号 Titled" in text
    arrows = re.findall(r"^    (\S+ --> \S+):", text, flags=re.MULTILINE)
    assert len(arrows) == len(set(arrows))
    assert "REVOCATION_REVIEW --> REVOKED: revoke_title" in text
