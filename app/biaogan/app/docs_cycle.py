"""``docs/cycle-file.md``: every key of a cycle file, from the docstrings of the configuration and the 2022 file itself."""

import ast
import inspect
import re
import textwrap
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

from biaogan.domain.amending import ALWAYS, FROZEN, stage_of
from biaogan.domain.config import CycleConfig

CYCLE_FILE = Path(__file__).resolve().parents[3] / "cycles" / "nqb-2022.toml"

ALIASES: Mapping[str, str] = {
    "cycle": "",
    "cycle.indicator_years": "indicator_year_count",
    "withdraw": "filing.withdraw",
    "correction": "filing.correction",
    "documents": "filing.documents",
    "panel": "review.seats",
    "panel.mix": "review.seats",
    "site": "review.site",
    "conflict": "review.conflicts",
    "publicity": "publicity.notices",
    "scoring.outlier": "review.spread",
    "scoring.outlier.spread": "review.spread.points",
    "scoring.show_prior": "review.show_prior",
    "scoring.calibration": "review.calibration",
    "programme.purpose": "programme.texts",
    "programme.focus": "programme.texts",
    "programme.unit_duties": "programme.texts",
    "programme.guidance": "programme.texts",
}
"""Key of the file -> place in the configuration, where the two are not called the same. The longest one decides."""

NOTES: Mapping[str, str] = {
    "units[].tier": "Tier of the unit (层级): 1, the only one that is listed; the province is `[tier2]`.",
}
"""Meanings that stand nowhere else."""

KINDS = {bool: "true/false", int: "integer", str: "text", list: "list", dict: "table"}


def cycle_file() -> str:
    """The document."""
    document = tomllib.loads(CYCLE_FILE.read_text("utf-8"))
    lines = [
        "# 年度活动配置文件 / The cycle file\n",
        "Written by `make docs` from the docstrings of the configuration and from `cycles/nqb-2022.toml`.\n",
        "A cycle file is published whole, by one signed act, and is then frozen. It changes only by an amendment that the",
        "office director proposes and a CAQ approver, another person, approves (`propose_amendment`, `amend_cycle`), and",
        "only before the stage in the last column begins for any case. Quotas (名额) are configuration like everything",
        "else here: there is no act that sets the quota of one unit. Acts signed under the old digest are refused as",
        "`stale_rules`; what was decided before keeps the digest it was decided under. A path with `[]` stands for every",
        "entry of a list; `(none)`: only another programme's file has the key. A deadline alone may also be moved back by",
        "`extend_deadline`. Figures are integers, exact decimal strings, or instants with an offset; there are no floats.\n",
        "| Key | Type | In 2022 | Meaning | Rule or setting | Amendable |",
        "|---|---|---|---|---|---|",
    ]
    for path, values in (*keys(document), *((path, []) for path in further_keys())):
        cells = (f"`{path}`", _type(values), _shown(values), meaning(path), rule_of(path, document), _until(path))
        lines.append("| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |")
    return "\n".join(lines) + "\n"


def further_keys() -> list[str]:
    """Keys that only the other cycle files have: what the 2022 programme does not know."""
    known = {path for path, _ in keys(tomllib.loads(CYCLE_FILE.read_text("utf-8")))}
    others = (tomllib.loads(path.read_text("utf-8")) for path in sorted(CYCLE_FILE.parent.glob("*.toml")))
    return [path for path in dict.fromkeys(path for other in others for path, _ in keys(other)) if path not in known]


def keys(document: Mapping[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    """Every path of the document that holds a value, ``[]`` for list entries, with the values found there in order."""
    found: dict[str, list[Any]] = {}
    for path, value in _leaves(document, ""):
        found.setdefault(path, []).append(value)
    yield from found.items()


def _leaves(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    if isinstance(value, dict) and path not in ("settings", "labels") and not _wording(value):
        for key, inner in value.items():
            yield from _leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and value and isinstance(value[0], dict) and not _wording(value[0]):
        for inner in value:
            yield from _leaves(inner, f"{path}[]")
    else:
        yield path, value


def _wording(value: dict[str, Any]) -> bool:
    """A term in two languages, with or without a code: one value."""
    return "zh" in value and set(value) <= {"code", "zh", "en"}


def meaning(path: str) -> str:
    """What the key means, in one line; "" if nobody has said."""
    if path in NOTES:
        return NOTES[path]
    cls, name = _place(path)
    said = field_docs(cls).get(name, "") if cls is not None else ""
    return " ".join(said.split())


def _place(path: str) -> tuple[Any, str]:
    """The dataclass and the field behind a path."""
    for length in range(path.count(".") + 1, 0, -1):
        head = ".".join(path.split(".")[:length])
        if head in ALIASES:
            path = ".".join(filter(None, (ALIASES[head], *path.split(".")[length:])))
            break
    cls: Any = CycleConfig
    *way, last = path.replace("[]", "").split(".")
    for key in way:
        hint = get_type_hints(cls).get(key) if is_dataclass(cls) else None
        if hint is None:
            continue  # a name of a mapping, such as the kind of a panel
        step = _element(hint)
        if step is None:
            return cls, key  # a mapping of plain values: its field says it all
        cls = step
    return (cls, last) if is_dataclass(cls) else (None, last)


def _element(hint: Any) -> Any:
    """The dataclass of a field: its own type, or that of the entries of its tuple or mapping."""
    if is_dataclass(hint):
        return hint
    if get_origin(hint) is not None:
        return next((part for part in map(_element, get_args(hint)) if part is not None), None)
    return None


@cache
def field_docs(cls: Any) -> dict[str, str]:
    """The docstring after each field of a dataclass."""
    [body] = ast.parse(textwrap.dedent(inspect.getsource(cls))).body
    assert isinstance(body, ast.ClassDef)
    found = {}
    for line, after in zip(body.body, body.body[1:], strict=False):
        if isinstance(line, ast.AnnAssign) and isinstance(line.target, ast.Name) and isinstance(after, ast.Expr):
            value = after.value
            if isinstance(value, ast.Constant) and isinstance(value.value, str):
                found[line.target.id] = value.value
    return found


def rule_of(path: str, document: Mapping[str, Any]) -> str:
    """The D-id the file labels the key with, else the ids its meaning names."""
    settings: Mapping[str, str] = document["settings"]
    plain = path.replace("[]", "")
    labels = [label for place, label in settings.items() if plain == place or plain.startswith(f"{place}.")]
    named = re.findall(r"[RD]-[0-9]{2}", meaning(path))
    return ", ".join(sorted({*labels, *named}))


def _type(values: list[Any]) -> str:
    return KINDS.get(type(values[0]), "text") if values else ""


def _shown(values: list[Any]) -> str:
    if not values:
        return "(none)"
    if len(values) > 1 and isinstance(values[0], str):
        return f"{len(values)} entries"
    distinct = list(dict.fromkeys(_text(value) for value in values))
    return ", ".join(f"`{text}`" for text in distinct[:4]) + (" …" if len(distinct) > 4 else "")


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return str(value["zh"]) if _wording(value) else f"{len(value)} entries"
    if isinstance(value, list):
        return ", ".join(
            str(each.get("code", each.get("zh"))) if isinstance(each, dict) else str(each) for each in value
        )
    return {True: "true", False: "false"}.get(value, str(value)) if isinstance(value, bool) else str(value)


def _until(path: str) -> str:
    stage = stage_of(path.replace("[]", ""))
    return {FROZEN: "never", ALWAYS: "at any time"}.get(stage, f"before `{stage}`")
