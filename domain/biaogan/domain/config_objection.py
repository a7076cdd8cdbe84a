"""Notice outages, objections and re-examination as configuration (公示中断、异议、复核设定): D-14..D-21."""

from dataclasses import dataclass
from fractions import Fraction

from biaogan.domain.config_checks import unique
from biaogan.domain.config_faults import Faults
from biaogan.domain.config_model import Term
from biaogan.domain.config_reader import Reader


@dataclass(frozen=True, slots=True)
class Outage:
    """A mandatory channel that fails (公示中断), D-14."""

    hours: int
    """An outage longer than so many hours extends the notice."""
    adds: int
    """Days it adds, in the unit of the notice."""


@dataclass(frozen=True, slots=True)
class ServiceLevels:
    """Working days from filing (办理时限), D-18."""

    receipt: int
    """Working days to the receipt."""
    admissibility: int
    """Working days to the decision on admissibility."""
    decision: int
    """Working days to the committee's decision."""


@dataclass(frozen=True, slots=True)
class Appeal:
    """The one re-examination of the procedure (复核), D-21."""

    within: int
    """Working days from the notice to the applicant in which it can be asked for."""
    answer: int
    """Working days in which it is to be answered."""
    grounds: tuple[Term, ...]
    """Procedural grounds; a score is none."""


@dataclass(frozen=True, slots=True)
class Objections:
    """Everything the cycle sets about objections (异议)."""

    subjects: tuple[Term, ...]
    """What an objection may relate to."""
    grounds: tuple[Term, ...]
    """Admissible grounds (D-17)."""
    not_grounds: tuple[Term, ...]
    """Grounds that can be stated, but are refused: mere disagreement with a score or rank (D-17)."""
    anonymous: str
    """What an anonymous objection becomes (D-15): ``lead``, ``refuse`` or ``accept``."""
    late: str
    """What late information becomes (D-16): ``lead`` or ``refuse``."""
    refill: bool
    """Whether the next in rank takes the place of a removed case (D-20)."""
    investigators: int
    """How many persons investigate (D-19)."""
    quorum: Fraction
    """Share of the members not standing aside who must vote (D-19)."""
    majority: Fraction
    """A decision needs more than this share of those voting (D-19)."""
    sla: ServiceLevels
    outage: Outage
    appeal: Appeal


def read(reader: Reader, faults: Faults) -> Objections:
    """The table ``objection`` with its ``sla``, ``outage`` and ``appeal``."""
    row = reader.table("objection")
    sla, outage, appeal = row.table("sla"), row.table("outage"), row.table("appeal")
    found = Objections(
        _terms(row, "subjects"),
        _terms(row, "grounds"),
        _terms(row, "not_grounds"),
        row.choice("anonymous", ("lead", "refuse", "accept")),
        row.choice("late", ("lead", "refuse")),
        row.flag("refill"),
        row.number("investigators", 1, 9),
        row.share("quorum"),
        row.share("majority"),
        ServiceLevels(sla.number("receipt", 1, 99), sla.number("admissibility", 1, 99), sla.number("decision", 1, 99)),
        Outage(outage.number("hours", 0, 99), outage.number("adds", 1, 9)),
        Appeal(appeal.number("within", 1, 99), appeal.number("answer", 1, 99), _terms(appeal, "grounds")),
    )
    unique(faults, "objection.subjects", (term.code for term in found.subjects))
    unique(faults, "objection.grounds", (term.code for term in (*found.grounds, *found.not_grounds)))
    unique(faults, "objection.appeal.grounds", (term.code for term in found.appeal.grounds))
    return found


def _terms(row: Reader, key: str) -> tuple[Term, ...]:
    return tuple(Term(t.text("code", r"[a-z][a-z0-9_]*"), t.text("zh"), t.text("en")) for t in row.tables(key))
