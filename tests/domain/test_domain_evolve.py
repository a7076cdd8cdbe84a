"""evolve never refuses: any event on any stream in any order, with any value erased, leaves some state."""

from dataclasses import fields, replace
from types import UnionType
from typing import Any, Union, get_args, get_origin, get_type_hints

import pytest
import world as w
from hypothesis import given as with_any
from hypothesis import settings
from hypothesis import strategies as st
from journey import reached
from world import on

from biaogan.domain import events as ev
from biaogan.domain.act import Recorded
from biaogan.domain.calendar_year import LoadedYears
from biaogan.domain.events import EVENTS
from biaogan.domain.forms import Value
from biaogan.domain.ids import kind_of
from biaogan.domain.states import EVOLVE, evolve, fold, initial
from biaogan.domain.status import Status

TEXTS = st.sampled_from(
    ["", "case_1", "case_2", "org_1", "provincial", "DRAFT", "TITLED", "objects", "expert", "2022-10-14"]
)
CASES = st.fixed_dictionaries({"case": TEXTS, "rank": st.integers(1, 3)})


def values(hint: Any) -> st.SearchStrategy[Any]:
    """Values of a field's type, however little sense they make."""
    origin, args = get_origin(hint), get_args(hint)
    if origin in (Union, UnionType):
        return st.one_of(*(values(arg) for arg in args))
    if origin is list:
        return st.lists(CASES if args[0] is dict or get_origin(args[0]) is dict else values(args[0]), max_size=3)
    if origin is dict or hint is dict:
        return st.dictionaries(TEXTS, values(args[1]), max_size=2)
    if isinstance(hint, type) and issubclass(hint, Value):
        of = get_type_hints(hint)
        return st.builds(hint, **{field.name: values(of[field.name]) for field in fields(hint)})  # type: ignore[arg-type]
    simple = {str: TEXTS, int: st.integers(-1, 3000), bool: st.booleans(), type(None): st.none(), Any: TEXTS}
    return simple[hint]


def bodies(event: type[ev.Event]) -> st.SearchStrategy[ev.Event]:
    """Bodies of an event, each field possibly erased."""
    hints = get_type_hints(event)
    return st.builds(event, **{field.name: st.none() | values(hints[field.name]) for field in fields(event)})  # type: ignore[arg-type]


RECORDS = st.builds(
    lambda event, kind, n: Recorded(event, f"{kind}_1", n, n, "person_1", "expert", on("2022-07-01")),
    st.sampled_from(sorted(EVENTS.values(), key=lambda event: event.TOPIC)).flatmap(bodies),
    st.sampled_from([*EVOLVE, "log", "refusal", "unknown"]),
    st.integers(1, 9),
)


@settings(deadline=None, max_examples=300)
@with_any(st.lists(RECORDS, max_size=12))
def test_no_sequence_of_events_is_refused(records):
    states: dict[str, Any] = {}
    for recorded in records:
        states[recorded.stream] = evolve(states.get(recorded.stream, initial), recorded)
    for stream, state in states.items():
        assert state == fold(recorded for recorded in records if recorded.stream == stream)
        assert state is None or state.status


@pytest.mark.parametrize("erased", ["all", "each"])
def test_a_whole_cycle_is_folded_with_its_values_erased(erased):
    """Status survives an erasure: where a case stands never depends on what was written in it."""
    scene, cases = reached(Status.TITLED)
    names = {field.name for recorded in scene.records for field in fields(recorded.event)}  # type: ignore[arg-type]
    kept = {"to", "case"}
    for wanted in [names - kept] if erased == "all" else [{name} for name in sorted(names - kept)]:
        states: dict[str, Any] = {}
        for recorded in scene.records:
            gone = {field.name: None for field in fields(recorded.event) if field.name in wanted}  # type: ignore[arg-type]
            event = recorded.event if kind_of(recorded.stream) == "cycle" else replace(recorded.event, **gone)
            states[recorded.stream] = evolve(states.get(recorded.stream), replace(recorded, event=event))
        assert {states[case].status for case in cases} == {Status.TITLED}


def test_an_unpublishable_configuration_and_a_broken_calendar_change_nothing():
    at = on("2022-07-01")
    for event, stream in [
        (ev.CyclePublished({"cycle": {}}, ""), "cycle_1"),
        (ev.CyclePublished(None, None), "cycle_1"),  # type: ignore[arg-type]
        (ev.CalendarYearLoaded(2022, ["tomorrow"], [], ""), "calendar_1"),
        (ev.CalendarYearLoaded(2022, None, [], ""), "calendar_1"),  # type: ignore[arg-type]
    ]:
        assert evolve("as it was", Recorded(event, stream, 1, 0, "", "", at)) == "as it was"


def test_years_are_asked_for_one_by_one():
    years = LoadedYears(w.opened().world)
    assert years[2022].year == 2022
    assert years.get(1999) is None
    with pytest.raises(TypeError):
        len(years)
    with pytest.raises(TypeError):
        list(years)


def test_folding_is_fast_enough_for_ten_years():
    """Thirty thousand events in a second or two, so a replay of a cycle is never the slow part."""
    scene, _ = reached(Status.TITLED)
    cheap = [recorded for recorded in scene.records if kind_of(recorded.stream) not in {"cycle", "calendar"}]
    states: dict[str, Any] = {}
    for _ in range(30_000 // len(cheap)):
        for recorded in cheap:
            states[recorded.stream] = evolve(states.get(recorded.stream), recorded)
    assert states
