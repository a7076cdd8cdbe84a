"""A chain of reasons while it is put together (理由链): steps, each as far as the table opens it to the viewer.

Promises: a step that is not open is either not there, or says only that there is one and which rule withholds it; what
lies behind it is not even looked for. That a step is withheld is no denial: nobody asked for it by itself. The same
question at the same position gives the same chain.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from biaogan.graphql.faults import TOO_EXPENSIVE, Fault
from biaogan.graphql.reading import Reading
from biaogan.graphql.viewer import Subject
from biaogan.graphql.visibility import TABLE
from biaogan.graphql.why_kinds import WhyKind
from biaogan.graphql.why_port import Trace, TracesPort
from biaogan.graphql.why_words import worded

MOST: Final = 1000
"""Steps of one chain."""
Steps: TypeAlias = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Gate:
    """For whom a step is: its class, what the table is asked of, and the object a read of it is recorded under."""

    stream: str
    klass: str
    subject: Subject


@dataclass(frozen=True, slots=True)
class Link:
    """One step (步骤). ``confidential``: reading it is recorded. ``because``: numbers of the steps it rests on."""

    kind: WhyKind
    gate: Gate
    withheld: bool
    confidential: bool
    zh: str
    en: str
    rules: tuple[str, ...] = ()
    about: str | None = None
    trace: Trace | None = None
    code: str | None = None
    person: str | None = None
    kid: str | None = None
    because: Steps = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What a step shows where it is open."""

    words: str
    values: Mapping[str, object] = field(default_factory=dict)
    rules: tuple[str, ...] = ()
    about: str | None = None
    trace: Trace | None = None
    code: str | None = None
    person: str | None = None
    kid: str | None = None


class Chain:
    """The steps so far; the first is the answer. ``case``: the one that is asked about, "" where none is."""

    def __init__(self, reading: Reading, traces: TracesPort, case: str = "") -> None:
        self.reading = reading
        self.case = case
        self._port = traces
        self._links: list[Link | None] = []
        self._known: dict[object, Steps] = {}

    @property
    def links(self) -> tuple[Link, ...]:
        """Every step, once the chain is whole."""
        return tuple(link for link in self._links if link is not None)

    def traces(self, stream: str) -> Sequence[Trace]:
        """The records of a stream, up to the position that is read at."""
        return self.reading.context.once(self._port.of, stream, self.reading.at)

    def trace_at(self, position: int | None) -> Trace | None:
        """The record at a position that is within the View."""
        if position is None or position > self.reading.at:
            return None
        return self.reading.context.once(self._port.at, position)

    def cause(self, trace: Trace) -> Trace | None:
        """The act a consequence follows from."""
        return self._port.cause(trace)

    def add(
        self,
        kind: WhyKind,
        gate: Gate,
        tell: Callable[[], Told],
        because: Callable[[], Iterable[Steps]] = tuple,
        *,
        hidden: bool = False,
        once: object = None,
    ) -> Steps:
        """One more step, if it is open, with what it rests on; ``hidden``: if it is not, there is none at all.

        What has the same ``once`` is one step, however often it is come to.
        """
        place = (kind, gate, once)
        if once is not None and place in self._known:
            return self._known[place]
        self.reading.context.in_time()
        open_ = self.reading.opened(frozenset({gate.klass}), gate.subject).get(gate.klass)
        rule = TABLE[gate.klass].rule
        if open_ is None and hidden:
            return ()
        if (number := len(self._links)) >= MOST:
            raise Fault(TOO_EXPENSIVE, f"步骤超过 {MOST} 个", f"more than {MOST} steps", limit="steps", maximum=MOST)
        self._links.append(None)
        if once is not None:
            self._known[place] = (number,)
        if open_ is None:
            self._links[number] = Link(kind, gate, True, False, *worded("withheld", rule=rule), rules=(rule,))
            return (number,)
        told = tell()
        rests = tuple(step for steps in because() for step in steps)
        self._links[number] = Link(
            kind,
            gate,
            False,
            open_,
            *worded(told.words, **told.values),
            rules=told.rules,
            about=told.about,
            trace=told.trace,
            code=told.code,
            person=told.person,
            kid=told.kid,
            because=tuple(dict.fromkeys(rests)),
        )
        return (number,)
