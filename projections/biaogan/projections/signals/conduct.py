"""Signals in how sheets came about (评分行为线索): when they were locked, whether they moved toward the others, and overrides."""

from collections.abc import Iterator, Mapping
from datetime import timedelta
from fractions import Fraction
from typing import Final

import numpy as np

from biaogan.domain.scoring import mean, median
from biaogan.projections.signals.facts import Act, Relock
from biaogan.projections.signals.kinds import MEANINGS, Kind, Signal, TooFew
from biaogan.projections.signals.permutation import Draw, Flags, Stream, chance, shuffles, whole
from biaogan.projections.signals.ranks import midranks
from biaogan.projections.signals.scores import Panels, upper

LAST: Final = timedelta(hours=2)
"""Before the end of the round: the last minute (截止前最后时刻)."""
_TICK: Final = timedelta(microseconds=1)


def fast_lock(p: Panels) -> Iterator[Signal | TooFew]:
    """From the first disclosure of the case to the lock (查阅到锁定): ranks within the case; the effect is own median by others'."""
    took = {
        (case, expert): _microseconds(sheet.locked_at - read)
        for (case, expert), sheet in sorted(p.sheets.items())
        if (read := p.facts.read_at.get((case, expert))) and sheet.locked_at and sheet.locked_at >= read
    }
    slow = _within({pair: -seconds for pair, seconds in took.items()})
    for expert in p.by_expert:
        cases = [case for case, given in slow.items() if expert in given]
        if len(cases) < MEANINGS[Kind.FAST_LOCK].needed:
            yield TooFew(Kind.FAST_LOCK, (expert,), len(cases))
            continue
        lists = [list(slow[case].values()) for case in cases]
        found = upper(lists, sum(slow[case][expert] for case in cases), p.stream(Kind.FAST_LOCK, expert))
        others = median([took[case, other] for case in cases for other in slow[case] if other != expert])
        effect = median([took[case, expert] for case in cases]) / others if others else Fraction(1)
        acts = tuple(p.sheets[case, expert].act for case in cases)
        yield Signal(Kind.FAST_LOCK, (expert,), len(cases), effect, found.p, found.permutations, acts)


def _microseconds(span: timedelta) -> Fraction:
    return Fraction(span // _TICK)


def _within(values: Mapping[tuple[str, str], Fraction]) -> dict[str, dict[str, int]]:
    """Twice the rank within each case that has at least two values."""
    cases: dict[str, dict[str, Fraction]] = {}
    for (case, expert), value in values.items():
        cases.setdefault(case, {})[expert] = value
    return {
        case: dict(zip(given, midranks(list(given.values())), strict=True))
        for case, given in cases.items()
        if len(given) > 1
    }


def late_lock(p: Panels) -> Iterator[Signal | TooFew]:
    """Locked in the last two hours (临近截止锁定): the own share, less what the panels' share lets expect.

    Where no sheet of the round is late there is nothing to ask, and nothing that would weigh in the correction.
    """
    closes = p.facts.closes
    late = {
        case: {expert: int(_late(p, case, expert)) for expert in given if p.sheets[case, expert].locked_at}
        for case, given in p.by_case.items()
    }
    if closes is not None and not any(any(given.values()) for given in late.values()):
        return
    for expert in p.by_expert:
        cases = [case for case, given in late.items() if expert in given and len(given) > 1] if closes else []
        if len(cases) < MEANINGS[Kind.LATE_LOCK].needed:
            yield TooFew(Kind.LATE_LOCK, (expert,), len(cases))
            continue
        lists = [list(late[case].values()) for case in cases]
        own = [late[case][expert] for case in cases]
        found = upper(lists, sum(own), p.stream(Kind.LATE_LOCK, expert))
        effect = mean(own) - mean([mean(values) for values in lists])
        acts = tuple(p.sheets[case, expert].act for case in cases if late[case][expert])
        yield Signal(Kind.LATE_LOCK, (expert,), len(cases), effect, found.p, found.permutations, acts)


def _late(p: Panels, case: str, expert: str) -> bool:
    closes, locked = p.facts.closes, p.sheets[case, expert].locked_at
    return closes is not None and locked is not None and locked >= closes - LAST


def toward_peers(p: Panels) -> Iterator[Signal | TooFew]:
    """Sheets locked again came closer to the others' mean (重锁后趋同): of each expert, and of the round together.

    Chance is: each move could as well have gone the other way.
    """
    moves = p.facts.relocks
    for expert in (None, *sorted({move.expert for move in moves})):
        subjects = () if expert is None else (expert,)
        own = [move for move in moves if expert in (None, move.expert)]
        if len(own) < MEANINGS[Kind.TOWARD_PEERS].needed:
            yield TooFew(Kind.TOWARD_PEERS, subjects, len(own))
            continue
        gains = [_nearer(move, move.after) for move in own]
        mirrored = [_nearer(move, 2 * move.before - move.after) for move in own]
        points = whole([*gains, *mirrored])
        lists = list(zip(points[: len(own)], points[len(own) :], strict=True))
        found = upper(lists, sum(points[: len(own)]), p.stream(Kind.TOWARD_PEERS, *subjects))
        acts = tuple(Act(move.sheet, move.position) for move in own)
        yield Signal(Kind.TOWARD_PEERS, subjects, len(own), mean(gains), found.p, found.permutations, acts)


def _nearer(move: Relock, to: Fraction) -> Fraction:
    return abs(move.before - move.peers) - abs(to - move.peers)


def overrides(p: Panels) -> Iterator[Signal | TooFew]:
    """Cases of one unit rose where groups departed from the scores (合议改变名次): the mean number of ranks.

    Chance is: what was changed could as well have been changed of any ranked case. Of units with a changed case.
    """
    cases, made = p.facts.cases, sorted(p.facts.overrides, key=lambda each: each.position)
    lifts: dict[str, int] = {}
    for each in made:
        lifts[each.case] = lifts.get(each.case, 0) + each.statistic_rank - each.decided_rank
    ranked = sorted({case for case in (*p.facts.ranked, *lifts) if case in cases})
    for unit in sorted({cases[each.case].unit for each in made if each.case in cases}):
        changed = [each for each in made if each.case in cases and cases[each.case].unit == unit]
        own = np.array([cases[case].unit == unit for case in ranked])
        if len(changed) < MEANINGS[Kind.OVERRIDES].needed or own.all():
            yield TooFew(Kind.OVERRIDES, (unit,), len(changed))
            continue
        risen = [each.statistic_rank - each.decided_rank for each in changed]
        draw, seen = shuffles([lifts.get(case, 0) for case in ranked]), sum(risen)

        def extreme(stream: Stream, size: int, draw: Draw = draw, own: Flags = own, seen: int = seen) -> Flags:
            return np.asarray(draw(stream, size)[:, own].sum(axis=1) >= seen)

        found = chance(extreme, p.stream(Kind.OVERRIDES, unit))
        acts = tuple(Act(each.group, each.position) for each in changed)
        yield Signal(Kind.OVERRIDES, (unit,), len(changed), mean(risen), found.p, found.permutations, acts)
