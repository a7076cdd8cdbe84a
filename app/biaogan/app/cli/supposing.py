"""``biaogan suppose``: a round's ranking as it would be without some of what was signed, or by other rules (推演)."""

import re
from collections.abc import Sequence
from contextlib import closing
from enum import StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Any, Final

import typer

from biaogan.app import supposition_folder
from biaogan.app.cli.acts import Purpose, connected, guarded
from biaogan.app.cli.keys import ASK, Passphrase
from biaogan.app.cli.output import DEFAULT_URL, Json, Url, app, fail, say
from biaogan.app.cli.supposed_words import kept, lines

ASKED: Final = """suppose(without: $without, conflicts: $conflicts, scoring: $scoring) {
  ranking(round: $round, cut: $cut) {
    roundId position configDigest methodBefore methodAfter cut asSigned everySignerKnown uncounted unmatched
    leftOut { name why } tooFew { caseId roundId left wanted }
    entries { caseId rankBefore rankAfter gained scoreBefore scoreAfter shownBefore shownAfter sheetsAfter needsVote
      sideBefore sideAfter crosses } }
  leaveOneOut(round: $round, cut: $cut) @include(if: $each) { expertId sheets moved furthest crossing tooFew }
  smallestFlip(round: $round, most: $most, cut: $cut) @include(if: $flip) {
    sheets cases greaterThan trials steps { boundary up down lowest lowestCase highest highestCase } }
  report(round: $round, most: $most, eachExpert: $each, cut: $cut) @include(if: $signed) { text jws genesis receipt } }"""
GIVEN: Final = """$round: ID!, $without: WithoutInput, $conflicts: [TrueConflictInput!], $scoring: SupposedScoringInput,
  $cut: Int, $each: Boolean!, $flip: Boolean!, $most: Int, $signed: Boolean!"""
NOW: Final = f"query({GIVEN}) {{ {ASKED} }}"
THEN: Final = f"query({GIVEN}, $at: Position!) {{ at(position: $at) {{ {ASKED} }} }}"


class Aggregator(StrEnum):
    """How sums become one score (汇总方式), D-02."""

    MEAN = "mean"
    TRIMMED = "trimmed"


@app.command("suppose")
def suppose(
    round_: Annotated[str, typer.Option("--round", metavar="ROUND", help="评审轮次 / the round, by id")],
    experts: Annotated[
        list[str] | None,
        typer.Option("--without-expert", metavar="ID", help="剔除专家, 可重复 / without an expert; repeatable"),
    ] = None,
    sheets: Annotated[
        list[str] | None,
        typer.Option(
            "--without-sheet",
            metavar="NAME",
            help="剔除评分表, 如 case_1#123456, 可重复 / without a score sheet; repeatable",
        ),
    ] = None,
    keys: Annotated[
        list[str] | None,
        typer.Option(
            "--without-key",
            metavar="KID:POSITION",
            help="密钥在该位置之后失控, 可重复 / without what a key signed after a position; repeatable",
        ),
    ] = None,
    conflicts: Annotated[
        list[str] | None,
        typer.Option(
            "--conflict",
            metavar="EXPERT:ORG:DATE",
            help="利益冲突的真实起始日, 可重复 / a conflict from its true start; repeatable",
        ),
    ] = None,
    aggregate: Annotated[
        Aggregator | None, typer.Option("--aggregator", help="汇总方式 / how sums become a score")
    ] = None,
    trim: Annotated[int | None, typer.Option(min=0, max=9, help="两端各去掉几张 / sheets left out at each end")] = None,
    min_n: Annotated[
        int | None, typer.Option(min=1, max=99, help="自几张起去掉 / from how many sheets on they are")
    ] = None,
    weights: Annotated[
        list[str] | None,
        typer.Option("--weight", metavar="KIND=WEIGHT", help="轮次权重, 须全部给出 / weights of rounds, all of them"),
    ] = None,
    rows: Annotated[
        list[str] | None,
        typer.Option("--row", metavar="ROW=WEIGHT", help="评分项权重, 如 C1=3/2, 可重复 / how often a row counts"),
    ] = None,
    calibration: Annotated[bool | None, typer.Option(help="评分尺度校准 / ranks by calibrated scores, D-32")] = None,
    cut: Annotated[int | None, typer.Option(min=1, max=10_000, help="另一入选数 / another cut line")] = None,
    each: Annotated[
        bool, typer.Option("--leave-one-out", help="逐一剔除每位专家 / without each expert in turn")
    ] = False,
    flip: Annotated[
        int | None,
        typer.Option(min=1, max=5, help="最小翻转, 至多几张 / the smallest flip, of at most so many sheets"),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="列出全部项目 / every case, not only who moves")] = False,
    anyway: Annotated[
        bool, typer.Option("--anyway", help="未匹配的照常略过 / go on where a name meets nothing")
    ] = False,
    out: Annotated[
        Path | None, typer.Option(help="签名报告写入的文件夹 / folder for the signed report", file_okay=False)
    ] = None,
    at: Annotated[int | None, typer.Option(help="在此账本位置 / at this position of the log", min=0)] = None,
    purpose: Purpose = "",
    key: Annotated[
        Path | None, typer.Option("--key", help="密钥文件, 用于登录 / your key file, to sign in", dir_okay=False)
    ] = None,
    url: Url = DEFAULT_URL,
    passphrase: Passphrase = ASK,
    as_json: Json = False,
) -> None:
    """推演: 剔除专家、评分表或密钥, 或按其他规则, 排序会怎样 / what if: the ranking without some, or by other rules.

    不写入任何内容, 查阅留痕 / it writes nothing, and is on record as a read.
    签名报告 (--out) 由 biaogan report verify 核验 / a signed report (--out) is checked by biaogan report verify.
    """
    asked: dict[str, Any] = {
        "round": round_,
        "without": {
            "experts": experts,
            "statements": sheets,
            "keys": [_lost(text) for text in keys or ()],
        },
        "conflicts": [_conflict(text) for text in conflicts or ()],
        "scoring": {
            "aggregate": aggregate and aggregate.name,
            "trim": trim,
            "minN": min_n,
            "weights": [{"round": kind.upper(), "weight": weight} for kind, weight in _pairs(weights)] or None,
            "rows": [{"row": row, "weight": weight} for row, weight in _pairs(rows)],
            "calibration": calibration,
        },
        "cut": cut,
        "each": each,
        "flip": flip is not None,
        "signed": out is not None,
    }
    asked |= {name: value for name, value in (("most", flip), ("at", at)) if value is not None}
    extensions = {"purpose": purpose} if purpose else {}
    client = connected(url, key, passphrase)
    with closing(client.http):
        answer = guarded(lambda: client.query(NOW if at is None else THEN, asked, **extensions), url)
    found = (answer if at is None else answer["at"])["suppose"]
    refuse(found, anyway=anyway)
    report, told = found.pop("report", None), {"ok": True, **found}
    text = "\n".join(lines(found, flip, by_signer=bool(experts or keys or conflicts), everything=everything))
    if out is not None:
        try:
            supposition_folder.write(out, report)
        except OSError as error:
            fail(f"无法写入 {out}: {error}", f"cannot write {out}: {error}", code="report")
        digest = sha256(report["text"].encode()).hexdigest()
        told |= {"folder": str(out), "sha256": digest}
        text += "\n" + kept(out, digest)
    say(as_json, told, text)


def refuse(found: dict[str, Any], *, anyway: bool) -> None:
    """End with what there is no answer to."""
    ranking = found["ranking"]
    if ranking is None:
        fail(
            "没有可供推演的内容: 无此轮次, 得分尚未公开, 或您无权推演",
            "nothing that you may suppose anything of: no such round, its scores are not open, or it is not yours to ask",
            code="nothing_to_see",
        )  # fmt: skip
    if ranking["unmatched"] and not anyway:
        names = ", ".join(ranking["unmatched"])
        fail(
            f"本轮没有, 或您无权知悉: {names} (--anyway 略过)",
            f"nowhere in this round as far as you may know: {names} (--anyway goes on without)",
            code="unmatched", unmatched=ranking["unmatched"],
        )  # fmt: skip
    if found.get("leaveOneOut", ()) is None:
        fail(
            "逐一剔除须能知悉每张评分表的专家 (授权 sheet.expert)",
            "leaving out each expert is for who may know whose each sheet is (a grant of sheet.expert)",
            code="signers_withheld",
        )  # fmt: skip
    if found.get("smallestFlip", ()) is None:
        fail(
            "本轮没有入选线: 请用 --cut 给出",
            "this round has no cut line: give one with --cut",
            code="no_line",
        )
    if found.get("report", ()) is None:
        fail("服务未出具报告", "the service made no report", code="no_report")


def _pairs(given: Sequence[str] | None) -> list[tuple[str, str]]:
    pairs = [text.partition("=") for text in given or ()]
    if not all(name and weight for name, _, weight in pairs):
        raise typer.BadParameter("须为 名称=权重 / NAME=WEIGHT, such as C1=3/2 or desk=0.4")
    return [(name, weight) for name, _, weight in pairs]


def _lost(text: str) -> dict[str, Any]:
    found = re.fullmatch(r"([^:]+):(\d+)", text, re.ASCII)
    if found is None:
        raise typer.BadParameter("--without-key 须为 / has to be KID:POSITION")
    return {"kid": found[1], "after": int(found[2])}


def _conflict(text: str) -> dict[str, str]:
    found = re.fullmatch(r"([^:]+):([^:]+):(\d{4}-\d{2}-\d{2})", text, re.ASCII)
    if found is None:
        raise typer.BadParameter("--conflict 须为 / has to be EXPERT:ORG:DATE, 如 / such as 2022-07-01")
    return {"expert": found[1], "organisation": found[2], "since": found[3]}
