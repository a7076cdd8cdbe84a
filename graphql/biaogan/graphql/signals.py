"""Integrity signals of a round (评审诚信线索), for auditor and investigator under a grant. Signals, not findings."""

from collections.abc import Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Annotated, Any

import strawberry
from strawberry import Private

from biaogan.domain.scoring import shown
from biaogan.graphql.agreement import AgreementFigure, SignalKind
from biaogan.graphql.enums import member
from biaogan.graphql.first_reads import first_reads
from biaogan.graphql.guard import argument, guarded, resolved
from biaogan.graphql.node import Message
from biaogan.graphql.plotting import round_name, severity_of
from biaogan.graphql.reading import Reading
from biaogan.graphql.scalars import Position
from biaogan.graphql.signal_notice import notice_of
from biaogan.graphql.signal_parts import SignalAct, SignalInterval
from biaogan.projections.rounds import RoundRow
from biaogan.projections.signals.kinds import LABEL, MEANINGS, Kind, TooFew
from biaogan.projections.signals.kinds import Signal as Found
from biaogan.projections.signals.report import Report


@strawberry.type(
    description="A pattern in a round that deserves a look (线索，不是结论): a signal, not a finding. It says nothing about why."
)
class Signal:
    """One pattern."""

    reading: Private[Reading]
    row: Private[Found]

    @resolved("Which pattern (线索类别).")
    def kind(self) -> SignalKind:
        """Of the enumeration."""
        return member(SignalKind, self.row.kind.value)

    @resolved("The experts it is about (专家); empty for the round together, and for a unit.")
    def expert_ids(self) -> list[strawberry.ID]:
        """One, a pair, or three in their circle."""
        return _experts(self.row)

    @resolved("The recommending unit it is about (推荐单位), of overrides.")
    def unit(self) -> str | None:
        """By code."""
        return _unit(self.row)

    @resolved("How many observations are behind it (样本数).")
    def n(self) -> int:
        """Sheets, pairs of sheets, moves or overrides."""
        return self.row.n

    @resolved("How large it is (效应量): a decimal rounded to four places from the exact value.")
    def effect(self) -> str:
        """Never a float."""
        return shown(self.row.effect, 4)

    @resolved("What the effect counts: points, share, ratio, rho or ranks (单位).")
    def effect_unit(self) -> str:
        """By kind."""
        return MEANINGS[self.row.kind].unit

    @resolved("Where the effect lies (置信区间); of severity alone.")
    def interval(self) -> SignalInterval | None:
        """Approximate."""
        ends = self.row.interval
        return None if ends is None else SignalInterval(low=_rounded(ends[0]), high=_rounded(ends[1]))

    @resolved(
        "How often chance arranges things as far out (置换检验 p 值), a decimal; an estimate by counting, never used to rank."
    )
    def p(self) -> str:
        """Six places, at least one in 20000."""
        return shown(self.row.p, 6)

    @resolved("The same, corrected by Benjamini and Hochberg for every signal computed of the round (校正后).")
    def q(self) -> str:
        """Six places."""
        return shown(self.row.q, 6)

    @resolved("Over how many random arrangements p was counted (置换次数).")
    def permutations(self) -> int:
        """Fewer where nothing is unusual."""
        return self.row.permutations

    @resolved("The acts behind it (所依据的行为).")
    def acts(self) -> list[SignalAct]:
        """In order of the cases."""
        return [
            SignalAct(reading=self.reading, stream=strawberry.ID(a.stream), position=Position(a.position))
            for a in self.row.acts
        ]

    @resolved("What it says, with what it is, in Chinese (中文说明).")
    def zh(self) -> str:
        """With the label."""
        return f"{LABEL[0]}：{MEANINGS[self.row.kind].zh}"

    @resolved("What it says, with what it is, in English (英文说明).")
    def en(self) -> str:
        """With the label."""
        return f"{LABEL[1]}: {MEANINGS[self.row.kind].en}"


@strawberry.type(description="Too few observations: nothing is computed (数据不足).")
class SignalTooFew:
    """Of one subject."""

    row: Private[TooFew]

    @resolved("Which pattern (线索类别).")
    def kind(self) -> SignalKind:
        """Of the enumeration."""
        return member(SignalKind, self.row.kind.value)

    @resolved("The experts it would be about (专家).")
    def expert_ids(self) -> list[strawberry.ID]:
        """One, a pair, or three in their circle."""
        return _experts(self.row)

    @resolved("The unit it would be about (推荐单位).")
    def unit(self) -> str | None:
        """By code."""
        return _unit(self.row)

    @resolved("How many observations there are (样本数).")
    def n(self) -> int:
        """Fewer than needed."""
        return self.row.n

    @resolved("How many the pattern needs (所需样本数).")
    def needed(self) -> int:
        """By kind; of reciprocity half of them each way, of a circle a third."""
        return MEANINGS[self.row.kind].needed


OfKind = Annotated[SignalKind | None, argument("Only of this kind (线索类别).")]
OfSubject = Annotated[strawberry.ID | None, argument("Only about this expert, or unit by its code (对象).")]


@strawberry.type(
    description="The integrity signals of a round (评审诚信线索). Each is a signal, not a finding (线索，不是结论)."
)
class RoundReport:
    """Everything that was computed, and what was not."""

    reading: Private[Reading]
    report: Private[Report]
    round: Private[RoundRow]
    position: Position = strawberry.field(description="The position of the ledger this reflects (账本位置).")

    @resolved(
        "The seed of all random arrangements (随机种子), from the round's id: the same facts give the same report."
    )
    def seed(self) -> str:
        """A whole number."""
        return str(self.report.seed)

    @resolved("Random arrangements drawn at most for one signal (置换次数上限).")
    def most_permutations(self) -> int:
        """So p is never below one in one more than this."""
        return self.report.limit

    @resolved("Valid sheets that were looked at (有效评分数).")
    def sheets(self) -> int:
        """Without those of organisations the viewer has an interest in."""
        return self.report.sheets

    @resolved("Why nothing is computed, or not of the whole round (未作统计的说明); null where neither is so.")
    def notice(self) -> Message | None:
        """As the round stood at this position."""
        return notice_of(self.round, self.report)

    @resolved("How many signals were computed and corrected together (线索总数).")
    def computed(self) -> int:
        """Surprising or not."""
        return len(self.report.signals)

    @resolved("The signals (线索), by kind and subject, never by p.")
    def signals(self, kind: OfKind = None, subject: OfSubject = None) -> list[Signal]:
        """Narrowed; what is left out stays in the correction."""
        return [Signal(reading=self.reading, row=row) for row in self.report.signals if _asked(row, kind, subject)]

    @resolved("Where there were too few observations (数据不足).")
    def too_few(self, kind: OfKind = None, subject: OfSubject = None) -> list[SignalTooFew]:
        """By kind and subject."""
        return [SignalTooFew(row=row) for row in self.report.too_few if _asked(row, kind, subject)]

    @resolved("How strict each expert is, as a picture (评分尺度图), SVG: a point with its 95 % interval (近似).")
    def severity_plot(self) -> str:
        """Of the signals of severity."""
        return severity_of(round_name(self.round), self.report)

    @resolved("How far the experts agree (评审一致性).")
    def agreement(self) -> list[AgreementFigure]:
        """Figures of the round, not of a person."""
        return [AgreementFigure(row=row) for row in self.report.agreement]


def _computed(reading: Reading, round_: str) -> Report | None:
    """With the times of first reading, as far as the viewer may audit them."""
    barred = frozenset(reading.viewer().barred)
    return reading.views.signals(round_, reading.at, barred, first_reads(reading, round_))


def _report(source: Any) -> RoundReport | None:
    reading: Reading = source.reading
    found = reading.context.once(_computed, reading, source.row.id)
    return (
        None
        if found is None
        else RoundReport(reading=reading, report=found, round=source.row, position=Position(reading.at))
    )


@strawberry.type(description="Fields of a round that tell which patterns deserve a look.")
class RoundSignals:
    """Part of ``Round``."""

    if TYPE_CHECKING:
        reading: Reading
        row: RoundRow
        open: Mapping[str, bool]

    signals: RoundReport | None = guarded(
        "round.signals",
        "Which patterns deserve a look (评审诚信线索), for auditor and investigator under a grant, once the round is closed.",
        _report,
    )


def _asked(row: Found | TooFew, kind: SignalKind | None, subject: str | None) -> bool:
    return kind in (None, member(SignalKind, row.kind.value)) and (subject is None or subject in row.subjects)


def _experts(row: Found | TooFew) -> list[strawberry.ID]:
    return [strawberry.ID(subject) for subject in row.subjects if row.kind != Kind.OVERRIDES]


def _unit(row: Found | TooFew) -> str | None:
    return row.subjects[0] if row.kind == Kind.OVERRIDES else None


def _rounded(value: float) -> str:
    return shown(Fraction(value))
