"""Rounds for the signals: drawn at random from a seed, with something planted in them, or with nothing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from random import Random

from biaogan.projections.signals.facts import CaseFacts, RoundFacts, SheetFacts

OPENS = datetime(2022, 8, 1, tzinfo=UTC)
CLOSES = OPENS + timedelta(hours=100)


@dataclass(frozen=True)
class Plan:
    """A round to draw. Each expert is at home in one unit; a case's unit and recommender's rank follow from its number."""

    cases: int = 60
    experts: int = 15
    panel: int = 5
    units: int = 15
    quality: float = 6
    noise: float = 3
    strictness: Mapping[int, float] = field(default_factory=dict)
    favours: Mapping[int, float] = field(default_factory=dict)
    """Expert -> points more on cases of the own unit."""
    pairs: Sequence[tuple[int, int, float]] = ()
    """Two experts who give these points more to cases of each other's unit."""
    circles: Sequence[tuple[int, int, int, float]] = ()
    """Three experts who each give these points more to cases of the next one's unit."""
    copies: Mapping[int, int] = field(default_factory=dict)
    """Expert -> whose sheet the expert copies where both are on a panel, give or take a point."""
    placed: Mapping[int, Sequence[int]] = field(default_factory=dict)
    """Unit -> the experts who are on the panels of all its cases."""


def drawn(plan: Plan, seed: int) -> RoundFacts:
    """The round of a seed. Times are drawn too, the same for everybody."""
    random, sheets, read = Random(seed), [], {}
    general = {expert: plan.strictness.get(expert, 0) for expert in range(plan.experts)}
    for case in range(plan.cases):
        unit, worth = case % plan.units, random.gauss(75, plan.quality)
        held = list(plan.placed.get(unit, ()))
        rest = [expert for expert in range(plan.experts) if expert not in held]
        given: dict[int, int] = {}
        for expert in sorted([*held, *random.sample(rest, plan.panel - len(held))]):
            score = worth - general[expert] + random.gauss(0, plan.noise)
            score += plan.favours.get(expert, 0) if expert % plan.units == unit else 0
            for one, other, points in plan.pairs:
                score += points if (expert, unit) in ((one, other % plan.units), (other, one % plan.units)) else 0
            for *circle, points in plan.circles:
                score += points if (expert, unit) in _ways(circle, plan.units) else 0
            if plan.copies.get(expert) in given:
                score = given[plan.copies[expert]] + random.choice((-1, 0, 1))
            given[expert] = max(0, min(100, round(score)))
        for expert, score in given.items():
            locked = OPENS + timedelta(hours=random.random() * 100)
            pair = f"case_{case:03}", f"expert_{expert:02}"
            sheets.append(SheetFacts(f"sheet_{case}_{expert}", *pair, Fraction(score), len(sheets), locked))
            read[pair] = locked - timedelta(minutes=10 + 60 * random.random())
    cases = {
        f"case_{case:03}": CaseFacts(f"org_{case}", f"unit_{case % plan.units}", case // plan.units + 1)
        for case in range(plan.cases)
    }
    homes = {f"expert_{expert:02}": frozenset({f"unit_{expert % plan.units}"}) for expert in range(plan.experts)}
    return RoundFacts("round_drawn", tuple(sheets), cases, homes, CLOSES, read)


def _ways(circle: Sequence[int], units: int) -> set[tuple[int, int]]:
    """(who, whose unit) for each of a circle and the next."""
    return {(one, other % units) for one, other in zip(circle, [*circle[1:], circle[0]], strict=True)}
