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
from biaogan.projections.rounds import RoundRow
from biaogan.projections.sheets import ScoreSheetRow


def strictness(reader: Reader, round_: str, at: int) -> tuple[Strictness, ...]:
    """By part and expert; nothing if the cycle computes none, or its document is not of today's shape."""
    row = rounds.round_(reader, round_, at)
    config = config_of(reader, row, at) if row else None
    if config is None or config.review.calibration == OFF:
        return ()
    found = sheets.sheets(reader, at, round_, None, None)
    return fitted(
        {(sheet.case, sheet.expert): total for sheet in found if (total := total_of(sheet, config)) is not None}
    )


def config_of(reader: Reader, round_: RoundRow, at: int) -> CycleConfig | None:
    """The rules of the round's cycle; ``None`` if its document is not of today's shape."""
    cycle = cycles.cycle(reader, round_.cycle, at) if round_.cycle else None
    try:
        return CycleConfig.from_document(cycle.config) if cycle else None
    except ConfigInvalid:
        return None


def total_of(sheet: ScoreSheetRow, config: CycleConfig) -> Fraction | None:
    """What a sheet is worth in all (折算总分); ``None`` for an abstention, or what is erased."""
    if not sheet.rows:
        return None
    points = {given.code: given.points for given in sheet.rows}
    return Fraction(sum(worth(points, config.criteria, config.scoring.scale).values()))
