"""Filing as configuration (申报设定): withdrawal D-11, correction D-12, documents R-41..R-58, D-03, D-26."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from biaogan.domain.config_faults import Faults
from biaogan.domain.config_reader import Reader
from biaogan.domain.media import KINDS, MEDIA_TYPES
from biaogan.domain.wording import COUNT_RULE

UNTIL = ("letter", "notice", "approval")
"""Up to where a case may withdraw: its unit's letter, the public notice, the approval."""
PARTS = ("title", "profile", "background", "implementation", "results")
"""The parts of the experience, R-53..R-58."""
SECTION_CODES = ("F0", "F1", "F2", "F3", "F4", "F5", "F6")
"""The forms an applicant fills in, R-41..R-47."""
REQUIRABLE = (*SECTION_CODES, "experience", "evidence")


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Withdrawal (撤回) and disqualification (取消资格), D-11."""

    until: str
    """Free before this: ``letter`` of the unit, public ``notice``, or ``approval``."""
    refill: bool
    """Whether a withdrawal after the tier-1 deadline, before the letter, still frees the place of the quota."""
    reinstate_before: str
    """Name of the deadline before which a withdrawal can be taken back."""
    grounds: tuple[str, ...]
    """Grounds of a disqualification: codes."""


@dataclass(frozen=True, slots=True)
class CorrectionTerms:
    """The correction at the national office (补正), D-12."""

    rounds: int
    """How often the office may ask, 0 for never."""
    days: int
    """Working days to answer; the day of the request is not counted."""


@dataclass(frozen=True, slots=True)
class Documents:
    """What documents must contain (材料要求)."""

    required_sections: tuple[str, ...]
    """Forms and parts without which a case is not submitted; F1 and F2 always are."""
    required_contact: tuple[str, ...]
    """Fields of the contact person without which form F2 is not saved, R-43."""
    max_file_bytes: int
    """Largest size of one file of the package, in bytes, inclusive."""
    count_rule: str
    """Version of the counting of characters, D-26."""
    accept: Mapping[str, tuple[str, ...]]
    """Kind of file -> the formats it may have, D-27, D-28."""
    limits: Mapping[str, int]
    """Part of the experience -> most characters, inclusive, R-53..R-58."""
    title_pattern: str
    """Regular expression a title should match, R-54; a finding if it does not."""
    similarity_alert: Fraction
    """Share of common shingles from which two experiences are reported as similar, D-03."""


@dataclass(frozen=True, slots=True)
class Filing:
    """Everything the cycle sets about filing (申报)."""

    withdraw: Withdrawal
    correction: CorrectionTerms
    documents: Documents


def read(reader: Reader, faults: Faults) -> Filing:
    """The tables of filing, with every fault noted."""
    return Filing(
        _withdrawal(reader.table("withdraw")),
        _correction(reader.table("correction")),
        _documents(reader.table("documents"), faults),
    )


def _withdrawal(row: Reader) -> Withdrawal:
    return Withdrawal(
        row.choice("until", UNTIL), row.flag("refill"), row.text("reinstate_before"), row.texts("grounds")
    )


def _correction(row: Reader) -> CorrectionTerms:
    return CorrectionTerms(row.number("rounds", 0, 9), row.number("days", 1, 99))


def _documents(row: Reader, faults: Faults) -> Documents:
    limits, accept = row.table("limits"), row.table("accept")
    pattern, alert = row.text("title_pattern"), Fraction(row.decimal("similarity_alert"))
    try:
        re.compile(pattern)
    except re.error:
        faults.add(row.path("title_pattern"), "malformed", given=pattern, expected="a regular expression")
    if not 0 <= alert <= 1:
        faults.add(row.path("similarity_alert"), "out_of_range", given=alert, low=0, high=1)
    return Documents(
        row.texts("required_sections", REQUIRABLE),
        row.texts("required_contact"),
        row.number("max_file_bytes", 1, 2**40),
        row.choice("count_rule", (COUNT_RULE,)),
        {kind: accept.texts(kind, tuple(MEDIA_TYPES)) for kind in KINDS},
        {part: limits.number(part, 1, 100_000) for part in PARTS},
        pattern,
        alert,
    )


def deadline_names(faults: Faults, filing: Filing, deadlines: Iterable[str]) -> None:
    """The deadline a withdrawal can be taken back before is one of the cycle's (D-11)."""
    known = sorted(deadlines)
    if filing.withdraw.reinstate_before not in known:
        given = filing.withdraw.reinstate_before
        faults.add("withdraw.reinstate_before", "unknown_name", given=given, known=", ".join(known))
