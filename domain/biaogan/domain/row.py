"""The shape of the lifecycle table: one act's row, and how an act's scope, cycle and stream are found."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from biaogan.domain import consequences
from biaogan.domain.act import Consequence
from biaogan.domain.case import Case
from biaogan.domain.committee import Committee
from biaogan.domain.draw import Draw
from biaogan.domain.events import Event
from biaogan.domain.group import Group
from biaogan.domain.matter import Guard, Matter, Rule
from biaogan.domain.national_list import NationalList
from biaogan.domain.roster import Roster
from biaogan.domain.round import Round
from biaogan.domain.selection import Selection

Finder = Callable[[Any, Matter], str | None]
"""Finds a text from the body (``None`` when only availability is asked) and the matter; ``None``: not known yet."""

ABSENT = None
"""Source of an act that creates its stream."""


def whole(body: Any, m: Matter) -> str | None:
    """The role is held for the whole programme."""
    return ""


def own_stream(body: Any, m: Matter) -> str | None:
    """The scope is the stream itself: an organisation acting for itself."""
    return m.stream


def organisation(body: Any, m: Matter) -> str | None:
    """The organisation (申报组织) of the case, or of the draft."""
    if isinstance(m.state, Case):
        return m.state.organisation
    return getattr(body, "organisation", None)


def own_case(body: Any, m: Matter) -> str | None:
    """The organisation's or the unit's own case, by the role in which somebody acts."""
    return unit(body, m) if m.role.startswith("t1_") else organisation(body, m)


def unit(body: Any, m: Matter) -> str | None:
    """The tier-1 unit (推荐单位) of the case, of the letter, or of the roster's first place."""
    if isinstance(m.state, Case):
        return m.state.unit
    if body is None and isinstance(m.state, Roster) and m.state.places:
        first = m.world[m.state.places[0]]
        return first.unit if isinstance(first, Case) else None
    return getattr(body, "unit", None)


def cycle_of(body: Any, m: Matter) -> str | None:
    """The cycle (年度活动) the body names, else that of the stream, of its round, or of the roster's first place."""
    if (named := getattr(body, "cycle", None)) is not None:
        return str(named)
    if isinstance(m.state, Case | Committee | Draw | Group | NationalList | Round | Selection):
        return m.state.cycle
    if isinstance(m.state, Roster) and m.state.places:
        first = m.world[m.state.places[0]]
        return first.cycle if isinstance(first, Case) else None
    if (round_ := getattr(body, "round", None)) is not None:
        return m.referred("round", round_, Round).cycle
    return None


def own_cycle(body: Any, m: Matter) -> str | None:
    """The cycle is the stream itself: an act about its rules is done under the rules in force."""
    return m.stream if m.state is not None else None


FEW_STATES = 3
"""An act that waits for somebody waits in no more states than this."""


@dataclass(frozen=True, slots=True)
class Row:
    """One act (行为): what it is called, who may do it where, from which state to which, under which rules."""

    number: str
    """Transition of rulebook 1.13; "" for an act outside that table."""
    act: str
    event: type[Event]
    kind: str
    """Kind of stream the statement is written on."""
    roles: tuple[str, ...]
    """Who may state it; empty for a consequence, which nobody may."""
    scope: Finder
    sources: tuple[str | None, ...]
    target: str | None = None
    """State of the stream afterwards; ``None`` leaves it."""
    cycle: Finder | None = cycle_of
    """The cycle it is under; ``None`` for an act outside any, whose ``rules`` is empty."""
    stream: Callable[[Any], str | None] | None = None
    """The stream id its body demands, where ids are derived; ``None`` if the body is no such thing."""
    guards: tuple[Guard, ...] = ()
    rules: tuple[Rule, ...] = ()
    then: Callable[[Any, Matter], tuple[Consequence, ...]] = consequences.none
    taken: str = "wrong_state"
    """Code of the refusal when the stream exists though the act would create it."""

    for_another: bool = False
    """Whether a supporter may sign it for the person whose role it is (可代办): forms and drafts of an applicant alone."""

    @property
    def at_any_time(self) -> bool:
        """Whether it can be done in most states (随时可为), so that nothing waits for it: a withdrawal, a suspicion."""
        return len(self.sources) > FEW_STATES
