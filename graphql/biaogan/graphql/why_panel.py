"""How an expert came to a case (评审分配的由来): the assignment, the draw behind it, and what stood against it."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from biaogan.domain import states
from biaogan.domain.events import (
    ConflictDeclared,
    DrawAnswered,
    DrawCommitted,
    ExpertReplaced,
    IntegrityPledgeSigned,
    PanelsDrawn,
    ReviewRoundOpened,
)
from biaogan.domain.expert import Expert
from biaogan.domain.ids import expert_id
from biaogan.domain.round import Round
from biaogan.domain.rules.experts import interest_of
from biaogan.domain.supposing.ground import Ground
from biaogan.graphql.plots.svg import Words
from biaogan.graphql.rule_words import conflict_words
from biaogan.graphql.why_acts import act
from biaogan.graphql.why_chain import Chain, Gate, Steps, Told
from biaogan.graphql.why_gates import expert_gate, gate_of
from biaogan.graphql.why_kinds import WhyKind
from biaogan.graphql.why_port import Trace
from biaogan.projections.rounds import RoundRow


@dataclass(frozen=True, slots=True)
class Panel:
    """One case in one round."""

    chain: Chain
    row: RoundRow
    case: str
    ground: Ground

    def gate(self, klass: str, sheet: str = "", expert: str = "") -> Gate:
        """The round, or one sheet of it, for a class."""
        reading = self.chain.reading
        subject = reading.round_subject(self.row)
        if klass == "ranking":
            return Gate(self.row.id, klass, subject)
        subject = replace(subject, case=self.case, owner=expert, organisation=reading.organisation_id(self.case))
        return Gate(sheet or self.row.id, klass, subject)

    def last(self, *kinds: type) -> Trace | None:
        """The last record of the round of these kinds."""
        found = [
            trace for trace in self.chain.traces(self.row.id) if trace.told and isinstance(trace.told.event, kinds)
        ]
        return found[-1] if found else None

    def state(self) -> Round | None:
        """The round as it stood at the position of the View."""
        state = states.fold(trace.told for trace in self.chain.traces(self.row.id) if trace.told is not None)
        return state if isinstance(state, Round) else None


def assignment(panel: Panel, expert: str) -> Steps:
    """How the expert came to the case: by the draw, by the office, or in the place of another."""
    chain, case = panel.chain, panel.case
    trace, joined = panel.last(ReviewRoundOpened), False
    for other in chain.traces(panel.row.id):
        event: Any = None if other.told is None else other.told.event
        if isinstance(event, ExpertReplaced) and (event.case, event.replacement) == (case, expert):
            trace, joined = other, True
    if trace is None:
        return ()

    def because() -> Iterator[Steps]:
        yield act(chain, trace, panel.gate("round.panels"))
        yield clearance(panel, expert, trace)
        opened: Any = None if trace.told is None else trace.told.event
        if isinstance(opened, ReviewRoundOpened) and opened.draw:
            yield draw(chain, opened.draw)

    values = {"round": panel.row.id, "case": case}
    return chain.add(
        WhyKind.ASSIGNMENT,
        panel.gate("round.panels"),
        lambda: Told("joined" if joined else "panel", values, ("D-05",), panel.row.id, trace, person=expert),
        because,
        once=(case, expert),
    )


def draw(chain: Chain, stream: str) -> Steps:
    """The draw: first a commitment, then an answer, then what anybody can compute."""
    found = {type(trace.told.event): trace for trace in chain.traces(stream) if trace.told is not None}
    drawn = found.get(PanelsDrawn)
    gate = None if drawn is None else gate_of(chain.reading, drawn)
    if drawn is None or gate is None:
        return ()

    def part(kind: type, words: str) -> Steps:
        trace = found.get(kind)
        if trace is None or trace.told is None:
            return ()
        values = {"commitment": getattr(trace.told.event, "commitment", "")}
        told = Told(words, values, ("D-06",), stream, trace)
        return chain.add(WhyKind.DRAW, gate, lambda: told, lambda: [act(chain, trace, gate)], once=(stream, words))

    return chain.add(
        WhyKind.DRAW,
        gate,
        lambda: Told("drawn", {"draw": stream}, ("D-06",), stream, drawn),
        lambda: [act(chain, drawn, gate), part(DrawCommitted, "committed"), part(DrawAnswered, "answered")],
        once=stream,
    )


def clearance(panel: Panel, expert: str, assigned: Trace) -> Steps:
    """Whether a conflict stood on the day of the assignment, by the rule that admitted it, D-23."""
    chain, entry, case = panel.chain, expert_id(expert), panel.ground.cases.get(panel.case)
    if case is None:
        return ()
    before = [trace for trace in chain.traces(entry) if trace.position < assigned.position and trace.told is not None]
    state = states.fold(trace.told for trace in before if trace.told is not None)
    day = assigned.face.admitted_at.astimezone(panel.ground.config.zone).date()
    years = panel.ground.config.review.conflicts.years
    found = interest_of(state, case, day, years) if isinstance(state, Expert) else None
    pledges = [trace for trace in before if trace.told and isinstance(trace.told.event, IntegrityPledgeSigned)]
    words = "conflicted" if found else "pledged" if pledges else "cleared"
    values = {"organisation": case.organisation, "found": conflict_words(found)}
    return chain.add(
        WhyKind.CONFLICT_CLEARANCE,
        expert_gate(chain.reading, expert, entry, "expert.conflicts"),
        lambda: Told(words, values, ("D-23",), entry, pledges[-1] if pledges else None, person=expert),
        lambda: conflicts(panel, expert),
        once=(panel.row.id, panel.case, expert),
    )


def conflicts(panel: Panel, expert: str) -> Iterator[Steps]:
    """Every conflict declared of the expert with the organisation of the case, whenever."""
    chain, entry, case = panel.chain, expert_id(expert), panel.ground.cases.get(panel.case)
    gate = expert_gate(chain.reading, expert, entry, "expert.conflicts")
    for trace in chain.traces(entry):
        event: Any = None if trace.told is None else trace.told.event
        if case is not None and isinstance(event, ConflictDeclared) and event.organisation == case.organisation:
            until = Words(f"至 {event.until}", f"until {event.until}") if event.until else Words("起", "on")
            values = {"kind": conflict_words(event.kind), "since": event.since, "until": until}
            told = Told("conflict", values, ("D-23",), entry, trace)
            yield chain.add(WhyKind.CONFLICT, gate, lambda told=told: told, once=trace.position, hidden=True)  # type: ignore[misc]
