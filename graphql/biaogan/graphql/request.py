"""From an HTTP request to the parameters of GraphQL over HTTP, strictly (specification of 2025, sections 5 and 6).

Promises: whatever the bytes are, the answer is the parameters or an ``HttpFault`` of status 4xx; no body makes a 500.
Text that no database can hold (U+0000, lone surrogates) ends here, in variables and in the document alike.
"""

import json
import re
from dataclasses import dataclass, field
from math import isfinite
from typing import Any, Final, NoReturn
from urllib.parse import parse_qsl

from biaogan.graphql.faults import BAD_REQUEST, BAD_USER_INPUT, HttpFault
from biaogan.graphql.http import HttpRequest, is_utf8_json

MAX_BODY: Final = 262_144
MAX_URL: Final = 16_384
MAX_FIELDS: Final = 16
MAX_PURPOSE: Final = 200
_NUL: Final = re.compile(r"\x00|\\u(0000|\{0+\})")
_PERSON: Final = re.compile(r"person_[0-9A-Za-z-]{1,80}").fullmatch
_NAMES: Final = ("query", "operationName", "variables", "extensions")


@dataclass(frozen=True, slots=True)
class Parameters:
    """A well-formed request. ``min_position``, ``purpose`` and ``behalf``: those of ``extensions``."""

    query: str
    operation_name: str | None = None
    variables: dict[str, Any] = field(default_factory=dict)
    extensions: dict[str, Any] = field(default_factory=dict)
    min_position: int | None = None
    purpose: str | None = None
    behalf: str = ""


def read_post(request: HttpRequest) -> Parameters:
    """The parameters of a POST. A repeated, compressed or mistyped body is refused."""
    headers = request.headers
    if not is_utf8_json(headers.get("content-type", "")):
        raise HttpFault(
            415, BAD_REQUEST, "正文须为 UTF-8 的 application/json", "the body must be application/json in UTF-8"
        )
    if headers.get("content-encoding", "identity").strip().lower() not in ("", "identity"):
        raise HttpFault(400, BAD_REQUEST, "正文不得压缩", "the body must not be compressed")
    if len(request.body) > MAX_BODY:
        raise HttpFault(413, BAD_REQUEST, f"正文超过 {MAX_BODY} 字节", f"the body is longer than {MAX_BODY} bytes")
    body = read_json(request.body)
    if not isinstance(body, dict):
        raise _bad("正文须为 JSON 对象；不支持批量", "the body must be a JSON object; batches are not supported")
    return _parameters(body)


def read_get(request: HttpRequest) -> Parameters:
    """The parameters of a GET: ``variables`` and ``extensions`` are JSON in the query string; empty means absent."""
    if len(request.path) + len(request.query) > MAX_URL:
        raise HttpFault(414, BAD_REQUEST, f"URL 超过 {MAX_URL} 个字符", f"the URL is longer than {MAX_URL} characters")
    try:
        pairs = parse_qsl(request.query, keep_blank_values=True, errors="strict", max_num_fields=MAX_FIELDS)
    except ValueError:
        raise _bad("查询串不是 UTF-8，或字段过多", "the query string is not UTF-8, or has too many fields") from None
    given: dict[str, Any] = {}
    for name, text in pairs:
        if name in given:
            raise _bad("参数重复给出", "a parameter is given twice")
        given[name] = text
    for name in ("variables", "extensions"):
        if name in given:
            given[name] = read_json(given[name].encode(), name) if given[name] else None
    return _parameters(given)


def read_json(data: bytes, name: str = "") -> Any:
    """The body, or the parameter of this name, as strict JSON.

    UTF-8, no NaN, no infinite or endless numbers, no lone surrogates, no U+0000, nested within reason.
    """
    zh, en = name or "正文", name or "the body"
    try:
        text = data.decode("utf-8")
        value = _decode(text)
        if "\\u" in text and b"\\u0000" in json.dumps(value, ensure_ascii=False).encode("utf-8"):
            raise _bad(f"{zh} 含有 U+0000", f"{en} holds U+0000")
    except RecursionError:
        raise _bad(f"{zh} 嵌套过深", f"{en} is nested too deeply") from None
    except ValueError:
        raise _bad(f"{zh} 不是 UTF-8 的 JSON", f"{en} is not JSON in UTF-8") from None
    return value


def _refuse(constant: str) -> NoReturn:
    raise ValueError(constant)


def _finite(text: str) -> float:
    number = float(text)
    if not isfinite(number):
        raise ValueError(text)
    return number


_decode = json.JSONDecoder(parse_constant=_refuse, parse_float=_finite).decode


def _parameters(given: dict[str, Any]) -> Parameters:
    query, name, variables, extensions = [given.get(parameter) for parameter in _NAMES]
    if not isinstance(query, str) or not query:
        raise _bad("query 须为非空字符串", "query must be a non-empty string")
    if _NUL.search(query):
        raise _bad("query 含有 U+0000", "query holds U+0000")
    if name is not None and not isinstance(name, str):
        raise _bad("operationName 须为字符串或 null", "operationName must be a string or null")
    if variables is not None and not isinstance(variables, dict):
        raise _bad("variables 须为对象或 null", "variables must be an object or null")
    if extensions is None:
        return Parameters(query, name or None, variables or {})
    if not isinstance(extensions, dict):
        raise _bad("extensions 须为对象或 null", "extensions must be an object or null")
    least = extensions.get("minPosition")
    if least is not None and (isinstance(least, bool) or not isinstance(least, int) or least < 0):
        raise HttpFault(
            400,
            BAD_USER_INPUT,
            "extensions.minPosition 须为账本位置：不小于 0 的整数",
            "extensions.minPosition must be a position: a whole number from 0 on",
        )
    return Parameters(
        query, name or None, variables or {}, extensions, least, _purpose(extensions), _behalf(extensions)
    )


def _purpose(extensions: dict[str, Any]) -> str | None:
    """What the viewer says the reading is for (查阅目的)."""
    given = extensions.get("purpose")
    if given is not None and not (isinstance(given, str) and len(given.strip()) > 0 and len(given) <= MAX_PURPOSE):
        zh = f"extensions.purpose 须说明查阅目的，1 至 {MAX_PURPOSE} 个字符"
        raise HttpFault(
            400, BAD_USER_INPUT, zh, f"extensions.purpose must say what for, in 1 to {MAX_PURPOSE} characters"
        )
    return given


def _behalf(extensions: dict[str, Any]) -> str:
    """For whom the viewer asks (代办); "" for oneself."""
    given = extensions.get("behalf")
    if given is not None and not (isinstance(given, str) and _PERSON(given)):
        raise HttpFault(
            400, BAD_USER_INPUT, "extensions.behalf 须为人员编号", "extensions.behalf must be the stream id of a person"
        )
    return given or ""


def _bad(zh: str, en: str) -> HttpFault:
    return HttpFault(400, BAD_REQUEST, zh, en)
