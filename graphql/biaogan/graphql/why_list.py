"""Why a case has its rank on the recommended list (推荐名单名次的由来): the committee, the group's report, the round."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from biaogan.domain.events import ConsensusOverrideRecorded, FinalListAdopted, GroupReportAdopted
from biaogan.domain.ids import list_id
from biaogan.graphql.why_acts import act
from biaogan.graphql.why_chain import Chain, Gate, Steps, Told
from biaogan.graphql.why_gates import gate_of, subject_of
from biaogan.graphql.why_kinds import WhyKind
from biaogan.graphql.why_port import Trace
from biaogan.graphql.why_rank import Standing, found_in, rank, score


@dataclass(frozen=True, slots=True)
class Adopted:
    """A case on the list as it was adopted last."""

    trace: Trace
    cycle: str
    round: str | None
    rank: int


def adopted_in(chain: Chain, list_: str, case: str) -> Adopted | None:
    """The case's place on the list; ``None`` if it has none, or none that is open to the viewer."""
    reading = chain.reading
    cycle = next((row.id for row in reading.views.cycles(reading.at) if list_id(row.id) == list_), "")
    row = reading.national_list(cycle)
    adopted = [trace for trace in chain.traces(list_) if _event(trace, FinalListAdopted)]
    if row is None or "list.ranks" not in reading.list_open(row) or reading.bars(case) or not adopted:
        return None
    event = _event(adopted[-1], FinalListAdopted)
    entry = next((entry for entry in event.entries or () if entry.case == case), None)
    return None if entry is None else Adopted(adopted[-1], cycle, event.round, entry.rank)


def _standing(chain: Chain, adopted: Adopted, case: str) -> Standing | None:
    """Its place in the round the list was adopted on, as it stood then."""
    return found_in(chain, adopted.round, case, adopted.trace.position) if adopted.round else None


def scored(chain: Chain, list_: str, case: str) -> Steps:
    """The score the case was listed with."""
    adopted = adopted_in(chain, list_, case)
    found = None if adopted is None else _standing(chain, adopted, case)
    return () if found is None else score(chain, found)


def listed(chain: Chain, list_: str, case: str) -> Steps:
    """The place on the list, if its ranks are open to the viewer."""
    reading = chain.reading
    adopted, subject = adopted_in(chain, list_, case), subject_of(reading, list_)
    if adopted is None or subject is None:
        return ()
    gate = Gate(list_, "list.ranks", subject)
    values = {"case": case, "rank": adopted.rank, "round": adopted.round}

    def because() -> Iterator[Steps]:
        yield act(chain, adopted.trace, Gate(list_, "list.steps", subject))
        for group in reading.views.groups(adopted.cycle, reading.at):
            if case in (group.cases or ()):
                yield from _reported(chain, group.id, case)
        if (found := _standing(chain, adopted, case)) is not None:
            yield rank(chain, found)

    return chain.add(WhyKind.RANKING, gate, lambda: Told("listed", values, ("R-72",), list_, adopted.trace), because)


def _reported(chain: Chain, group: str, case: str) -> Iterator[Steps]:
    for trace in chain.traces(group):
        gate = gate_of(chain.reading, trace)
        report, departure = _event(trace, GroupReportAdopted), _event(trace, ConsensusOverrideRecorded)
        if gate is not None and report is not None:
            for entry in report.entries or ():
                if entry.case == case:
                    values = {"group": group, "case": case, "rank": entry.rank}
                    yield _place(chain, trace, gate, Told("reported", values, ("R-72",), group, trace))
        if gate is not None and departure is not None and departure.case == case:
            values = {"group": group, "case": case}
            values |= {"before": departure.statistic_rank, "after": departure.decided_rank}
            yield _place(chain, trace, gate, Told("departed", values, ("R-72",), group, trace))


def _place(chain: Chain, trace: Trace, gate: Gate, told: Told) -> Steps:
    return chain.add(
        WhyKind.RANKING, gate, lambda: told, lambda: [act(chain, trace, gate)], once=(trace.position, told.words)
    )


def _event(trace: Trace, kind: type) -> Any:
    return trace.told.event if trace.told is not None and isinstance(trace.told.event, kind) else None
