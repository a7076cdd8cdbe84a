"""A supposition in words (推演行文): the answer of the service as lines and tables, and what a signed report supposes."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from rich.cells import cell_len
from rich.markup import escape

Row = Sequence[str]
WHY: Final = {
    "EXPERT": "因专家 / by expert",
    "STATEMENT": "因指名 / by name",
    "KEY": "因密钥 / by key",
    "CONFLICT": "因利益冲突 / by conflict",
}
SIDES: Final = {"INSIDE": "入选 / inside", "ON_LINE": "线上同分 / tied on it", "OUTSIDE": "未入选 / outside"}
NOTES: Final = {"INSIDE": "跨入 / in", "ON_LINE": "线上 / tied", "OUTSIDE": "跨出 / out"}
AS_SIGNED: Final = {
    True: "不作假设即为所签统计 / with nothing supposed it is what was signed",
    False: "[red]不作假设亦与所签统计不符 / with nothing supposed it is not what was signed[/red]",
    None: "尚无所签统计 / no statistics are signed yet",
}
PARTLY: Final = "[yellow]![/yellow] 只剔除您可知其专家的评分表 / by expert, key or conflict only sheets go whose experts you may know"
KINDS: Final = (("名次", "rank"), ("得分", "score"), ("评分表", "sheets"), ("", ""))


def lines(found: Mapping[str, Any], most: int | None, *, by_signer: bool, everything: bool) -> Iterator[str]:
    """All that was asked."""
    yield from _ranking(found["ranking"], everything=everything)
    if by_signer and not found["ranking"]["everySignerKnown"]:
        yield "  " + PARTLY
    if "leaveOneOut" in found:
        yield from _left_out(found["leaveOneOut"])
    if "smallestFlip" in found:
        yield from _flip(found["smallestFlip"], most)


def kept(folder: Path, digest: str) -> str:
    """Where the report is."""
    return f"\n[green]✓[/green] {escape(str(folder))}  supposition.json SHA-256 {digest}"


def _ranking(of: Mapping[str, Any], *, everything: bool) -> Iterator[str]:
    line = "没有入选线 / no cut line" if of["cut"] is None else f"入选 / chosen {of['cut']}"
    yield f"[bold]推演 / supposed[/bold]  {escape(of['roundId'])}  #{of['position']}  {line}"
    yield from _gone(of, everything=everything)
    moved = [each for each in of["entries"] if each["rankBefore"] != each["rankAfter"] or each["crosses"]]
    rescored = sum(each["scoreBefore"] != each["scoreAfter"] for each in of["entries"])
    yield f"  名次变化 / change their rank: {len(moved)}  得分变化 / change their score: {rescored}  共 / of {len(of['entries'])}"
    if shown := of["entries"] if everything else moved:
        yield from ("", *table([("项目", "case"), *KINDS], [_entry(each) for each in shown]), "")
    crossing = [each for each in of["entries"] if each["crosses"]]
    for each in crossing:
        sides = [SIDES[each[side]] for side in ("sideBefore", "sideAfter")]
        yield f"  [yellow]跨越入选线 / crosses the line[/yellow] {escape(each['caseId'])}  {' → '.join(sides)}"
    if of["cut"] is not None and not crossing:
        yield "  无人跨越入选线 / nobody crosses the line"
    for few in of["tooFew"]:
        yield f"  [yellow]有效评分不足 / too few sheets[/yellow] {escape(few['caseId'])}  {few['left']} < {few['wanted']} (D-05)"
    yield _provenance(of)


def _gone(of: Mapping[str, Any], *, everything: bool) -> Iterator[str]:
    left_out = of["leftOut"]
    why = Counter(kind for sheet in left_out for kind in sheet["why"])
    reasons = "".join(f"  {WHY[kind]} {count}" for kind, count in why.items())
    yield f"  剔除评分表 / sheets left out: {len(left_out)}{reasons}"
    for sheet in left_out if everything else ():
        yield f"    {escape(sheet['name'])}"
    if of["unmatched"]:
        yield f"  [yellow]未匹配, 未起作用 / met nothing, changed nothing[/yellow] {escape(', '.join(of['unmatched']))}"


def _entry(of: Mapping[str, Any]) -> Row:
    note = NOTES[of["sideAfter"]] if of["crosses"] else "投票 / vote" if of["needsVote"] else ""
    return (
        of["caseId"],
        _both(of["rankBefore"], of["rankAfter"]),
        _both(of["shownBefore"], of["shownAfter"]),
        _text(of["sheetsAfter"]),
        note,
    )


def _provenance(of: Mapping[str, Any]) -> str:
    method = _both(of["methodBefore"], of["methodAfter"])
    uncounted = f"  无效评分表 / uncounted {of['uncounted']}" if of["uncounted"] else ""
    return (
        f"  统计方法 / counted by {escape(method)}  配置 / configuration {of['configDigest'][:16]}…{uncounted}\n"
        f"  {AS_SIGNED[of['asSigned']]}"
    )


def _left_out(rows: Sequence[Mapping[str, Any]]) -> Iterator[str]:
    heads = [
        ("专家", "expert"),
        ("评分表", "sheets"),
        ("变化", "moved"),
        ("最远", "most"),
        ("跨线", "cross"),
        ("不足", "few"),
    ]
    told = [
        (each["expertId"], *(_text(each[name]) for name in ("sheets", "moved", "furthest")), *_sizes(each))
        for each in rows
    ]
    yield from ("", "[bold]逐一剔除 / without each expert in turn[/bold]", "", *table(heads, told), "")
    for each in rows:
        for case in each["crossing"]:
            yield f"  [yellow]跨越入选线 / crosses the line[/yellow] {escape(case)}  无 / without {escape(each['expertId'])}"


def _sizes(each: Mapping[str, Any]) -> Row:
    return tuple(str(len(each[name])) for name in ("crossing", "tooFew"))


def _flip(of: Mapping[str, Any], most: int | None) -> Iterator[str]:
    yield ""
    if of["sheets"]:
        yield f"[bold]最小翻转 / smallest flip[/bold]  {len(of['sheets'])} 张评分表 / sheets"
        yield from (f"  {escape(name)}" for name in of["sheets"])
        yield f"  涉及 / concerns {escape(', '.join(of['cases']))}"
    else:
        less = f", 试至 / tried up to {of['greaterThan']}" if of["greaterThan"] != most else ""
        yield f"[bold]最小翻转 / smallest flip[/bold]  {most} 张以内没有 / none of up to {most} sheets{less}"
    if of["trials"]:
        yield f"  逐一试过 {of['trials']} 组 / {of['trials']} sets tried one by one"
    if of["steps"]:
        heads = [
            ("界线", "boundary"),
            ("上减", "up"),
            ("下减", "down"),
            ("上方最低", "lowest above"),
            ("下方最高", "highest below"),
        ]
        rows = [
            (step["boundary"], str(step["up"]), str(step["down"]), step["lowest"], step["highest"])
            for step in of["steps"]
        ]
        yield "  更少则不能, 逐一分法 / no fewer will do, split by split"
        yield from ("", *table(heads, rows))


def brief(told: Mapping[str, Any]) -> dict[str, Any]:
    """A signed report in short, for programs."""
    changed = told["answer"]["cases"]
    return {
        "round": told["round"],
        "supposed": told["supposed"],
        "unmatched": told["unmatched"],
        "asSigned": told["as_signed"],
        "leftOut": len(told["answer"]["left_out"]),
        "moved": sum(before != after for before, after in (each["rank"] for each in changed)),
        "crossing": [each["case"] for each in changed if each["crosses"]],
    }


def told_in_report(told: Mapping[str, Any]) -> Iterator[str]:
    """The same for people."""
    short = brief(told)
    yield f"  轮次 / round {escape(told['round'])}"
    asked = list(_supposed(told["supposed"])) or ["未作假设 / nothing"]
    yield from (f"  假设 / supposed  {escape(each)}" for each in asked)
    if short["unmatched"]:
        yield f"  [yellow]未匹配, 未起作用 / met nothing, changed nothing[/yellow] {escape(', '.join(short['unmatched']))}"
    yield (
        f"  剔除评分表 / sheets left out {short['leftOut']}, 名次变化 / change their rank {short['moved']}, "
        f"跨越入选线 / cross the line {len(short['crossing'])}"
    )
    yield f"  {AS_SIGNED[short['asSigned']]}"


def _supposed(of: Mapping[str, Any]) -> Iterator[str]:
    scoring, aggregate = of["scoring"], of["scoring"]["aggregate"]
    yield from (f"剔除专家 / without expert {name}" for name in of["experts"])
    yield from (f"剔除评分表 / without sheet {name}" for name in of["statements"])
    yield from (f"密钥失控 / key in other hands {key['kid']}, 自 / after #{key['after']}" for key in of["keys"])
    for each in of["conflicts"]:
        yield f"利益冲突 / conflict {each['expert']} – {each['organisation']}, 自 / since {each['since']}"
    if aggregate:
        trimmed = f" {aggregate['trim']} from {aggregate['min_n']}" if aggregate["trim"] else ""
        yield f"汇总方式 / aggregate {aggregate['method']}{trimmed}"
    yield from (f"轮次权重 / weight of round {kind} {weight}" for kind, weight in (scoring["rounds"] or {}).items())
    yield from (f"评分项权重 / weight of row {row} {weight}" for row, weight in scoring["rows"].items())
    if scoring["calibrated"] is not None:
        yield f"评分尺度校准 / calibration {'✓' if scoring['calibrated'] else '✗'}"


def table(heads: Sequence[tuple[str, str]], rows: Sequence[Row]) -> Iterator[str]:
    """Columns as wide as they need to be, whoever looks; heads in both languages, one below the other."""
    heading = [[head[language] for head in heads] for language in (0, 1)]
    widths = [max(cell_len(row[column]) for row in (*heading, *rows)) for column in range(len(heads))]

    def line(row: Row) -> str:
        cells = [cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=True)]
        return "  " + escape("  ".join(cells).rstrip())

    yield from (f"[dim]{line(row)}[/dim]" for row in heading)
    yield from map(line, rows)


def _both(before: Any, after: Any) -> str:
    return _text(after) if before == after else f"{_text(before)} → {_text(after)}"


def _text(value: Any) -> str:
    return "-" if value is None else str(value)
