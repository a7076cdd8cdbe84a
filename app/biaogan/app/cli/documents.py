"""``biaogan check``: the check the service makes of an experience, before it is filed."""

import json
import tomllib
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape

from biaogan.app.cli.output import Json, app, fail
from biaogan.app.cycles import cycle_file
from biaogan.app.document_check.check import CHECKER, check
from biaogan.app.terminal import console
from biaogan.domain.config import ConfigInvalid, CycleConfig
from biaogan.domain.finding_table import told
from biaogan.domain.forms_application import Finding
from biaogan.domain.layout_checks import ERROR
from biaogan.domain.media import EXPERIENCE, KINDS, MEDIA_TYPES, ending


@app.command("check")
def check_file(
    file: Annotated[
        Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="要检查的文件 / the file to check")
    ],
    kind: Annotated[str, typer.Option(help=f"文件种类 / kind of file: {', '.join(KINDS)}")] = EXPERIENCE,
    cycle: Annotated[str, typer.Option(help="年度活动 / the cycle whose limits hold")] = "nqb-2022",
    as_json: Json = False,
) -> None:
    """申报前检查文件: 格式、版式、字数 / check a file before filing: format, layout, lengths."""
    if kind not in KINDS:
        raise typer.BadParameter(f"--kind 须为其中之一 / is one of {', '.join(KINDS)}")
    config = _config(cycle)
    with file.open("rb") as opened:
        stated = MEDIA_TYPES.get(ending(file.name), "")
        findings, counts = check(opened, kind, stated, config.filing.documents, config.indicator_years)
    _say(findings, counts, dict(config.filing.documents.limits), as_json)
    if any(finding.severity == ERROR for finding in findings):
        raise typer.Exit(1)


def _config(cycle: str) -> CycleConfig:
    try:
        return CycleConfig.from_document(tomllib.loads(cycle_file(cycle).read_text(encoding="utf-8")))
    except (FileNotFoundError, ConfigInvalid):
        fail(f"没有年度活动 {cycle}", f"there is no cycle {cycle}", code="cycle_unknown")


def _say(findings: list[Finding], counts: dict[str, int], limits: dict[str, int], as_json: bool) -> None:
    if as_json:
        ok = all(finding.severity != ERROR for finding in findings)
        value = {"ok": ok, "checker": CHECKER, "counts": counts, "findings": [_json(each) for each in findings]}
        typer.echo(json.dumps(value, ensure_ascii=False, indent=2))
        return
    for part, count in counts.items():
        console.print(f"  {part:<15} {count:>5} / {limits[part]} 字", highlight=False)
    for finding in findings:
        colour = "red" if finding.severity == ERROR else "yellow"
        zh, en = told(finding)
        console.print(f"[{colour}]{finding.rule}[/{colour}] {escape(finding.place)}: {escape(zh)}\n  {escape(en)}")
    verdict = f"{len(findings)} 项发现 / findings" if findings else "[green]✓[/green] 未发现问题 / nothing found"
    console.print(verdict)


def _json(finding: Finding) -> dict[str, Any]:
    zh, en = told(finding)
    return {
        "rule": finding.rule, "place": finding.place, "severity": finding.severity, "code": finding.code,
        "detail": finding.detail, "message": {"zh": zh, "en": en},
    }  # fmt: skip
