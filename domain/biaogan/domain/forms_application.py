"""Values of the application (申报书、经验、证据): forms F0, F1, F3 to F7, the experience, the evidence index, findings.

Money is 万元 (10,000 yuan), shares and rates are %, all as decimal strings; yearly values run oldest first over the
cycle's indicator years (R-22). Names of people stand beside the form, in the event, as personal data.
"""

from dataclasses import dataclass

from biaogan.domain.forms import Value


@dataclass(frozen=True, slots=True)
class Cover(Value):
    """Form F0, the cover (封面), R-41."""

    company_name: str
    recommending_unit: str
    filled_on: str


@dataclass(frozen=True, slots=True)
class CommitmentLetter(Value):
    """Form F1, the commitment letter (承诺书), R-42: statements 1 to 5, sealed (scan by its digest), dated."""

    company_name: str
    acknowledged: list[int]
    seal_digest: str
    signed_on: str


@dataclass(frozen=True, slots=True)
class ProductFigures(Value):
    """Form F3, one leading product or service (主导产品/服务): yearly shares, satisfaction and loyalty in %."""

    product: str
    share_domestic: list[str]
    """Market share in the country (国内市场占有率)."""
    share_international: list[str]
    """Market share in the world (国际市场占有率)."""
    satisfaction: list[str]
    """Customer satisfaction (顾客满意程度)."""
    loyalty: list[str]
    """Customer loyalty (顾客忠诚程度)."""


@dataclass(frozen=True, slots=True)
class Survey(Value):
    """Form F3, how a figure was found in a year: ``self`` (自评) or ``third_party`` (第三方调查), and then by whom."""

    year: int
    metric: str
    """``satisfaction`` or ``loyalty``."""
    mode: str
    body: str = ""
    """Name of the survey body (调查机构名称)."""


@dataclass(frozen=True, slots=True)
class ManagementBenefit(Value):
    """Form F3, management benefit (管理效益统计表), R-44."""

    products: list[ProductFigures]
    surveys: list[Survey]


@dataclass(frozen=True, slots=True)
class EconomicRow(Value):
    """Form F4, one indicator (经济效益指标): three years, and the last year's standing in the trade, R-45.

    ``origin`` is ``standard``, ``substituted``, ``added`` or ``removed``; all but the first have a reason (R-36).
    """

    number: int
    name: str
    unit: str
    values: list[str]
    industry_average: str
    """Average of the trade (行业平均水平)."""
    industry_best: str
    """Best of the trade (行业最佳水平)."""
    rank: int | None = None
    """Own rank (本企业名次), from 1."""
    origin: str = "standard"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class EconomicBenefit(Value):
    """Form F4, economic benefit (经济效益统计表), R-45."""

    rows: list[EconomicRow]


@dataclass(frozen=True, slots=True)
class SocialRow(Value):
    """Form F5, one line (社会效益): ``supply_chain``, ``pollution``, ``resources`` or an added one; numbers or prose, R-46."""

    code: str
    values: list[str]
    origin: str = "standard"
    reason: str = ""


@dataclass(frozen=True, slots=True)
class SocialBenefit(Value):
    """Form F5, social benefit (社会效益统计表), R-46."""

    rows: list[SocialRow]


@dataclass(frozen=True, slots=True)
class Competitor(Value):
    """Form F6, one competitor or benchmark (竞争对手、标杆) of a main product, R-47; ``market_share`` in % may be empty."""

    product: str
    name: str
    advantages: str
    """Main advantages, the level of product or service quality among them (主要优势)."""
    market_share: str = ""


@dataclass(frozen=True, slots=True)
class Competitors(Value):
    """Form F6, competitors and benchmarks (主要竞争对手及其标杆名录), R-47."""

    rows: list[Competitor]


@dataclass(frozen=True, slots=True)
class RecommendationForm(Value):
    """Form F7, the recommendation of one tier (推荐表), R-48: the unit's name, its opinion, seal (digest) and date."""

    recommending_unit: str
    opinion: str
    seal_digest: str
    dated: str


@dataclass(frozen=True, slots=True)
class SizeFacts(Value):
    """What the test of the organisation's size rests on (划型依据), R-29: staff, and revenue and assets of the last year."""

    staff: int
    revenue: str
    assets: str


@dataclass(frozen=True, slots=True)
class Experience(Value):
    """The five parts of the experience (典型经验材料), R-53..R-58, as body text without tables and captions (D-26)."""

    title: str
    """经验名称, R-53."""
    profile: str
    """企业概况, R-55."""
    background: str
    """实施背景, R-56."""
    implementation: str
    """实施过程, R-57."""
    results: str
    """实施成效, R-58."""


@dataclass(frozen=True, slots=True)
class EvidenceRow(Value):
    """One piece of evidence (证实性材料): what it is, whose, when, on which page, and which part it supports, R-38."""

    type: str
    """``industry_position``, ``survey_report``, ``award``, ``patent`` or ``other``."""
    issuer: str
    issued_on: str
    page: int
    supports: str
    """A form F2 to F6, or a part of the experience."""


@dataclass(frozen=True, slots=True)
class Finding(Value):
    """One finding of the checker (检查发现): the rule, the place, ``warning`` or ``error``, and what was found."""

    rule: str
    place: str
    severity: str
    code: str
    detail: str = ""
