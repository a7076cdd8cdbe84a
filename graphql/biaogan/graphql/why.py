"""``why``: for a rank, a score, a state, a refusal or a denial, the chain down to signatures, keys and rules (溯源).

Promises: no step shows more than the table opens to the viewer; nothing later than the View is named; whoever may not see
what is asked about gets null, as for what does not exist.
"""

from typing import Annotated

import strawberry

from biaogan.domain.ids import kind_of
from biaogan.graphql.audit import Audit, audit_of
from biaogan.graphql.faults import BAD_USER_INPUT, Fault
from biaogan.graphql.guard import argument, resolved
from biaogan.graphql.reading import asked_for
from biaogan.graphql.scalars import Position
from biaogan.graphql.shown import Reads
from biaogan.graphql.why_chain import Chain, Steps
from biaogan.graphql.why_denial import denial, read_of
from biaogan.graphql.why_list import listed, scored
from biaogan.graphql.why_rank import found_in, rank, score
from biaogan.graphql.why_refusal import refusal
from biaogan.graphql.why_status import status
from biaogan.graphql.why_types import Why, WhyStep


@strawberry.input(description="A case in a round, or on a list (项目与排序).")
class WhyPlaceInput:
    """By their ids."""

    within: strawberry.ID = strawberry.field(description="The round, or the recommended list (轮次或推荐名单).")
    case: strawberry.ID = strawberry.field(description="The case (申报项目).")


@strawberry.input(one_of=True, description="What is asked about (所问事项): exactly one.")
class WhyInput:
    """A rank, a score, a state, a refusal, or a denial."""

    rank: WhyPlaceInput | None = strawberry.field(default=strawberry.UNSET, description="Why this rank (名次).")
    score: WhyPlaceInput | None = strawberry.field(default=strawberry.UNSET, description="Why this score (得分).")
    status: strawberry.ID | None = strawberry.field(
        default=strawberry.UNSET,
        description="Why this state: of a case, a list, an objection, a roster, a round (状态).",
    )
    refusal: Position | None = strawberry.field(
        default=strawberry.UNSET, description="Why this act was refused, by the position of the refusal (驳回)."
    )
    receipt: str | None = strawberry.field(
        default=strawberry.UNSET,
        description="The same by the receipt of the refusal, for who was handed it (驳回回执).",
    )
    denial: int | None = strawberry.field(
        default=strawberry.UNSET,
        description="Why this read was denied, by its number among the reads on record (查阅被拒).",
    )


@strawberry.type(description="The read field on reasons.")
class WhyFields(Reads):
    """Part of the View."""

    @resolved(
        "Why something is as it is (理由): the chain down to signatures, assignments, the draw, conflicts, keys and rules. "
        "Null for what is missing, or not the viewer's to see."
    )
    def why(self, of: Annotated[WhyInput, argument("What is asked about (所问事项).")]) -> Why | None:
        """At the position of this View."""
        reading, traces = self.reading, self.reading.context.services.traces
        if traces is None:
            return None
        chain = Chain(reading, traces, _case(of))
        found = _asked(chain, of) or None
        if asked_for(reading, _named(of), found) is None:
            return None
        steps = [
            WhyStep(
                reading=reading,
                link=link,
                number=number,
                kind=link.kind,
                withheld=link.withheld,
                because=list(link.because),
            )
            for number, link in enumerate(chain.links)
        ]
        return Why(steps=steps)


def _asked(chain: Chain, of: WhyInput) -> Steps:
    if of.rank:
        return _rank(chain, str(of.rank.within), str(of.rank.case))
    if of.score:
        return _score(chain, str(of.score.within), str(of.score.case))
    if of.status:
        return status(chain, str(of.status))
    if of.receipt:
        return _receipt(chain, of.receipt)
    if isinstance(of.denial, int):
        return _denial(chain, of.denial)
    trace = chain.trace_at(of.refusal if isinstance(of.refusal, int) else None)
    return () if trace is None else refusal(chain, trace, "")


def _rank(chain: Chain, within: str, case: str) -> Steps:
    if kind_of(within) == "list":
        return listed(chain, within, case)
    found = found_in(chain, within, case)
    return () if found is None else rank(chain, found)


def _score(chain: Chain, within: str, case: str) -> Steps:
    if kind_of(within) == "list":
        return scored(chain, within, case)
    found = found_in(chain, within, case)
    return () if found is None else score(chain, found)


def _receipt(chain: Chain, receipt: str) -> Steps:
    """Who holds the receipt was handed it: it proves itself by an opening that nobody else knows."""
    viewer, traces = chain.reading.viewer(), chain.reading.context.services.traces
    person = viewer.person if viewer.through is None else None
    position = None if traces is None or person is None else traces.received(receipt)
    trace = chain.trace_at(position)
    return () if trace is None or person is None else refusal(chain, trace, person)


def _denial(chain: Chain, number: int) -> Steps:
    """For who was denied, and for an audit."""
    reading = chain.reading
    port, viewer = reading.context.services.reads, reading.viewer()
    read = None if port is None or number < 0 else read_of(port, number, reading.at)
    own = read is not None and read.person == viewer.person and not (viewer.supporter or viewer.through)
    audit: Audit | None = None if own else audit_of(reading)
    if read is None or (audit is None and not own) or (audit is not None and not audit.shows(read)):
        return ()
    if read.allowed:
        raise Fault(BAD_USER_INPUT, "该次查阅未被拒绝", "that read was not denied")
    return denial(chain, read, audit)


def _case(of: WhyInput) -> str:
    """The case that is asked about; "" where none is."""
    for place in (of.rank, of.score):
        if place:
            return str(place.case)
    return str(of.status) if of.status and kind_of(str(of.status)) == "case" else ""


def _named(of: WhyInput) -> str:
    """The id that was asked for; "" where there is none to note."""
    for place in (of.rank, of.score):
        if place:
            return str(place.within)
    return str(of.status or "")
