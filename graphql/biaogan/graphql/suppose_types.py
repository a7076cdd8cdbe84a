"""A supposed ranking as the schema shows it (推演结果). K2 throughout; whose sheet is left out is K3."""

from collections.abc import Callable
from typing import Any

import strawberry

from biaogan.domain.scoring import Ranked, shown
from biaogan.domain.tally import exact
from biaogan.graphql.guard import guarded, resolved
from biaogan.graphql.kinds import LeftOutKind, LineSide
from biaogan.graphql.scalars import Position
from biaogan.graphql.shown import Shown

NAME = "The sheet's case and its expert's number there, such as case_1#123456: a pseudonym (评分表代称)."
SUPPOSED = frozenset({"supposition", "sheet.expert"})


def _of(which: str, get: Callable[[Ranked], Any]) -> Callable[[Any], Any]:
    def found(source: Any) -> Any:
        ranked = getattr(source.row, which)
        return None if ranked is None else get(ranked)

    return found


def _side(which: str) -> Callable[[Any], LineSide | None]:
    def found(source: Any) -> LineSide | None:
        side = getattr(source.row, which)
        return None if side is None else LineSide[side.name]

    return found


def _score(ranked: Ranked) -> str:
    return exact(ranked.standing.final)


def _shown(ranked: Ranked) -> str:
    return shown(ranked.standing.final)


@strawberry.type(description="A case before and after (名次变化). Ranks go by the scores alone: no vote is counted.")
class SupposedEntry(Shown):
    """One case."""

    case_id: strawberry.ID | None = guarded("supposition", "The case (申报项目).", lambda e: e.row.case)
    rank_before: int | None = guarded("supposition", "Rank as it is (原名次).", _of("before", lambda r: r.rank))
    rank_after: int | None = guarded(
        "supposition", "Rank as it would be (推演名次); null without a valid sheet.", _of("after", lambda r: r.rank)
    )
    gained: int | None = guarded("supposition", "Ranks gained (名次变化); negative: lost.")
    score_before: str | None = guarded("supposition", "Exact score as it is (原得分).", _of("before", _score))
    score_after: str | None = guarded("supposition", "Exact score as it would be (推演得分).", _of("after", _score))
    shown_before: str | None = guarded("supposition", "The first to two decimals.", _of("before", _shown))
    shown_after: str | None = guarded("supposition", "The second to two decimals.", _of("after", _shown))
    sheets_after: int | None = guarded(
        "supposition", "Valid sheets left (有效评分数).", _of("after", lambda r: r.standing.n)
    )
    needs_vote: bool | None = guarded(
        "supposition", "It would share its rank (须投票决定), D-04.", _of("after", lambda r: r.needs_vote)
    )
    side_before: LineSide | None = guarded("supposition", "Its side of the line as it is.", _side("side_before"))
    side_after: LineSide | None = guarded("supposition", "Its side as it would be.", _side("side_after"))
    crosses: bool | None = guarded("supposition", "Whether it would change sides (跨越入选线).")


@strawberry.type(description="A case left with too few valid sheets (有效评分不足), D-05.")
class TooFewSheets(Shown):
    """One case in one round."""

    case_id: strawberry.ID | None = guarded("supposition", "The case (申报项目).", lambda t: t.row.case)
    round_id: strawberry.ID | None = guarded("supposition", "The round (评审轮次).", lambda t: t.row.round)
    left: int | None = guarded("supposition", "Valid sheets left (剩余有效评分).")
    wanted: int | None = guarded("supposition", "How many are needed (最少有效评分).")


@strawberry.type(description="A sheet that is left out, and why (剔除的评分表).")
class LeftOutSheet(Shown):
    """``row``: the sheet as counted, its place in the log, the reasons."""

    name: str | None = guarded("supposition", NAME, lambda s: s.row.sheet.name)
    sheet_id: strawberry.ID | None = guarded("sheet.expert", "Its stream (评分表).", lambda s: s.row.sheet.stream)
    position: Position | None = guarded("sheet.expert", "Position of its statement.", lambda s: s.row.signed.position)
    case_id: strawberry.ID | None = guarded("supposition", "The case (申报项目).", lambda s: s.row.sheet.case)
    why: list[LeftOutKind] | None = guarded(
        "supposition",
        "Why (剔除原因).",
        lambda s: [LeftOutKind[kind.upper()] for kind in dict.fromkeys(kind for kind, _ in s.row.why)],
    )
    expert_id: strawberry.ID | None = guarded("sheet.expert", "Its expert (评审专家).", lambda s: s.row.sheet.expert)


@strawberry.type(description="A round's ranking under a supposition (推演排序). Nothing is written by it.")
class SupposedRanking(Shown):
    """``row``: what was asked, of what ground, with its answer."""

    round_id: strawberry.ID | None = guarded("supposition", "The round (评审轮次).", lambda r: r.row.round)
    position: Position | None = guarded("supposition", "The position it is of (账本位置).", lambda r: r.row.at)
    config_digest: str | None = guarded("supposition", "SHA-256 of the cycle's configuration (配置摘要).")
    method_before: str | None = guarded(
        "supposition", "How scores are counted (统计方法).", lambda r: r.row.answer.method_before
    )
    method_after: str | None = guarded("supposition", "How they would be.", lambda r: r.row.answer.method_after)
    cut: int | None = guarded(
        "supposition",
        "How many are inside the line (入选数): the quota of the tier, or the length of the list; null where none is.",
        lambda r: r.row.answer.cut,
    )
    as_signed: bool | None = guarded(
        "supposition", "With nothing supposed, every score comes out as it was signed; null before there are any."
    )
    every_signer_known: bool | None = guarded(
        "supposition",
        "Every sheet's expert may be told to the viewer. If not, experts, keys and conflicts leave out only sheets of those who may.",
    )
    uncounted: int | None = guarded(
        "supposition",
        "Sheets that count in no case: voided, reopened, abstained (无效评分表).",
        lambda r: len(r.row.ground.uncounted),
    )

    unmatched: list[str] | None = guarded(
        "supposition",
        "What was asked and is nowhere in the round as far as the viewer may know (未匹配): experts, sheets, keys, "
        "organisations, as they were written. It changed nothing.",
    )

    def _many(self, kind: type[Any], rows: Any) -> list[Any]:
        return [kind(reading=self.reading, row=row, open=self.open, stream=self.stream) for row in rows]

    @resolved("Every case, in the order of the supposed ranking (名次变化).")
    def entries(self) -> list[SupposedEntry]:
        """Cases without a rank last."""
        return self._many(SupposedEntry, self.row.answer.changes)

    @resolved("Cases that would be left with too few sheets (有效评分不足), D-05.")
    def too_few(self) -> list[TooFewSheets]:
        """By case."""
        return self._many(TooFewSheets, self.row.answer.too_few)

    @resolved("Which sheets are left out, and why (剔除的评分表).")
    def left_out(self) -> list[LeftOutSheet]:
        """By stream."""
        shown = []
        for row in self.row.left_out():
            opened = {**self.open, "sheet.expert": True} if row.sheet.stream in self.row.named else self.open
            shown.append(LeftOutSheet(reading=self.reading, row=row, open=opened, stream=self.stream))
        return shown


@strawberry.type(description="What would follow without one expert (逐一剔除). K3.")
class LeftOutExpert(Shown):
    """One line of the table."""

    expert_id: strawberry.ID | None = guarded("sheet.expert", "The expert (评审专家).", lambda e: e.row.expert)
    sheets: int | None = guarded("sheet.expert", "Valid sheets of the expert (有效评分数).")
    moved: int | None = guarded("sheet.expert", "How many cases would change their rank (名次变化项目数).")
    furthest: int | None = guarded("sheet.expert", "The most ranks a case would move (最大名次变化).")
    crossing: list[strawberry.ID] | None = guarded("sheet.expert", "Cases that would change sides (跨越入选线).")
    too_few: list[strawberry.ID] | None = guarded(
        "sheet.expert", "Cases left with too few sheets, D-05.", lambda e: [few.case for few in e.row.answer.too_few]
    )


@strawberry.type(
    description="A split of so many sheets that does not reach over the line (未翻转的分法): part of the proof."
)
class FlipStep(Shown):
    """The lowest of above stays over the highest of below."""

    boundary: str | None = guarded("supposition", "Which boundary: the line, or above or below cases tied on it.")
    up: int | None = guarded("supposition", "Sheets taken from one case above.")
    down: int | None = guarded("supposition", "Sheets taken from one case below.")
    lowest: str | None = guarded("supposition", "Lowest score above.", lambda s: exact(s.row.lowest.final))
    lowest_case: strawberry.ID | None = guarded("supposition", "Of this case.", lambda s: s.row.lowest.case)
    highest: str | None = guarded("supposition", "Highest score below.", lambda s: exact(s.row.highest.final))
    highest_case: strawberry.ID | None = guarded("supposition", "Of this case.", lambda s: s.row.highest.case)


@strawberry.type(description="The fewest sheets without which not the same cases are inside the line (最小翻转).")
class SmallestFlip(Shown):
    """Exact as far as was tried."""

    sheets: list[str] | None = guarded(
        "supposition",
        f"A smallest set; empty: none was found (评分表). {NAME}",
        lambda f: [f.row.names[sheet] for sheet in f.row.flip.sheets],
    )
    cases: list[strawberry.ID] | None = guarded(
        "supposition", "Whose sheets they are, or who changes sides (申报项目).", lambda f: f.row.flip.cases
    )
    greater_than: int | None = guarded(
        "supposition",
        "Every set takes more sheets than this: one less than the set found, or as many as were tried.",
        lambda f: len(f.row.flip.sheets) - 1 if f.row.flip.sheets else f.row.flip.tried,
    )
    trials: int | None = guarded(
        "supposition",
        "Sets tried one by one; 0 where the steps prove it. Under calibration there is no other way.",
        lambda f: f.row.flip.trials,
    )

    @resolved("Why no smaller set does it (最小性证明), split by split.")
    def steps(self) -> list[FlipStep]:
        """Empty under calibration."""
        return [FlipStep(reading=self.reading, row=s, open=self.open, stream=self.stream) for s in self.row.flip.steps]


@strawberry.type(description="How firm a rank is (名次稳定性), when the experts are drawn again and again. K3.")
class RankInterval(Shown):
    """Of one case."""

    case_id: strawberry.ID | None = guarded("sheet.expert", "The case (申报项目).", lambda i: i.row.case)
    rank: int | None = guarded("sheet.expert", "Rank as it is (名次).")
    lowest: int | None = guarded("sheet.expert", "Best rank of the interval (区间上限): 2.5 % of samples are better.")
    highest: int | None = guarded("sheet.expert", "Worst rank of the interval (区间下限): 2.5 % of samples are worse.")
    ranked: int | None = guarded("sheet.expert", "Samples in which it had a valid sheet.")
    inside: int | None = guarded("sheet.expert", "Samples in which it was inside the line.")


@strawberry.type(description="A report of a supposition, signed by the service (推演报告).")
class SupposedReport(Shown):
    """Anybody can check it with the service's public key, which the log names."""

    text: str | None = guarded("supposition", "Canonical JSON (报告正文).")
    jws: str | None = guarded("supposition", "Detached signature over its bytes, RFC 7515 appendix F (签名).")
    genesis: str | None = guarded(
        "supposition", "The log's first record, which names the service's key (账本首条记录)."
    )
    receipt: str | None = guarded("supposition", "Its receipt (回执), tlog-proof text.")
