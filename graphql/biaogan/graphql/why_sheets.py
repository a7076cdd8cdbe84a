"""Why a sheet counts or does not (评分表的由来): who signed it, how they came to the case, and when it could be read.

Which sheet is whose is of the identity's own class; without it the sheet has a number and a sum.
"""

from collections.abc import Iterator
from typing import Any

from biaogan.domain.events import (
    ExpertRecused,
    ExpertReplaced,
    KeyShareReleased,
    ScoreSheetLocked,
    ScoreSheetReopened,
    ScoreSheetVoided,
    SealOpened,
)
from biaogan.domain.ids import sheet_id, sheet_name
from biaogan.domain.tally import Counted, exact
from biaogan.graphql.why_acts import act, caused, statement
from biaogan.graphql.why_chain import Steps, Told
from biaogan.graphql.why_gates import signer_gate
from biaogan.graphql.why_kinds import WhyKind
from biaogan.graphql.why_panel import Panel, assignment, conflicts
from biaogan.graphql.why_port import Trace


def counted(panel: Panel, sheet: Counted, words: str) -> Steps:
    """A valid sheet; ``words``: whether it went into the score."""
    values = {"name": sheet.name, "total": exact(sheet.total)}
    signed = panel.ground.signed.get(sheet.stream)

    def because() -> Iterator[Steps]:
        trace = panel.chain.trace_at(None if signed is None else signed.position)
        if trace is not None:
            yield statement(panel.chain, trace, panel.gate("sheet.expert", sheet.stream, sheet.expert))
        yield assignment(panel, sheet.expert)
        yield seal(panel)

    return panel.chain.add(
        WhyKind.SHEET,
        panel.gate("sheet", sheet.stream, sheet.expert),
        lambda: Told(words, values, ("D-02",), sheet.name),
        because,
        once=(sheet.stream, words),
    )


def uncounted(panel: Panel, experts: set[str]) -> Steps:
    """Everybody else who is or was to score the case: whose sheet does not count, and who gave none."""
    state, steps = panel.state(), list[int]()
    if state is None:
        return ()
    places = {*state.panels.get(panel.case, ()), *(who for case, who in state.stood_aside if case == panel.case)}
    for expert in sorted(places - experts, key=lambda who: sheet_id(panel.row.id, panel.case, who, state.salt)):
        stream = sheet_id(panel.row.id, panel.case, expert, state.salt)
        reason = panel.ground.uncounted.get(sheet_name(panel.case, stream))
        steps += _left_aside(panel, expert) if reason is None else _not_counted(panel, stream, expert, reason)
    return tuple(steps)


def _not_counted(panel: Panel, stream: str, expert: str, reason: str) -> Steps:
    name, chain = sheet_name(panel.case, stream), panel.chain

    def because() -> Iterator[Steps]:
        kinds = ScoreSheetLocked, ScoreSheetVoided, ScoreSheetReopened
        for trace in chain.traces(stream):
            if trace.told is not None and isinstance(trace.told.event, kinds):
                gate = panel.gate("sheet.expert", stream, expert)
                signs = isinstance(trace.told.event, ScoreSheetLocked)
                yield statement(chain, trace, gate) if signs else act(chain, trace, panel.gate("round.panels"))
        if _left(panel, expert) is None:
            yield from conflicts(panel, expert)
        else:
            yield _left_aside(panel, expert)
        yield assignment(panel, expert)

    return chain.add(
        WhyKind.NOT_COUNTED,
        panel.gate("supposition"),
        lambda: Told(reason, {"name": name}, ("D-23",) if reason in ("voided", "stood_aside") else ("D-05",), name),
        because,
        hidden=True,
        once=(stream, reason),
    )


def _left_aside(panel: Panel, expert: str) -> Steps:
    """An expert who is not, or no longer, on the panel; or gave no sheet."""
    trace = _left(panel, expert)
    words = "silent" if trace is None else "recused" if _is(trace, ExpertRecused) else "replaced"

    def because() -> Iterator[Steps]:
        if trace is not None:
            yield act(panel.chain, trace, panel.gate("round.panels"))
        yield from conflicts(panel, expert)

    return panel.chain.add(
        WhyKind.RECUSAL,
        panel.gate("round.panels"),
        lambda: Told(words, {"case": panel.case}, ("D-23",), panel.row.id, trace, person=expert),
        because,
        hidden=True,
        once=(panel.case, expert),
    )


def _left(panel: Panel, expert: str) -> Trace | None:
    found = [trace for trace in panel.chain.traces(panel.row.id) if _leaves(trace, panel.case, expert)]
    return found[-1] if found else None


def _leaves(trace: Trace, case: str, expert: str) -> bool:
    event: Any = None if trace.told is None else trace.told.event
    if isinstance(event, ExpertRecused) and trace.told is not None:
        return (event.case, trace.told.actor) == (case, expert)
    return isinstance(event, ExpertReplaced) and (event.case, event.expert) == (case, expert)


def _is(trace: Trace, kind: type) -> bool:
    return trace.told is not None and isinstance(trace.told.event, kind)


def seal(panel: Panel) -> Steps:
    """When the scores of the round could be read, and whose shares opened them."""
    opened = panel.last(SealOpened)
    if opened is None or opened.told is None:
        return ()
    chain, gate = panel.chain, panel.gate("round.seal")
    early = bool(getattr(opened.told.event, "early", False))

    def because() -> Iterator[Steps]:
        for trace in chain.traces(panel.row.id):
            if _is(trace, KeyShareReleased):
                yield act(chain, trace, gate)
        yield statement(chain, opened, signer_gate(chain.reading, opened))
        yield caused(chain, opened)

    return chain.add(
        WhyKind.SEAL_OPENING,
        gate,
        lambda: Told("opened_early" if early else "opened", {}, ("R-13",), panel.row.id, opened),
        because,
        once=panel.row.id,
    )
