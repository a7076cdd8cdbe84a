"""The signals of one round (评审诚信线索): which patterns deserve a look, each with what chance would do. Signals, not findings.

Promises: the same facts and seed give the same report, to the last digit; every signal computed is in it and in the correction,
surprising or not; they are listed by kind and subject, never by p-value; what is too few is said and not computed.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256

from biaogan.projections.signals import circles, conduct, scores
from biaogan.projections.signals.agreement import Agreement, agreements
from biaogan.projections.signals.facts import RoundFacts
from biaogan.projections.signals.kinds import Signal, TooFew
from biaogan.projections.signals.model import fit
from biaogan.projections.signals.permutation import LIMIT, adjusted
from biaogan.projections.signals.scores import Panels, panels_of

TESTS = (
    scores.severity,
    scores.outliers,
    scores.home_favour,
    scores.reciprocity,
    circles.circles,
    scores.alike,
    scores.rank_following,
    conduct.fast_lock,
    conduct.late_lock,
    conduct.toward_peers,
    conduct.overrides,
)


@dataclass(frozen=True, slots=True)
class Report:
    """What was computed of a round (线索报告), and what was not."""

    round: str
    seed: int
    limit: int
    """Random arrangements drawn at most for one signal."""
    sheets: int
    signals: tuple[Signal, ...]
    too_few: tuple[TooFew, ...]
    agreement: tuple[Agreement, ...]


def seed_of(round_: str) -> int:
    """The seed of a round follows from its id: nobody can try seeds until one pleases."""
    return int.from_bytes(sha256(f"signals:{round_}".encode()).digest()[:6])


def report(facts: RoundFacts, seed: int | None = None) -> Report:
    """Everything about a round; pure."""
    seed = seed_of(facts.round) if seed is None else seed
    totals = {(sheet.case, sheet.expert): sheet.total for sheet in facts.sheets}
    model = fit(totals)
    panels = panels_of(facts, totals, model, seed)
    found = list(_all(panels))
    signals = [each for each in found if isinstance(each, Signal)]
    corrected = zip(signals, adjusted([each.p for each in signals]), strict=True)
    return Report(
        facts.round,
        seed,
        LIMIT,
        len(totals),
        tuple(replace(each, q=q) for each, q in corrected),
        tuple(each for each in found if isinstance(each, TooFew)),
        tuple(agreements(facts, totals, model, seed)),
    )


def _all(panels: Panels) -> Iterator[Signal | TooFew]:
    for test in TESTS:
        yield from test(panels)
