"""Section ``[result]`` of the cycle file: what makes a case one of the recommended (结果确定方式), D-34."""

from dataclasses import dataclass
from fractions import Fraction

from biaogan.domain.config_faults import Faults
from biaogan.domain.config_reader import Reader

COMMITTEE, THRESHOLD, BALLOT = "committee", "threshold", "ballot"
METHODS = (COMMITTEE, THRESHOLD, BALLOT)


@dataclass(frozen=True, slots=True)
class Result:
    """How the recommended list comes about, D-34."""

    method: str
    """``committee``: the committee lists whom it will; ``threshold``: all who reach ``min_score``, nobody else;
    ``ballot``: all whom the vote of the committee carries, nobody else."""
    min_score: Fraction
    """Least final score of a listed case, in points; 0 for none (D-34)."""
    quota: int
    """Most cases on the list; 0 leaves it open, as the programme does (X-8, D-34)."""


def read(reader: Reader, committee: bool, faults: Faults) -> Result:
    """The section, with its faults noted; a ballot needs the committee that casts it."""
    row = reader.table("result")
    found = Result(row.choice("method", METHODS), Fraction(row.decimal("min_score")), row.number("quota", 0, 9999))
    if found.method == BALLOT and not committee and not faults.within("panel"):
        faults.add("result.method", "inconsistent", given=BALLOT, expected="panel.committee_required = true")
    if found.method == THRESHOLD and not found.min_score and not faults.within("result"):
        faults.add("result.min_score", "out_of_range", given=found.min_score, low=1, high=9999)
    return found
