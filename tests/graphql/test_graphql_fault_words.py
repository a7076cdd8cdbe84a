"""Every error says what is wrong in Chinese and English, whatever raised it; ``message`` is GraphQL's own field."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fakes import answer, world

from biaogan.graphql import faults

ROOT = Path(__file__).parents[2]
LAYERS = ROOT / "graphql", ROOT / "app", ROOT / "console"
CHINESE = re.compile("[\u4e00-\u9fff]")
PLACES = {"Fault": 1, "HttpFault": 2, "Unauthenticated": 0, "refused": 1, "_bad": 0, "_too_slow": 0}
"""What makes a fault -> where its Chinese sentence stands; the English one is next."""


def raises() -> Iterator[tuple[str, list[str | None]]]:
    """Every fault of the source, and the literal text of its two sentences; ``None`` for one that is handed on."""
    for layer in LAYERS:
        for path in sorted(layer.rglob("*.py")):
            text = path.read_text(encoding="utf-8")
            if not re.search(r"graphql\.faults import|graphql import faults|^class HttpFault", text, re.MULTILINE):
                continue  # faults of another kind: of a log, a folder, a file
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.Call) and (place := PLACES.get(_name(node.func))) is not None:
                    yield f"{path.name}:{node.lineno}", [_text(each) for each in node.args[place : place + 2]]


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _text(node: ast.expr) -> str | None:
    if isinstance(node, ast.Constant):
        return str(node.value)
    if isinstance(node, ast.JoinedStr):
        return "".join(part.value for part in node.values if isinstance(part, ast.Constant))
    return None


def test_every_fault_of_the_source_is_worded_in_both_languages() -> None:
    found = dict(raises())
    assert len(found) > 60
    worded = {where: said for where, said in found.items() if None not in said and said}
    assert len(worded) > 50
    assert not [where for where, (zh, _) in worded.items() if zh and not CHINESE.search(zh)]
    assert not [where for where, (_, en) in worded.items() if not en or CHINESE.search(en)]


def told(error: dict[str, Any], code: str) -> tuple[str, str]:
    more = error["extensions"]
    assert more["code"] == code
    assert CHINESE.search(more["zh"]), error
    assert not CHINESE.search(more["en"]), error
    return more["zh"], more["en"]


COMPLAINTS = [
    ("{ cases", faults.PARSE_FAILED, "查询文本有语法错误："),
    ("{ nothing }", faults.VALIDATION_FAILED, "查询不符合模式："),
    ("query($n: Int!) { cases(first: $n) { nodes { id } } }", faults.BAD_USER_INPUT, "参数或变量的值不合要求："),
]


@pytest.mark.parametrize(("query", "code", "zh"), COMPLAINTS)
def test_the_librarys_own_complaints_say_in_chinese_what_they_are_about(query: str, code: str, zh: str) -> None:
    (error,) = world().ask(query, n="x")["errors"]
    assert told(error, code) == (zh + error["message"], error["message"])


def test_what_is_no_graphql_at_all_is_answered_in_both_languages() -> None:
    for request, status, code in (
        ({"query": ""}, 400, faults.BAD_REQUEST),
        ({"query": "{ __typename }", "extensions": {"behalf": 5}}, 400, faults.BAD_USER_INPUT),
    ):
        response = world().send(request)
        assert response.status == status
        told(answer(response)["errors"][0], code)


def test_every_code_of_the_library_has_its_words() -> None:
    assert set(faults.CAUSES) == {faults.PARSE_FAILED, faults.VALIDATION_FAILED, faults.BAD_USER_INPUT}
    limited = faults.RateLimited(7)
    assert (limited.extensions["retryAfter"], limited.headers) == (7, {"retry-after": "7"})
    told(limited.formatted(), faults.RATE_LIMITED)
    told(faults.Unauthenticated("会话无效", "over").formatted(), faults.UNAUTHENTICATED)
