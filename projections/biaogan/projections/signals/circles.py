"""Favour that goes round among three experts (循环互惠): each to cases tied to the next alone, and the last to the first's.

Promises: every circle there is is known, both ways round; at most ``MOST`` are computed, those with the most sheets on their
thinnest way, then altogether, then by name: what was scored has no part in the choice, so p is what it says it is.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from heapq import nsmallest
from typing import Final, TypeAlias

from biaogan.projections.signals.kinds import MEANINGS, Kind, Signal, TooFew
from biaogan.projections.signals.scores import Panels, favour, tied_to_another

MOST: Final = 20
"""Circles of a round that are computed: more would drown every other signal in the correction."""
EACH_WAY: Final = MEANINGS[Kind.CIRCLE].needed // 3
Sheets: TypeAlias = Sequence[tuple[str, str]]
Ways: TypeAlias = Mapping[str, Mapping[str, Sheets]]
"""Expert -> another -> the sheets of the first on cases tied to the other alone."""
Circle: TypeAlias = tuple[str, str, str]


def circles(p: Panels) -> Iterator[Signal | TooFew]:
    """Three experts, each more than expected on cases tied to the next (循环互惠); at least two sheets each way."""
    ways = _ways(p)
    fullest = nsmallest(MOST, _circles(ways), key=lambda circle: _fullness(ways, circle))
    computed = [circle for circle in fullest if min(map(len, _parts(ways, circle))) >= EACH_WAY]
    for circle in sorted(computed):
        yield favour(p, Kind.CIRCLE, circle, _sheets(ways, circle))
    if fullest and not computed:
        yield TooFew(Kind.CIRCLE, (), len(_sheets(ways, fullest[0])))


def _ways(p: Panels) -> Ways:
    at_home = defaultdict[str, list[str]](list)
    for expert in p.by_expert:
        for home in p.facts.homes.get(expert, ()):
            at_home[home].append(expert)
    found = {expert: defaultdict[str, list[tuple[str, str]]](list) for expert in p.by_expert}
    for scorer, cases in p.by_expert.items():
        for case in cases:
            facts = p.facts.cases.get(case)
            homes = () if facts is None else (facts.unit, facts.organisation)
            for other in {expert for home in homes for expert in at_home.get(home, ())} - {scorer}:
                if tied_to_another(p, other, scorer, case):
                    found[scorer][other].append((case, scorer))
    return found


def _circles(ways: Ways) -> Iterator[Circle]:
    """Each once, from its first by name on; the other way round it is another."""
    for one in ways:
        for two in ways[one]:
            for three in ways[two] if two > one else ():
                if three > one and three != two and one in ways[three]:
                    yield one, two, three


def _parts(ways: Ways, circle: Circle) -> tuple[Sheets, ...]:
    one, two, three = circle
    return ways[one][two], ways[two][three], ways[three][one]


def _sheets(ways: Ways, circle: Circle) -> Sheets:
    return [sheet for way in _parts(ways, circle) for sheet in way]


def _fullness(ways: Ways, circle: Circle) -> tuple[int, int, Circle]:
    parts = [len(way) for way in _parts(ways, circle)]
    return -min(parts), -sum(parts), circle
