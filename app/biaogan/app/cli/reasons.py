"""``biaogan why``: the chain of reasons for a rank, a score, a state, a refusal or a denied read, as an indented list."""

from collections.abc import Iterator, Sequence
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Final

import typer
from rich.markup import escape

from biaogan.app.cli.acts import connected, guarded
from biaogan.app.cli.keys import ASK, Passphrase
from biaogan.app.cli.output import DEFAULT_URL, Json, Url, app, fail, say

STEPS: Final = "why(of: $of) { steps { number kind withheld because told { zh en } rule position signatureHolds } }"
NOW: Final = f"query($of: WhyInput!) {{ {STEPS} }}"
THEN: Final = f"query($of: WhyInput!, $at: Position!) {{ at(position: $at) {{ {STEPS} }} }}"


class Question(StrEnum):
    """What may be asked about (所问事项)."""

    RANK = "rank"
    SCORE = "score"
    STATUS = "status"
    REFUSAL = "refusal"
    RECEIPT = "receipt"
    DENIAL = "denial"


NEEDED: Final = {
    **dict.fromkeys(
        (Question.RANK, Question.SCORE), "轮次或名单编号, 项目编号 / the id of a round or list, then that of a case"
    ),
    Question.STATUS: "一个编号 / one id",
    Question.REFUSAL: "账本位置, 整数 / a position of the log, a whole number",
    Question.RECEIPT: "回执文件 / a file with the receipt",
    Question.DENIAL: "查阅编号, 整数 / the number of the read, a whole number",
}


@app.command("why")
def why(
    question: Annotated[Question, typer.Argument(help="所问事项 / what is asked about")],
    of: Annotated[
        list[str],
        typer.Argument(
            help="rank, score: 轮次或名单, 项目 / round or list, then case; status: 编号 / id; refusal: 位置 / position; "
            "receipt: 文件 / file; denial: 编号 / number"
        ),
    ],
    at: Annotated[int | None, typer.Option(help="在此账本位置 / at this position of the log", min=0)] = None,
    purpose: Annotated[str, typer.Option(help="查阅目的 / what the read is for")] = "",
    key: Annotated[
        Path | None, typer.Option("--key", help="密钥文件, 用于登录 / your key file, to sign in", dir_okay=False)
    ] = None,
    url: Url = DEFAULT_URL,
    passphrase: Passphrase = ASK,
    as_json: Json = False,
) -> None:
    """为何如此: 由名次、得分、状态、驳回或被拒的查阅, 逐步追到签名与规则 / why: step by step down to signatures and rules."""
    asked = {"of": {question.value: _input(question, of)}} | ({} if at is None else {"at": at})
    extensions = {"purpose": purpose} if purpose else {}
    client = connected(url, key, passphrase)
    with closing(client.http):
        answer = guarded(lambda: client.query(NOW if at is None else THEN, asked, **extensions), url)
    found = (answer if at is None else answer["at"])["why"]
    if found is None:
        fail("没有可供查阅的理由", "there is nothing of it that you may see", code="nothing_to_see")
    say(as_json, {"ok": True, **found}, "\n".join(_lines(found["steps"])))


def _input(question: Question, of: Sequence[str]) -> Any:
    try:
        match question:
            case Question.RANK | Question.SCORE:
                within, case = of
                return {"within": within, "case": case}
            case Question.REFUSAL | Question.DENIAL:
                (number,) = of
                return int(number)
            case Question.RECEIPT:
                (path,) = of
                return Path(path).read_text(encoding="utf-8")
        (name,) = of
        return name
    except ValueError:
        raise typer.BadParameter(f"{question.value} 须给出 / needs: {NEEDED[question]}") from None
    except OSError as error:
        raise typer.BadParameter(f"无法读取 / cannot be read: {error}") from None


def _lines(steps: Sequence[dict[str, Any]]) -> Iterator[str]:
    """Each step once, below the first that rests on it; later ones name it by its number."""
    told: set[int] = set()
    waiting = [(0, 0)]
    while waiting:
        number, depth = waiting.pop()
        step, indent = steps[number], "  " * depth
        if number in told:
            yield f"{indent}→ {number}"
            continue
        told.add(number)
        mark = (
            "[dim]○[/dim]"
            if step["withheld"]
            else "[red]✗[/red]"
            if step["signatureHolds"] is False
            else "[green]●[/green]"
        )
        place = "" if step["position"] is None else f"  #{step['position']}"
        rule = f"  {escape(step['rule'])}" if step["rule"] else ""
        yield f"{indent}{mark} {number} {escape(step['told']['zh'])} / {escape(step['told']['en'])}[dim]{rule}{place}[/dim]"
        waiting += [(below, depth + 1) for below in reversed(step["because"])]
