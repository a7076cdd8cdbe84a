"""The two values an HTTP server exchanges with this layer, and the rules for media types.

Promises: header names are lower case; a type, charset or coding that was not understood exactly is refused, never
guessed (``text/x-application/json`` is not JSON).
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

JSON: Final = "application/json"
GRAPHQL: Final = "application/graphql-response+json"
HTML: Final = "text/html"

_NAME = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_PARAMETER = re.compile(rf'[ \t]*;[ \t]*(?:({_NAME})=({_NAME}|"[^"\\]*"))?')
_TYPE = re.compile(rf"({_NAME})/({_NAME})")
_RANGES = re.compile(r'(?:[^,"]|"[^"]*")+')


@dataclass(frozen=True, slots=True)
class HttpRequest:
    """``query`` is the raw query string; ``headers`` have lower-case names, repeated ones joined by a comma."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes = b""
    address: str = ""
    """The client's network address, "" if the server does not know it."""


@dataclass(frozen=True, slots=True)
class HttpResponse:
    """``headers`` in order, names lower case."""

    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes


@lru_cache(maxsize=256)
def media_type(text: str) -> tuple[str, dict[str, str]] | None:
    """``Application/JSON; charset=utf-8`` -> ``("application/json", {"charset": "utf-8"})``; None if malformed."""
    text = text.strip(" \t")
    found = _TYPE.match(text)
    if found is None:
        return None
    parameters: dict[str, str] = {}
    place = found.end()
    while place < len(text):
        parameter = _PARAMETER.match(text, place)
        if parameter is None or parameter.end() == place:
            return None
        place = parameter.end()
        name, value = parameter[1], parameter[2]
        if name is None:
            continue
        if name.lower() in parameters:
            return None
        parameters[name.lower()] = value.strip('"')
    return found[0].lower(), parameters


def is_utf8_json(content_type: str) -> bool:
    """Whether a body of this type is JSON in UTF-8: ``application/json`` with no other charset."""
    found = media_type(content_type)
    return found is not None and found[0] == JSON and _utf8(found[1])


def _utf8(parameters: Mapping[str, str]) -> bool:
    return parameters.get("charset", "utf-8").lower() in ("utf-8", "utf8")


@lru_cache(maxsize=256)
def accepted(accept: str | None, html: bool) -> str | None:
    """The type to answer with: the best of what the client accepts (RFC 9110, 12.5.1), None if it accepts none.

    Without a header, and wherever a wildcard leaves the choice, it is ``application/json`` (GraphQL over HTTP, 6.4).
    ``html`` says whether a page may be answered at all.
    """
    if accept is None or not accept.strip():
        return JSON
    offered = (JSON, GRAPHQL, HTML) if html else (JSON, GRAPHQL)
    quality: dict[str, tuple[int, float]] = {}
    explicit: list[str] = []
    for part in _RANGES.findall(accept):
        found = media_type(part)
        if found is None or not _utf8(found[1]):
            continue
        wanted, q = found[0], _quality(found[1].get("q", "1"))
        if q is None:
            continue
        explicit.append(wanted)
        for media in offered:
            rank = _matches(wanted, media)
            if rank > quality.get(media, (0, 0.0))[0]:
                quality[media] = (rank, q)
    best = [media for media in offered if quality.get(media, (0, 0.0))[1] > 0]
    if not best:
        return None
    return max(best, key=lambda media: (quality[media][1], quality[media][0] == 3, -_place(explicit, media)))


def _matches(wanted: str, media: str) -> int:
    if wanted == media:
        return 3
    if wanted == media.partition("/")[0] + "/*":
        return 2
    return 1 if wanted == "*/*" else 0


def _place(explicit: list[str], media: str) -> int:
    return explicit.index(media) if media in explicit else len(explicit)


def _quality(text: str) -> float | None:
    return float(text) if re.fullmatch(r"0(\.\d{0,3})?|1(\.0{0,3})?", text) else None
