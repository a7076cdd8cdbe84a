"""A supposition and what would follow, as plain values for a report (推演报告): texts, whole numbers, exact fractions."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict
from typing import Any

from biaogan.domain.supposing.answer import Answer, Change
from biaogan.domain.supposing.flip import Flip, Reached
from biaogan.domain.supposing.leaving import Leaving
from biaogan.domain.supposing.question import Scales, Supposition
from biaogan.domain.supposing.stability import Firmness
from biaogan.domain.tally import exact


def supposition(s: Supposition) -> dict[str, Any]:
    """What was supposed."""
    return {
        "experts": list(s.experts),
        "statements": list(s.statements),
        "keys": [asdict(key) for key in s.keys],
        "conflicts": [{"expert": c.expert, "organisation": c.organisation, "since": c.since} for c in s.conflicts],
        "scoring": _scales(s.scales),
    }


Names = Mapping[str, str]
"""Stream of a sheet -> what it is called where nobody may be told whose it is."""


def answer(found: Answer, names: Names) -> dict[str, Any]:
    """The ranking before and after."""
    return {
        "method": {"before": found.method_before, "after": found.method_after},
        "cut": found.cut,
        "left_out": [
            {"sheet": names[sheet], "why": [{"kind": kind, "named": named} for kind, named in why]}
            for sheet, why in found.left_out.items()
        ],
        "too_few": [asdict(few) for few in found.too_few],
        "cases": [_change(change) for change in found.changes],
    }


def leavings(found: Iterable[Leaving]) -> list[dict[str, Any]]:
    """Each expert left out in turn."""
    return [
        {
            "expert": each.expert,
            "sheets": each.sheets,
            "moved": each.moved,
            "furthest": each.furthest,
            "crossing": list(each.crossing),
            "too_few": [few.case for few in each.answer.too_few],
        }
        for each in found
    ]


def flip(found: Flip | None, names: Names) -> dict[str, Any] | None:
    """The smallest flip, with the splits that show that none is smaller."""
    if found is None:
        return None
    return {
        "sheets": [names[sheet] for sheet in found.sheets],
        "cases": list(found.cases),
        "tried": found.tried,
        "trials": found.trials,
        "steps": [
            {
                "boundary": step.boundary,
                "up": step.up,
                "down": step.down,
                "lowest": _reached(step.lowest, names),
                "highest": _reached(step.highest, names),
            }
            for step in found.steps
        ],
    }


def firmness(found: Iterable[Firmness]) -> list[dict[str, Any]]:
    """The interval of each case."""
    return [asdict(each) for each in found]


def _scales(scales: Scales) -> dict[str, Any]:
    return {
        "aggregate": scales.aggregate and asdict(scales.aggregate),
        "rounds": scales.rounds and {kind: exact(weight) for kind, weight in scales.rounds.items()},
        "rows": {row: exact(factor) for row, factor in scales.rows.items()},
        "calibrated": scales.calibrated,
    }


def _change(change: Change) -> dict[str, Any]:
    sides = [None if side is None else side.value for side in (change.side_before, change.side_after)]
    return {
        "case": change.case,
        "rank": [each and each.rank for each in (change.before, change.after)],
        "score": [each and exact(each.standing.final) for each in (change.before, change.after)],
        "side": sides,
        "crosses": change.crosses,
    }


def _reached(found: Reached, names: Names) -> dict[str, Any]:
    return {"case": found.case, "score": exact(found.final), "gone": [names[sheet] for sheet in found.gone]}
