"""How far the experts of a round agree (评审一致性), and the words of its signals."""

from enum import Enum
from typing import TYPE_CHECKING, Any

import strawberry
from strawberry import Private

from biaogan.domain.scoring import shown
from biaogan.graphql.enums import member
from biaogan.graphql.guard import resolved
from biaogan.projections.signals.agreement import Agreement, Measure
from biaogan.projections.signals.kinds import MEANINGS, Kind

_MEASURES = {
    Measure.KENDALL_W: "Kendall's W of a panel that scored the same cases (肯德尔和谐系数).",
    Measure.ICC_1: "Intraclass correlation of a single sheet, experts not told apart (组内相关系数 ICC(1)).",
    Measure.ICC_2_1: "Intraclass correlation of a single sheet, cases and experts drawn (组内相关系数 ICC(2,1)).",
    Measure.ALPHA_INTERVAL: "Krippendorff's alpha of the points (克里彭多夫系数，等距).",
    Measure.ALPHA_ORDINAL: "Krippendorff's alpha of their order (克里彭多夫系数，定序).",
    Measure.SPEARMAN: "Spearman's rho of the mean score and the recommender's rank (斯皮尔曼相关).",
    Measure.TAU_B: "Kendall's tau-b of the mean score and the recommender's rank (肯德尔相关).",
}


def _enum(name: str, description: str, members: dict[str, str]) -> Any:
    values = {value: strawberry.enum_value(value, description=text) for value, text in members.items()}
    return strawberry.enum(Enum(name, values), name=name, description=description)  # type: ignore[call-overload]


if TYPE_CHECKING:
    SignalKind = Kind
    AgreementMeasure = Measure
else:
    SignalKind = _enum(
        "SignalKind",
        "Which pattern deserves a look (线索类别).",
        {kind.value: f"{meaning.zh}: {meaning.en}." for kind, meaning in MEANINGS.items()},
    )
    AgreementMeasure = _enum(
        "AgreementMeasure",
        "A figure of how far experts agree (一致性指标).",
        {measure.value: text for measure, text in _MEASURES.items()},
    )


@strawberry.type(
    description="How far the experts of a round agree (评审一致性). A small p is good news: it is no signal."
)
class AgreementFigure:
    """One figure."""

    row: Private[Agreement]

    @resolved("Which figure (一致性指标).")
    def measure(self) -> AgreementMeasure:
        """Of the enumeration."""
        return member(AgreementMeasure, self.row.measure.value)

    @resolved("The panel it is of (评审组); empty: the whole round.")
    def expert_ids(self) -> list[strawberry.ID]:
        """Of W alone."""
        return [strawberry.ID(expert) for expert in self.row.experts]

    @resolved("Cases behind it (项目数).")
    def n(self) -> int:
        """Those with what the figure compares."""
        return self.row.n

    @resolved("The figure (数值), a decimal to six places; null where there are too few cases, or nothing differs.")
    def value(self) -> str | None:
        """Never a float."""
        return None if self.row.value is None else shown(self.row.value, 6)

    @resolved("How often scores that know nothing of the cases agree as well (置换检验 p 值); null without a figure.")
    def p(self) -> str | None:
        """Six places."""
        return None if self.row.chance is None else shown(self.row.chance.p, 6)

    @resolved("Over how many random arrangements p was counted (置换次数).")
    def permutations(self) -> int | None:
        """At most 999."""
        return None if self.row.chance is None else self.row.chance.permutations
