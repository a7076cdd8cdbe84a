"""How firm each rank is (名次稳定性): the interval of ranks when the experts of a round are drawn again and again.

The bootstrap of experts: a sample draws as many experts as there are, with repetition, and each brings all of the own
sheets as often as drawn. Draws come from SHA-256 of the seed, so everybody gets the same samples on every machine.
"""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256

from biaogan.domain.scoring import Ranked
from biaogan.domain.supposing.answer import Side, Supposing, sides
from biaogan.domain.tally import Gains, Scored, Tally, gains_of, ranking, standing_of

TAIL = 40
"""One sample in so many lies below the interval, and one above (2.5 %)."""


@dataclass(frozen=True, slots=True)
class Firmness:
    """A case's interval of ranks (名次区间) over the samples in which it was ranked at all."""

    case: str
    rank: int | None
    """As it is."""
    lowest: int | None
    highest: int | None
    ranked: int
    """Samples in which it had a valid sheet."""
    inside: int
    """Samples in which it lay inside the line."""


def experts_of(t: Tally) -> list[str]:
    """Everybody with a valid sheet, in order of id."""
    parts = (given for part in t.rounds.values() for given in part.sheets.values())
    return sorted({sheet.expert for given in parts for sheet in given})


def samples(of: Supposing, seed: str, count: int) -> Iterator[tuple[Ranked, ...]]:
    """The rankings of ``count`` samples, each worked out when it is asked for.

    What experts gain by calibration stays as fitted to all sheets.
    """
    tally = of.ground.tally
    experts, gains = experts_of(tally), gains_of(tally)
    for number in range(count):
        yield _ranked(tally, drawn(experts, f"{seed}:{number}"), gains)


def firmness(of: Supposing, found: list[tuple[Ranked, ...]]) -> tuple[Firmness, ...]:
    """The interval of each case over the rankings of samples, in the order of the ranking as it is."""
    ranks: dict[str, list[int]] = {}
    inside: Counter[str] = Counter()
    for sample in found:
        for each in sample:
            ranks.setdefault(each.standing.case, []).append(each.rank)
        inside.update(case for case, side in sides(sample, of.cut).items() if side == Side.INSIDE)
    now = {each.standing.case: each.rank for each in of.before}
    order = [*now, *(case for case in of.ground.tally.cases if case not in now)]
    return tuple(_firm(case, now.get(case), sorted(ranks.get(case, [])), inside[case]) for case in order)


def _firm(case: str, rank: int | None, ranks: list[int], inside: int) -> Firmness:
    tail = len(ranks) // TAIL
    lowest, highest = (ranks[tail], ranks[-1 - tail]) if ranks else (None, None)
    return Firmness(case, rank, lowest, highest, len(ranks), inside)


def drawn(experts: list[str], seed: str) -> Mapping[str, int]:
    """How often each expert is drawn in one sample."""
    numbers = (int.from_bytes(sha256(f"biaogan sample:{seed}:{n}".encode()).digest()) for n in range(len(experts)))
    return Counter(experts[number % len(experts)] for number in numbers)


def _ranked(t: Tally, times: Mapping[str, int], gains: Gains) -> tuple[Ranked, ...]:
    then = replace(t, rounds={name: _repeated(part, times) for name, part in t.rounds.items()})
    found = (standing_of(then, case, gains) for case in then.cases)
    return ranking((each for each in found if each is not None), then)


def _repeated(part: Scored, times: Mapping[str, int]) -> Scored:
    sheets = {
        case: tuple(sheet for sheet in given for _ in range(times.get(sheet.expert, 0)))
        for case, given in part.sheets.items()
    }
    return replace(part, sheets=sheets)
