"""What is supposed, as the API takes it (假设): read into the domain's words, or refused as the client's mistake."""

import re
from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any

import strawberry

from biaogan.domain.config import CycleConfig
from biaogan.domain.config_model import TRIMMED, Aggregate
from biaogan.domain.supposing.question import LostKey, Scales, Supposition, TrueConflict
from biaogan.graphql.enums import RoundKind
from biaogan.graphql.faults import BAD_USER_INPUT, Fault
from biaogan.graphql.kinds import SupposedAggregate
from biaogan.graphql.paging import LARGEST
from biaogan.graphql.scalars import Position

_NUMBER = re.compile(r"[0-9]{1,6}(?:\.[0-9]{1,6}|/[1-9][0-9]{0,5})?", re.ASCII)


@strawberry.input(description="A key in other hands (密钥失控): nothing it signed after a position counts.")
class LostKeyInput:
    """By its thumbprint."""

    kid: str = strawberry.field(description="RFC 7638 thumbprint of the key (密钥指纹).")
    after: Position = strawberry.field(description="The last position at which it was still its owner's.")


@strawberry.input(description="What is left out; a sheet is left out for any of these (剔除). Experts and keys are K3.")
class WithoutInput:
    """Absent and null both leave out nothing."""

    experts: list[strawberry.ID] | None = strawberry.field(
        default=None, description="Experts, by person or by their place in the pool (专家)."
    )
    statements: list[strawberry.ID] | None = strawberry.field(
        default=None,
        description="Score sheets, by name (case_1#123456), or (K3) by stream or the position of the statement (评分表).",
    )
    keys: list[LostKeyInput] | None = strawberry.field(default=None, description="Keys (密钥).")


@strawberry.input(description="A conflict from its true start (利益冲突), D-23, whenever it was declared. K3.")
class TrueConflictInput:
    """Sheets of the expert on cases of the organisation, locked on that day or later, are left out."""

    expert: strawberry.ID = strawberry.field(description="The expert, by person or place in the pool (专家).")
    organisation: strawberry.ID = strawberry.field(description="The organisation (申报组织).")
    since: str = strawberry.field(description="First day, such as 2022-07-01, in the time zone of the cycle.")


@strawberry.input(description="Weight of a national round (轮次权重), D-01.")
class RoundWeightInput:
    """All of them are given, and add up to 1."""

    round: RoundKind = strawberry.field(description="The kind of round.")
    weight: str = strawberry.field(description="A decimal or a fraction: 0.4, 2/5.")


@strawberry.input(description="How many times a row of the sheet counts (评分项权重), D-01.")
class RowWeightInput:
    """Rows that are not named count once."""

    row: str = strawberry.field(description="The row, such as C1 (评分项).")
    weight: str = strawberry.field(description="A decimal or a fraction above 0: 1.5, 3/2.")


@strawberry.input(description="Other rules of counting (计分规则); what is not given is as in the cycle.")
class SupposedScoringInput:
    """Nothing of the cycle changes by it."""

    aggregate: SupposedAggregate | None = strawberry.field(default=None, description="How sums become one score, D-02.")
    trim: int | None = strawberry.field(default=None, description="How many sheets are left out at each end, D-02.")
    min_n: int | None = strawberry.field(default=None, description="From how many sheets on they are, D-02.")
    weights: list[RoundWeightInput] | None = strawberry.field(default=None, description="Weights of the rounds, D-01.")
    rows: list[RowWeightInput] | None = strawberry.field(default=None, description="Weights of rows, D-01.")
    calibration: bool | None = strawberry.field(
        default=None, description="Whether the ranking goes by calibrated scores (评分尺度校准), D-32."
    )


def supposition(
    without: WithoutInput | None, conflicts: list[TrueConflictInput] | None, scoring: Scales
) -> Supposition:
    """In the domain's words. Raises Fault(BAD_USER_INPUT)."""
    given = without or WithoutInput()
    found = Supposition(
        tuple(map(str, given.experts or ())),
        tuple(map(str, given.statements or ())),
        tuple(LostKey(key.kid, key.after) for key in given.keys or ()),
        tuple(TrueConflict(str(c.expert), str(c.organisation), _day(c.since)) for c in conflicts or ()),
        scoring,
    )
    for named in (found.experts, found.statements, found.keys, found.conflicts):
        _few(named)
    return found


def scales(given: SupposedScoringInput | None, config: CycleConfig) -> Scales:
    """Other rules of counting, sound for this cycle. Raises Fault(BAD_USER_INPUT)."""
    if given is None:
        return Scales()
    rows = {weight.row: _number(weight.weight) for weight in _few(given.rows or ())}
    if len(rows) != len(given.rows or ()):
        raise Fault(BAD_USER_INPUT, "每个评分项只给一个权重", "one weight for each row")
    unknown = sorted(set(rows) - {row.code for row in config.criteria.rows})
    if unknown or not all(rows.values()):
        raise Fault(
            BAD_USER_INPUT,
            f"没有这些评分项，或权重为零：{'、'.join(unknown) or '权重 0'}",
            f"no such rows, or rows that count nothing: {', '.join(unknown) or 'weight 0'}",
        )
    return Scales(_aggregate(given, config), _rounds(given, config), rows, given.calibration)


def _aggregate(given: SupposedScoringInput, config: CycleConfig) -> Aggregate | None:
    if (given.aggregate, given.trim, given.min_n) == (None, None, None):
        return None
    now = config.scoring.aggregate
    method = now.method if given.aggregate is None else given.aggregate.name.lower()
    if method != TRIMMED:
        if given.trim or given.min_n is not None:
            raise Fault(
                BAD_USER_INPUT, "只有去掉最高分和最低分的平均才去掉评分表", "only a trimmed mean leaves sheets out"
            )
        return Aggregate(method, 0, 1)
    trim = now.trim if given.trim is None else given.trim
    least = max(now.min_n, 2 * trim + 1) if given.min_n is None else given.min_n
    if not 0 <= trim <= 9 or not 2 * trim < least <= 99:
        raise Fault(
            BAD_USER_INPUT,
            "trim 为 0 至 9，且须有剩余：minN 大于 trim 的两倍，不超过 99",
            "trim is 0 to 9, and sheets are left: minN above twice trim, at most 99",
        )
    return Aggregate(method, trim, least)


def _rounds(given: SupposedScoringInput, config: CycleConfig) -> dict[str, Fraction] | None:
    if given.weights is None:
        return None
    found = {weight.round.name.lower(): _number(weight.weight) for weight in given.weights}
    kinds = config.scoring.rounds
    if set(found) != set(kinds) or len(given.weights) != len(kinds) or sum(found.values()) != 1:
        raise Fault(
            BAD_USER_INPUT,
            f"{'、'.join(kinds)} 各给一个权重，合计为 1",
            f"one weight for each of {', '.join(kinds)}, together 1",
        )
    return {kind: found[kind] for kind in kinds}


def _number(text: str) -> Fraction:
    if not _NUMBER.fullmatch(text):
        raise Fault(
            BAD_USER_INPUT,
            "权重写作小数或分数，如 0.4 或 2/5",
            "a weight is a decimal or a fraction, such as 0.4 or 2/5",
        )
    return Fraction(text)


def _day(text: str) -> str:
    try:
        return date.fromisoformat(text).isoformat()
    except ValueError:
        raise Fault(BAD_USER_INPUT, "日期写作 2022-07-01", "a day is written 2022-07-01") from None


def _few(given: Sequence[Any]) -> Sequence[Any]:
    if len(given) > LARGEST:
        raise Fault(BAD_USER_INPUT, f"每类最多 {LARGEST} 项", f"at most {LARGEST} of each kind")
    return given
