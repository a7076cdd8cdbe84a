"""``docs/rules.md``: every id of the rulebook, what enforces it, what it is refused with, and which tests say so.

The tests are found by reading them, so that no list of them has to be kept (see :func:`evidence_of`).
"""

import ast
import inspect
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

from biaogan.domain import rules
from biaogan.domain.matter import RULES
from biaogan.domain.rejection_table import REJECTIONS
from biaogan.domain.rulebook import ELSEWHERE, IDS, RECORDED_INSTEAD

TESTS = Path(__file__).resolve().parents[3] / "tests"
SHOWN = 4
"""How many tests a row names; the others are counted."""

COMMON = frozenset(
    {"date_in_the_future", "date_malformed", "digest_malformed", "digest_mismatch", "instant_malformed", "text_missing",
     "unknown_reference", "wrong_state"}
)  # fmt: skip
"""Codes that many rules refuse with, so that a test that names one says little."""


@dataclass(frozen=True, slots=True)
class Found:
    """A test function: its file, its name, and the words of its source."""

    file: str
    name: str
    words: frozenset[str]
    about: frozenset[str]
    """The ids the docstring of its file names."""


def rules_table() -> str:
    """The document."""
    lines = [
        "# 规则对照表 / The rules and where they are kept\n",
        "Written by `make docs`. R: a rule of the programme; D: a decision where it is silent, a setting of the cycle.",
        "A sentence is a rule function in `domain/biaogan/domain/rules`; other names are Python names. Below the table:",
        "what no software can enforce, and what is recorded instead.\n",
        "| Id | Kept by | Refused with | Tests |",
        "|---|---|---|---|",
    ]
    for name in IDS:
        kept = [
            *(f"{function.replace('_', ' ')}" for function in functions(name)),
            *map(_short, ELSEWHERE.get(name, ())),
        ]
        if name in RECORDED_INSTEAD:
            kept.append(f"[recorded](#{name.lower()})")
        codes = ", ".join(f"`{code}`" for code in codes_of(name))
        lines.append(f"| {name} | {'; '.join(kept) or '**nothing**'} | {codes} | {_named(evidence_of(name))} |")
    lines.append("\n## 以何为据 / Recorded instead\n")
    for name, (zh, en) in RECORDED_INSTEAD.items():
        lines.append(f"### {name}\n\n{zh}\n\n{en}\n")
    return "\n".join(lines)


@cache
def _marked() -> Mapping[str, tuple[str, ...]]:
    known = _functions()
    return {
        name: tuple(sorted(function for function, ids in RULES.items() if name in ids and function in known))
        for name in IDS
    }


def functions(name: str) -> tuple[str, ...]:
    """The rule functions marked with an id."""
    return _marked()[name]


def codes_of(name: str) -> list[str]:
    """The refusal codes that rest on an id."""
    return [code for code, entry in REJECTIONS.items() if entry.rule == name]


def evidence_of(name: str) -> list[Found]:
    """The tests of an id, by file and name.

    Those that name it, one of its functions or a code of its own; else those that name what else carries it, or a common
    code together with its field; else those of a file that is about it.
    """
    exact = [{name}, *({code} for code in codes_of(name) if code not in COMMON), *({each} for each in functions(name))]
    loose = [_words(dotted) for dotted in ELSEWHERE.get(name, ()) if not dotted.endswith(".ACTS")]
    loose += [set(words) for function in functions(name) for words in _refusals(function)]
    return _naming(exact) or _naming(loose) or [test for test in _all_tests() if name in test.about]


def _words(dotted: str) -> set[str]:
    """What a test says that is about a Python name: the name, with its module's where it is a common word."""
    *_, module, last = dotted.split(".")
    return {last} if "_" in last else {module, last}


def _naming(wanted: list[set[str]]) -> list[Found]:
    return [test for test in _all_tests() if any(words <= test.words for words in wanted)]


@cache
def _refusals(function: str) -> tuple[frozenset[str], ...]:
    """What a rule function refuses with: a code of its own, or a common one together with the field it is about."""
    source = inspect.getsource(_functions()[function])
    found = []
    for code, rest in re.findall(r'Rejected\(\s*"(\w+)"(.*)', source):
        field = re.search(r'field="(\w+)"', rest)
        if field or code not in COMMON:
            found.append(frozenset({code, field[1]} if field else {code}))
    return tuple(found)


@cache
def _functions() -> Mapping[str, Any]:
    modules = [import_module(f"{rules.__name__}.{found.name}") for found in iter_modules(rules.__path__)]
    return {name: member for module in modules for name, member in inspect.getmembers(module, inspect.isfunction)}


def _about(docstring: str) -> frozenset[str]:
    """The ids a sentence names, ``R-55..R-58`` written out."""
    spread = re.sub(
        r"([RD])-(\d\d)\.\.[RD]-(\d\d)",
        lambda m: " ".join(f"{m[1]}-{n:02d}" for n in range(int(m[2]), int(m[3]) + 1)),
        docstring,
    )
    return frozenset(re.findall(r"[RD]-[0-9]{2}", spread))


@cache
def _all_tests() -> tuple[Found, ...]:
    found = []
    for path in sorted(TESTS.rglob("test_*.py")):
        text = path.read_text(encoding="utf-8")
        tree = ast.parse(text)
        about = _about(ast.get_docstring(tree) or "")
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef) and node.name.startswith("test_"):
                first = min([node.lineno, *(decorator.lineno for decorator in node.decorator_list)])
                source = "\n".join(text.splitlines()[first - 1 : node.end_lineno])
                words = frozenset(re.findall(r"[RD]-[0-9]{2}|\w+", source))
                found.append(Found(path.relative_to(TESTS).as_posix(), node.name, words, about))
    return tuple(sorted(found, key=lambda each: (each.file, each.name)))


def resolved(dotted: str) -> Any:
    """The object a dotted name means; ``ImportError`` or ``AttributeError`` if there is none."""
    module, _, attribute = dotted.rpartition(".")
    return getattr(import_module(module), attribute)


def _short(dotted: str) -> str:
    return f"`{dotted.removeprefix('biaogan.domain.')}`"


def _named(found: list[Found]) -> str:
    shown = "; ".join(f"{test.file}: {test.name.removeprefix('test_').replace('_', ' ')}" for test in found[:SHOWN])
    return shown + (f"; and {len(found) - SHOWN} more" if len(found) > SHOWN else "")
