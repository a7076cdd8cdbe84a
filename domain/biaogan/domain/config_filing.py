"""Filing as configuration (申报设定): withdrawal D-11, correction D-12, documents R-41..R-58, D-26."""

from collections.abc import Iterable
from dataclasses import dataclass

from biaogan.domain.config_faults import Faults
from biaogan.domain.config_reader import Reader

UNTIL = ("letter", "notice", "approval")
"""Up to where a case may withdraw: its unit's letter, the public notice, the approval."""


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
class Filing:
    """Everything the cycle sets about filing (申报)."""

    withdraw: Withdrawal


def read(reader: Reader, faults: Faults) -> Filing:
    """The tables of filing; notes faults, and deadlines nobody has set."""
    return Filing(_withdrawal(reader.table("withdraw")))


def _withdrawal(row: Reader) -> Withdrawal:
    return Withdrawal(
        row.choice("until", UNTIL), row.flag("refill"), row.text("reinstate_before"), row.texts("grounds")
    )


def deadline_names(faults: Faults, filing: Filing, deadlines: Iterable[str]) -> None:
    """The deadline a withdrawal can be taken back before is one of the cycle's (D-11)."""
    known = sorted(deadlines)
    if filing.withdraw.reinstate_before not in known:
        given = filing.withdraw.reinstate_before
        faults.add("withdraw.reinstate_before", "unknown_name", given=given, known=", ".join(known))
