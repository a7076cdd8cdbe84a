"""Section ``[publicity]`` of the cycle file: notices a case must have had at home before it goes on (单位公示).

Programmes with nominators post a nomination at the employer and at the nominator before it is handed in; the notice of
the result (``[notice]``) is another matter.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from biaogan.domain.config_faults import Faults
from biaogan.domain.config_reader import Reader

FILING, LETTER = "submit_case", "sign_t1_batch"
BEFORE = (FILING, LETTER)
POSTERS = ("applicant_signatory", "t1_approver")


@dataclass(frozen=True, slots=True)
class LocalNotice:
    """One notice at home (单位公示)."""

    kind: str
    """Its name, such as ``employer``."""
    by: str
    """Role that posts it and says that it stood: ``applicant_signatory`` or ``t1_approver``."""
    days: int
    """Least number of whole calendar days it stands, the day of posting not counted."""
    before: str
    """Act that needs it: ``submit_case`` or ``sign_t1_batch``."""


@dataclass(frozen=True, slots=True)
class Publicity:
    """The local notices of a cycle."""

    notices: Mapping[str, LocalNotice]
    """By name; empty where the programme knows none."""

    def before(self, act: str) -> list[LocalNotice]:
        """Those that an act needs, in a fixed order."""
        return [found for _, found in sorted(self.notices.items()) if found.before == act]


def read(reader: Reader, faults: Faults) -> Publicity:
    """The section, with its faults noted; an empty table means none."""
    table = reader.table("publicity")
    return Publicity({kind: _notice(kind, table.table(kind)) for kind in table.names()})


def _notice(kind: str, row: Reader) -> LocalNotice:
    return LocalNotice(kind, row.choice("by", POSTERS), row.number("days", 1, 99), row.choice("before", BEFORE))
