"""The statistics of a closed round (评分统计): exact scores and ranks as plain values, D-01, D-02, D-04, D-31.

Numbers are decimal strings or exact fractions ``"399/5"``; nothing here is rounded except ``shown``. What they are
computed from is gathered here; the computation is :mod:`biaogan.domain.tally`.
"""

from collections.abc import Mapping
from typing import Any

from biaogan.domain import tally
from biaogan.domain.case import Case
from biaogan.domain.config_review import RANK
from biaogan.domain.matter import Matter
from biaogan.domain.round import PROVINCIAL, Round, sheet_stream
from biaogan.domain.rules.review import sheets_of
from biaogan.domain.scoring import Score, worth
from biaogan.domain.tally import NATIONAL, Counted, Scored, Tally


def method(m: Matter) -> str:
    """The aggregate in words a person can check: ``mean``, or ``trimmed 1 from 5`` (D-02), ``calibrated`` (D-32)."""
    return tally.method(m.config.scoring.aggregate, m.config.review.calibration == RANK)


def results(m: Matter) -> list[dict[str, Any]]:
    """One row per case of the round that is the matter's stream, best first."""
    return results_of(m, m.stream)


def results_of(m: Matter, round_: str) -> list[dict[str, Any]]:
    """One row per case of a round that still is in the procedure, best first.

    The last national round ranks by the weighted sum of all (D-01); a case without a valid sheet in one has no rank.
    """
    return tally.rows(tally_of(m, round_, everybody=m.config.review.calibration == RANK))


def tally_of(m: Matter, round_: str, *, everybody: bool) -> Tally:
    """What the ranking of a round is computed from. ``everybody``: with the sheets of cases that have left (D-32)."""
    config, panels = m.config, m.referred("round", round_, Round).panels
    present = tuple(case for case in sorted(panels) if not m.referred("panels", case, Case).has_left)
    earlier = {case: _earlier(m, round_, case) for case in present}
    names = dict.fromkeys([round_, *(name for found in earlier.values() for name in found.values())])
    only = None if everybody else frozenset(present)
    rounds = {name: _scored(m, name, only) for name in names}
    calibrated = config.review.calibration == RANK
    return Tally(round_, present, rounds, earlier, config.criteria, config.scoring, config.review.spread, calibrated)


def _earlier(m: Matter, round_: str, case: str) -> dict[str, str]:
    """The rounds before this one that count for a case, by kind; none unless this is the last of several (D-01)."""
    kinds = [kind for kind in NATIONAL if kind in m.config.scoring.rounds]
    if len(kinds) < 2 or m.referred("round", round_, Round).kind != kinds[-1]:
        return {}
    found = {kind: m.referred("panels", case, Case).round_of(kind) for kind in kinds[:-1]}
    return {kind: name for kind, name in found.items() if name}


def _scored(m: Matter, name: str, only: frozenset[str] | None) -> Scored:
    """A round, of all its cases or of those among ``only``."""
    state = m.referred("round", name, Round)
    cases = [case for case in sorted(state.panels) if only is None or case in only]
    return Scored(
        state.kind,
        {case: tuple(_counted(m, name, case)) for case in cases},
        {case: _rank_before(m, case, state.kind) for case in cases},
        {case: _worth(m, state.agreed[case]) for case in cases if state.agreed.get(case)},
    )


def _rank_before(m: Matter, case: str, kind: str) -> int | None:
    found = m.referred("panels", case, Case)
    return found.t1_rank if kind == PROVINCIAL else found.provincial_rank


def _counted(m: Matter, name: str, case: str) -> list[Counted]:
    panel = m.referred("round", name, Round).panels.get(case, ())
    sheets = [sheet for sheet in sheets_of(m, name, case, panel) if sheet.rows]  # what was erased counts no more
    return [
        Counted(sheet_stream(m.world, name, case, sheet.expert), case, sheet.expert, _worth(m, sheet.points))
        for sheet in sheets
    ]


def _worth(m: Matter, points: Mapping[str, int]) -> Mapping[str, Score]:
    return worth(points, m.config.criteria, m.config.scoring.scale)
