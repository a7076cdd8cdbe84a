"""Why a case has its rank, or its score (名次与得分的由来): from the signed statistics down to each sheet.

Everything is computed again from the signed statements, at the position of the statistics; nothing from the views but
who may see what.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from biaogan.domain.config_model import TRIMMED
from biaogan.domain.events import ConsensusRatingRecorded, ScoreStatisticsComputed, TieVoteRecorded
from biaogan.domain.scoring import Score
from biaogan.domain.supposing.ground import Ground
from biaogan.domain.tally import NATIONAL, Counted, exact, gains_of, standings
from biaogan.graphql.rounds import ranking_of, round_of
from biaogan.graphql.rule_words import ROUNDS, listed, method_words, tie_words, with_value
from biaogan.graphql.why_acts import act, caused, configuration, statement
from biaogan.graphql.why_chain import Chain, Gate, Steps, Told
from biaogan.graphql.why_gates import PUBLIC
from biaogan.graphql.why_kinds import WhyKind
from biaogan.graphql.why_panel import Panel
from biaogan.graphql.why_port import Trace
from biaogan.graphql.why_sheets import counted, uncounted
from biaogan.projections.ranking import RankingRow


@dataclass(frozen=True, slots=True)
class Standing:
    """A case in a round whose ranking the viewer may see, and the ground its statistics were computed on."""

    row: RankingRow
    cases: int
    gate: Gate
    computed: Trace
    vote: Trace | None
    ground: Ground | None


def found_in(chain: Chain, round_: str, case: str, at: int | None = None) -> Standing | None:
    """The case's place in the ranking of a round; ``None`` if it has none that is open to the viewer.

    ``at``: as it stood at that position, whatever was computed since; ``None``: at that of the View.
    """
    reading = chain.reading if at is None else replace(chain.reading, at=at)
    node = round_of(reading, round_)
    ranking = None if node is None else ranking_of(node)
    row = next((entry.row for entry in ranking.entries if entry.row.case == case), None) if ranking else None
    if node is None or row is None or ranking is None:
        return None
    told = [trace for trace in chain.traces(round_) if trace.told is not None and trace.position <= reading.at]
    computed = [trace for trace in told if _is(trace, ScoreStatisticsComputed)]
    votes = [trace for trace in told if _is(trace, TieVoteRecorded) and case in _voted(trace)]
    if not computed:
        return None
    grounds = reading.context.services.grounds
    ground = reading.context.once(grounds.ground, round_, computed[-1].position) if grounds else None
    gate = Gate(round_, "ranking", reading.round_subject(node.row))
    return Standing(row, len(ranking.entries), gate, computed[-1], votes[-1] if votes else None, ground)


def _is(trace: Trace, kind: type) -> bool:
    return trace.told is not None and isinstance(trace.told.event, kind)


def _voted(trace: Trace) -> set[str]:
    entries = getattr(trace.told.event, "entries", None) if trace.told else None
    return {entry.case for entry in entries or ()}


def rank(chain: Chain, found: Standing) -> Steps:
    """The place, told apart by the tie chain, and what it was computed from."""
    row, ground = found.row, found.ground
    values = {"case": row.case, "round": row.round, "cases": found.cases, "rank": row.rank, "score": row.score}
    criteria = None if ground is None else ground.config.criteria
    values |= {"shown": row.shown, "decided_by": tie_words(row.decided_by or "", criteria)}

    def tell() -> Told:
        return Told("ranking", values, ("D-04",), row.round, found.vote or found.computed)

    def because() -> Iterator[Steps]:
        if found.vote is not None:
            yield act(chain, found.vote, found.gate)
        yield statement(chain, found.computed, PUBLIC)
        yield caused(chain, found.computed)
        if ground is not None:
            ties = listed(tie_words(link, ground.config.criteria) for link in ground.config.scoring.tie_breaks)
            counted_by = method_words(ground.tally.scoring.aggregate, calibrated=ground.tally.calibrated)
            yield configuration(chain, ground.config.digest, "configuration", method=counted_by, ties=ties)
        yield score(chain, found)

    return chain.add(WhyKind.RANKING, found.gate, tell, because, once=(row.round, row.case, found.computed.position))


def score(chain: Chain, found: Standing) -> Steps:
    """The score: of one round, or weighted over several."""
    row, ground = found.row, found.ground
    if ground is None or (standing := standings(ground.tally, [row.case]).get(row.case)) is None:
        return ()
    case, parts = row.case, ground.tally.parts_of(row.case)
    if not standing.rounds:
        return aggregate(chain, found, row.round, exact(standing.final))
    weights = listed(
        with_value(ROUNDS[kind], f"{exact(value)} × {ground.tally.scoring.rounds[kind]}")
        for kind, value in standing.rounds.items()
    )
    values = {"case": case, "score": row.score, "rounds": weights}

    def because() -> Iterator[Steps]:
        for name, part in parts.items():
            if part.kind in standing.rounds and part.kind in NATIONAL:
                yield aggregate(chain, found, name, exact(standing.rounds[part.kind]))

    return chain.add(
        WhyKind.AGGREGATE,
        found.gate,
        lambda: Told("weighted", values, ("D-01",), row.round),
        because,
        once=(case, found.computed.position),
    )


def aggregate(chain: Chain, found: Standing, round_: str, value: str) -> Steps:
    """One score from the valid sheets of one round, and every sheet that does not count."""
    row, ground, case = chain.reading.views.round(round_, chain.reading.at), found.ground, found.row.case
    if row is None or ground is None:
        return ()
    part, rule = ground.tally.rounds[round_], ground.tally.scoring.aggregate
    sheets, agreed = part.sheets.get(case, ()), part.agreed.get(case)
    panel = Panel(chain, row, case, ground)
    values = {"case": case, "round": round_, "score": value, "n": len(sheets)}
    values["method"] = method_words(rule, calibrated=ground.tally.calibrated)

    def because() -> Iterator[Steps]:
        for trace in chain.traces(round_) if agreed is not None else ():
            if _is(trace, ConsensusRatingRecorded) and getattr(trace.told and trace.told.event, "case", "") == case:
                yield act(chain, trace, panel.gate("ranking"))
        ends = (
            {}
            if agreed is not None
            else trimmed(sheets, gains_of(ground.tally)(round_), rule.method, rule.trim, rule.min_n)
        )
        for sheet in sorted(sheets, key=lambda each: each.name):
            yield counted(panel, sheet, "beside" if agreed is not None else ends.get(sheet.stream, "counted"))
        yield uncounted(panel, {sheet.expert for sheet in sheets})

    words = "aggregate" if agreed is None else "agreed"
    return chain.add(
        WhyKind.AGGREGATE,
        panel.gate("ranking"),
        lambda: Told(words, values, ("D-02",), round_),
        because,
        once=(round_, case, found.computed.position),
    )


def trimmed(
    sheets: Sequence[Counted], gains: Mapping[str, Fraction], how: str, many: int, least: int
) -> dict[str, str]:
    """Sheet -> as which end it is left out (去掉最高分和最低分), D-02. Of equal totals any may be the one: here by name."""
    if how != TRIMMED or len(sheets) < least or not many:
        return {}

    def worth(sheet: Counted) -> tuple[Score, str]:
        return sheet.total + gains.get(sheet.expert, 0), sheet.name

    ordered = [sheet.stream for sheet in sorted(sheets, key=worth)]
    return dict.fromkeys(ordered[:many], "trimmed_low") | dict.fromkeys(ordered[-many:], "trimmed_high")
