"""Why something is in its state (状态的由来): every act that moved it, the latest first, back to its beginning."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any, Final

from biaogan.domain import states
from biaogan.domain.ids import kind_of
from biaogan.domain.status import Status
from biaogan.graphql.reading import Reading
from biaogan.graphql.status_words import status_words
from biaogan.graphql.visibility import ON_LIST, can_see, shown_as
from biaogan.graphql.why_acts import act, caused, said
from biaogan.graphql.why_chain import Chain, Gate, Steps, Told
from biaogan.graphql.why_gates import gate_of, subject_of
from biaogan.graphql.why_kinds import WhyKind
from biaogan.graphql.why_port import Trace
from biaogan.graphql.why_rank import found_in, rank

STATES: Final = {
    "case": "case.listed",
    "list": "list.notice",
    "objection": "objection",
    "roster": "roster",
    "round": "round",
}
"""Kind of a stream that has a state -> the class of the state."""


@dataclass(frozen=True, slots=True)
class Move:
    """A record at which the state that the viewer is shown changed."""

    trace: Trace
    before: Any
    after: Any


def status(chain: Chain, stream: str) -> Steps:
    """The state, and what made it; () for what has none, or is not the viewer's to see."""
    reading, klass = chain.reading, STATES.get(kind_of(stream))
    subject = None if klass is None else subject_of(reading, stream)
    if klass is None or subject is None or klass not in reading.opened(frozenset({klass}), subject):
        return ()
    found = list(_moves(reading, chain, stream))
    if not found:
        return ()
    now = found[-1].after
    called = status_words(now)
    values = {"stream": stream, "status": said(now), "zh": called.zh, "en": called.en}

    def because() -> Iterator[Steps]:
        for move in reversed(found):
            gate = gate_of(reading, move.trace)
            if gate is not None:
                yield act(chain, move.trace, gate, (move.before, move.after))
                yield caused(chain, move.trace)
                yield _ranked(chain, stream, move.trace)

    gate = Gate(stream, klass, subject)
    return chain.add(WhyKind.STATUS, gate, lambda: Told("status", values, (), stream, found[-1].trace), because)


def _ranked(chain: Chain, stream: str, trace: Trace) -> Steps:
    """The case's place in the round that the act decided on, where it names one: as it stood then."""
    cause = chain.cause(trace)
    round_ = None if cause is None or cause.told is None else getattr(cause.told.event, "round", None)
    if not isinstance(round_, str) or kind_of(stream) != "case":
        return ()
    found = found_in(chain, round_, stream, trace.position)
    return () if found is None else rank(chain, found)


def _moves(reading: Reading, chain: Chain, stream: str) -> Iterator[Move]:
    """Where the state changed, as the viewer is shown it; what lay before it was theirs to see is not told."""
    state: Any = None
    before: Any = None
    noticed = False
    for trace in chain.traces(stream):
        state = state if trace.told is None else states.evolve(state, trace.told)
        status = getattr(state, "status", None)
        noticed = noticed or status == Status.NOTICE
        after = _shown(reading, stream, status, noticed)
        if after is not None and after != before:
            yield Move(trace, before, after)
        before = after


def _shown(reading: Reading, stream: str, status_: Any, noticed: bool) -> Any:
    if kind_of(stream) != "case" or not isinstance(status_, Status):
        return status_
    subject = subject_of(reading, stream)
    if subject is None or can_see(reading.viewer(), "case.content", subject):
        return status_
    shown = shown_as(status_, noticed)
    then = replace(subject, listed=shown is not None, on_list=shown is not None or status_ in ON_LIST)
    return (shown or status_) if can_see(reading.viewer(), "case.listed", then) else None
