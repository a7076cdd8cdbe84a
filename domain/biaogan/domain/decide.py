"""``decide``: may this act be done now, and what follows? ``available``: what could this person do here?

Promises: pure; reads nothing but ``world[...]``, so what it read is what it depends on; raises :class:`Rejected` or
answers the consequences. The order of questions is fixed: the act, its stream, the role, the state, the rules in force,
then the act's own guards and rules as the lifecycle table lists them.
"""

from dataclasses import replace
from datetime import datetime
from typing import Any

from biaogan.domain.act import Act, Consequence, World
from biaogan.domain.cycle import Cycle
from biaogan.domain.ids import kind_of
from biaogan.domain.lifecycle import ACTS, BY_TOPIC
from biaogan.domain.matter import Matter
from biaogan.domain.person import ANYONE
from biaogan.domain.rejections import Rejected
from biaogan.domain.row import ABSENT, Row
from biaogan.domain.rules.authority import SCOPED, holds, the_actor_holds_one_of_the_roles_in_the_scope
from biaogan.domain.rules.support import the_supporter_may_sign_it_for_the_person

UNRELATED = frozenset({ANYONE, "expert", "objector"})
"""Who holds these need have nothing to do with the stream: they are not told its state, nor whether it is there."""


def decide(act: Act, world: World) -> tuple[Consequence, ...]:
    """The consequences of an act, after every question about it. Raises :class:`Rejected`.

    Codes ``role_not_held``, ``act_as_not_granted`` and ``act_as_forbidden`` mean the signer may not; any other, that the
    act is against a rule.
    """
    row, m = authorised(act, world)
    return decide_as(row, m, act)


def decide_as(row: Row, m: Matter, act: Act) -> tuple[Consequence, ...]:
    """The rest of `decide`, after `authorised` has answered ``row`` and ``m``. Raises :class:`Rejected`."""
    _state_allows(row, m)
    m = _under_its_cycle(row, act.event, m)
    if act.rules != (expected := _digest(row, m)):
        raise Rejected("stale_rules", given=act.rules, expected=expected)
    for guard in row.guards:
        guard(m)
    for rule in row.rules:
        rule(act.event, m)
    found = row.then(act.event, m)
    for consequence in found:
        m.world[consequence.stream]  # written to, so depended on
    return found


def authorised(act: Act, world: World) -> tuple[Row, Matter]:
    """The act's row and its matter, if the signer may do such a thing at all; the first questions of `decide`.

    Asked by itself too, before the signer is told anything about the stream. Raises :class:`Rejected`.
    """
    row = BY_TOPIC.get(act.event.TOPIC)
    if row is None:
        raise Rejected("nobody_may_state", topic=act.event.TOPIC)
    _stream_is_the_acts_own(row, act)
    m = Matter(world, act.stream, act.behalf or act.actor, act.role, act.at, world[act.stream], seal=act.seal)
    if act.behalf:
        m = replace(m, supporter=act.actor)
        the_supporter_may_sign_it_for_the_person(m, row.act, allowed=row.for_another)
    the_actor_holds_one_of_the_roles_in_the_scope(m, row.roles, row.scope(act.event, m))
    if m.state is None and m.role in SCOPED and ABSENT not in row.sources:  # what is not there is in nobody's scope
        raise Rejected("role_not_held", role=m.role, scope=None, allowed=list(row.roles))
    if m.role in UNRELATED and row.taken == "wrong_state":
        _state_allows(row, m)
    return row, m


def rules_in_force(row: Row, act: Act, world: World) -> str:
    """Digest of the configuration the act has to be done under (R-05); "" outside any cycle.

    Also "" where nothing tells the cycle, because the stream does not exist: `decide` says so better. Raises
    ``unknown_reference`` for a cycle that is not published.
    """
    m = Matter(world, act.stream, act.actor, act.role, act.at, world[act.stream])
    m = _under_its_cycle(row, act.event, m)
    return _digest(row, m) if m.cycle else ""


def available(
    world: World, person: str, stream: str, at: datetime, supporter: str = ""
) -> list[tuple[Row, Rejected | None]]:
    """Every act on this kind of stream, each with the reason why ``person`` may not do it now, or ``None``; with a
    ``supporter``, why that one may not sign it for the person.

    Asks for role, state and guards; what only a body can break is not asked. A scope that only a body can tell is
    taken to be any the person has.
    """
    m = Matter(world, stream, person, "", at, world[stream], supporter=supporter)
    return [(row, _why_not(row, m)) for row in ACTS if row.kind == kind_of(stream)]


def _why_not(row: Row, m: Matter) -> Rejected | None:
    scope = row.scope(None, m)
    m = replace(m, role=next((role for role in row.roles if holds(m, m.actor, role, scope)), ""))
    try:
        if m.supporter:
            the_supporter_may_sign_it_for_the_person(m, row.act, allowed=row.for_another)
        the_actor_holds_one_of_the_roles_in_the_scope(m, row.roles, scope)
        _state_allows(row, m)
        m = _under_its_cycle(row, None, m)
        if m.cycle:
            for guard in row.guards:
                guard(m)
    except Rejected as rejected:
        return rejected
    return None


def _stream_is_the_acts_own(row: Row, act: Act) -> None:
    if kind_of(act.stream) != row.kind or "_" not in act.stream:
        raise Rejected("stream_mismatch", given=act.stream, expected=f"{row.kind}_")
    if row.stream is not None and act.stream != (expected := row.stream(act.event)):
        raise Rejected("stream_mismatch", given=act.stream, expected=expected)


def _state_allows(row: Row, m: Matter) -> None:
    status = None if m.state is None else str(m.state.status)
    if status not in row.sources:
        code = row.taken if status is not None else "wrong_state"
        allowed = [None if source is None else str(source) for source in row.sources]
        if code == "wrong_state" and m.role in UNRELATED:
            raise Rejected("not_there_or_not_now", allowed=allowed)
        raise Rejected(code, status=status, allowed=allowed, stream=m.stream)


def _under_its_cycle(row: Row, body: Any, m: Matter) -> Matter:
    return replace(m, cycle=(row.cycle(body, m) or "") if row.cycle else "")


def _digest(row: Row, m: Matter) -> str:
    return m.referred("cycle", m.cycle, Cycle).digest if row.cycle else ""
