"""How strict each expert of a round is (评分尺度校准), D-32: fitted to the sheets as they stand, where the cycle asks for it.

K3 throughout: it says who scored how.
"""

from fractions import Fraction

from biaogan.domain.calibration import Strictness
from biaogan.domain.calibration import strictness as fitted
from biaogan.domain.config import CycleConfig
from biaogan.domain.config_faults import ConfigInvalid
from biaogan.domain.config_review import OFF
from biaogan.domain.scoring import worth
from biaogan.projections import cycles, rounds, sheets
from biaogan.projections.reader import Reader


def strictness(reader: Reader, round_: str, at: int) -> tuple[Strictness, ...]:
    """By part and expert; nothing if the cycle computes none, or its document is not of today's shape."""
    row = rounds.round_(reader, round_, at)
    cycle = cycles.cycle(reader, row.cycle, at) if row and row.cycle else None
    try:
        config = CycleConfig.from_document(cycle.config) if cycle else None
    except ConfigInvalid:
        return ()
    if config is None or config.review.calibration == OFF:
        return ()
    totals = {
        (sheet.case, sheet.expert): sum(
            worth({given.code: given.points for given in sheet.rows}, config.criteria, config.scoring.scale).values(),
            Fraction(0),
        )
        for sheet in sheets.sheets(reader, at, round_, None, None)
        if sheet.rows
    }
    return fitted(totals)
