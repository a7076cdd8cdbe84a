"""Section ``[scoring.scale]`` of the cycle file: what the number on a row of the sheet means (评分尺度), D-01."""

from re import fullmatch

from biaogan.domain.config_faults import Faults
from biaogan.domain.config_model import BANDS, POINTS, Scale
from biaogan.domain.config_reader import Reader

_BAND = r"(0|[1-9][0-9]?|100)-(0|[1-9][0-9]?|100)"


def read(scoring: Reader, faults: Faults) -> Scale:
    """The section, with its faults noted: bands rise and do not overlap."""
    row = scoring.table("scale")
    kind = row.choice("kind", (POINTS, BANDS))
    if kind != BANDS:
        return Scale()
    bands: list[tuple[int, int]] = []
    for text in row.texts("bands"):
        found = fullmatch(_BAND, text)
        low, high = (int(found[1]), int(found[2])) if found else (-1, -1)
        if low > high or low <= (bands[-1][1] if bands else -1):
            faults.add(row.path("bands"), "malformed", given=text, expected="0-5, 10-25, .. 90-100")
        bands.append((low, high))
    return Scale(kind, tuple(bands))
