"""Values inside events: form F2, attestations, checklists, manifests, ranks, score rows, postings.

Plain frozen dataclasses; their rules live in :mod:`biaogan.domain.rules`. Money is 万元 (10,000 yuan) as a decimal
string, years run oldest first.
"""

from dataclasses import dataclass
from typing import Any, ClassVar


class Value:
    """A part of an event's body."""

    __slots__ = ()
    __pydantic_config__: ClassVar[Any] = {"extra": "forbid", "strict": True}


@dataclass(frozen=True, slots=True)
class Declaration(Value):
    """Form F2 (申报表), R-43, without the contact person, who is personal data beside it."""

    company_name: str
    credit_code: str
    enterprise_type: str
    industry_class: str
    organisation_size: str
    title: str
    directions: list[str]
    revenue: list[str]
    """Main business revenue (主营业务收入), 万元, the cycle's indicator years, oldest first."""
    profit: list[str]
    """Total profit (利润总额), 万元, the same years (R-25)."""


@dataclass(frozen=True, slots=True)
class Attestations(Value):
    """What the applicant attests: R-24, R-25, the four of R-26, R-27, R-28."""

    independent_legal_person: bool
    profitable_three_years: bool
    integrity_clean: bool
    quality_clean: bool
    safety_clean: bool
    environment_clean: bool
    method_mature: bool
    will_share: bool
    no_state_secret: bool


@dataclass(frozen=True, slots=True)
class FileRef(Value):
    """One file of the package: ``kind`` is ``form``, ``experience`` or ``evidence``; named by its SHA-256 (hex)."""

    kind: str
    name: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Reason(Value):
    """Why an item does not pass (逐项理由)."""

    item: str
    text: str


@dataclass(frozen=True, slots=True)
class FormItem(Value):
    """One line of a checklist (审查清单): item (an R-id), passed or not, remark."""

    item: str
    passed: bool
    remark: str = ""


@dataclass(frozen=True, slots=True)
class RankedCase(Value):
    """A case with its rank (排序), 1 is first, and the opinion or reason that goes with it."""

    case: str
    rank: int
    opinion: str = ""


@dataclass(frozen=True, slots=True)
class SheetRow(Value):
    """Points for one criterion row (A1..C2), a whole number of steps."""

    code: str
    points: int


@dataclass(frozen=True, slots=True)
class Posting(Value):
    """A publication on one channel (发布渠道): when it appeared and what the page was (SHA-256 hex)."""

    channel: str
    url: str
    posted_at: str
    page_digest: str


@dataclass(frozen=True, slots=True)
class CaseVote(Value):
    """The vote on one case (表决): how many were for it, against it, and abstained. Who voted how is not recorded."""

    case: str
    yes: int
    no: int
    abstained: int = 0


@dataclass(frozen=True, slots=True)
class ConsensusDecision(Value):
    """A group's decision on one case (合议决定): whether it goes on to the defence, and why."""

    case: str
    advance: bool
    reason: str


@dataclass(frozen=True, slots=True)
class Employment(Value):
    """Where an expert works or worked (任职): ``employer`` is an organisation's stream, a unit's code or a name.

    Days ``2022-06-30``; ``until`` is the last day, "" while it lasts.
    """

    employer: str
    since: str
    until: str = ""


@dataclass(frozen=True, slots=True)
class Finding(Value):
    """What the visitors found about one question (现场考察结论): passed or not, without points (D-08)."""

    question: str
    passed: bool
    text: str
