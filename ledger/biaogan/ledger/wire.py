"""Strict reading of base64url and JSON (严格解码): what one reader accepts, every reader understands the same way.

Promise to callers: any bytes whatever either decode to one plain value or raise `StatementError`; nothing recurses
deeper than the cap, nothing runs longer than linear time. Refused though common libraries take them: padding and stray
characters in base64url, trailing bits that are not zero (two spellings of one value), duplicate member names (重复键),
floats (浮点数), NaN, integers beyond 64 bits, lone surrogates, and any byte before or after the JSON value.
RFC 4648 section 3.5, RFC 8259, RFC 8785 section 3.1 (I-JSON).
"""

import json
import re
from binascii import a2b_base64, b2a_base64
from collections.abc import Callable, Iterable, Sequence
from typing import NoReturn, TypeAlias

from biaogan.ledger.errors import StatementError

JSON: TypeAlias = "bool | int | str | list[JSON] | dict[str, JSON] | None"
Scan: TypeAlias = Callable[[str, int], tuple[JSON, int]]

MAX_BYTES = 262_144  # one statement with its disclosures
MAX_DEPTH = 32
MAX_INTEGER = 2**63 - 1
RESERVED = frozenset({"_sd", "_sd_alg", "..."})  # member names with a meaning in RFC 9901; never in a disclosed value

_STANDARD = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
ALPHABET = _STANDARD[:62] + b"-_"
TO_STANDARD = bytes(c if c in ALPHABET + b".~" else ord("~") for c in range(256)).translate(
    bytes.maketrans(b"-_", b"+/")
)
"""Translates base64url to base64; what belongs to neither alphabet nor SD-JWT becomes a tilde, and so is noticed."""
TO_URL = bytes.maketrans(b"+/", b"-_")
_PADDING = (b"", b"", b"==", b"=")
_LAST = (_STANDARD, b"", b"AQgw", b"AEIMQUYcgkosw048")  # by length mod 4: last characters whose spare bits are zero

# A string that never ends matches to the end, so that the scan stays linear; what follows it is no JSON anyway.
_STRINGS = re.compile(rb'"(?:[^"\\]++|\\.?)*+"?', re.DOTALL)
_NOT_BRACKETS = bytes(set(range(256)) - set(b"[]{}"))


def encode(data: bytes) -> str:
    """base64url without padding (RFC 7515 section 2)."""
    return b2a_base64(data, newline=False).rstrip(b"=").translate(TO_URL).decode("ascii")


def decode(text: str, field: str | None = None) -> bytes:
    """The bytes of one canonical base64url text, or StatementError `bad_base64`."""
    data = text.encode("utf-8", "surrogatepass")
    if data.translate(None, ALPHABET):
        raise StatementError("bad_base64", "a character outside the base64url alphabet", field)
    return decode_standard([data.translate(TO_STANDARD)], field)[0]


def decode_standard(pieces: Iterable[bytes], field: str | None) -> list[bytes]:
    """The bytes of each piece; their alphabet is already known good and translated to `+/` (the hot path, 热路径)."""
    found = []
    for piece in pieces:
        rest = len(piece) & 3
        if not piece or piece[-1] not in _LAST[rest]:
            raise StatementError("bad_base64", "empty, of impossible length, or with spare bits set", field)
        found.append(a2b_base64(piece + _PADDING[rest]))
    return found


def dump_json(value: object, *, sort_keys: bool = False) -> bytes:
    """Compact UTF-8 JSON, text untouched: no normalisation, no escapes beyond RFC 8259 (lone_surrogate, not_json)."""
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), sort_keys=sort_keys).encode()
    except UnicodeEncodeError:
        raise StatementError("lone_surrogate", "text that is not Unicode") from None
    except (TypeError, ValueError, RecursionError) as error:
        raise StatementError("not_json", f"{error}") from None


def canonical(value: object) -> bytes:
    """JSON with sorted members (规范 JSON): the byte form the ledger hashes and signs outside statements."""
    return dump_json(value, sort_keys=True)


def check_depth(texts: Sequence[bytes], max_depth: int = MAX_DEPTH) -> None:
    """StatementError `too_deep` if one of the JSON texts nests deeper; to be asked before `load_json`."""
    joined = b"".join(texts)
    if joined.count(b"[") + joined.count(b"{") > max_depth and max(map(_depth, texts)) > max_depth:
        raise StatementError("too_deep", f"nested deeper than {max_depth}")


def load_json(texts: Iterable[bytes], field: str, scan: Scan) -> list[JSON]:
    """The JSON value of each text, whose depth has been checked, read by `CLAIMS` or `DISCLOSED`.

    Codes: bad_utf8, bad_json, duplicate_key, float_refused, integer_too_large, lone_surrogate, nested_disclosure.
    """
    values = []
    try:
        for data in texts:
            text = data.decode()
            value, end = scan(text, 0)
            if end != len(text):
                raise StatementError("bad_json", "something follows the JSON value")
            if "\\u" in text:  # only an escape can bring a lone surrogate in: raw ones are not UTF-8
                dump_json(value)
            values.append(value)
    except StatementError as error:
        error.field = field
        raise
    except UnicodeDecodeError:
        raise StatementError("bad_utf8", "not UTF-8", field) from None
    except (ValueError, StopIteration):
        raise StatementError("bad_json", "not JSON", field) from None
    return values


def _depth(data: bytes) -> int:
    """Deepest nesting, found without recursion; for what is no JSON, at least what a parser could reach in it."""
    depth = deepest = 0
    for bracket in _STRINGS.sub(b"", data).translate(None, _NOT_BRACKETS):
        depth += 1 if bracket in b"[{" else -1
        deepest = max(deepest, depth)
    return deepest


def _claims_object(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise StatementError("duplicate_key", "a member name appears twice")
    return value


def _disclosed_object(pairs: list[tuple[str, JSON]]) -> dict[str, JSON]:
    value = dict(pairs)
    if len(value) != len(pairs):
        raise StatementError("duplicate_key", "a member name appears twice")
    if not RESERVED.isdisjoint(value):
        raise StatementError("nested_disclosure", "a name reserved by RFC 9901 inside a disclosed value")
    return value


def _integer(text: str) -> int:
    if len(text) < 19 or (len(text) <= 20 and -MAX_INTEGER <= int(text) <= MAX_INTEGER):
        return int(text)  # never of a long text: its conversion takes time that grows with the square of the length
    raise StatementError("integer_too_large", "an integer beyond 2^63-1")


def _no_float(text: str) -> NoReturn:
    raise StatementError("float_refused", f"{text[:40]} is no integer; write decimals as text")


def _scanner(pairs_hook: Callable[[list[tuple[str, JSON]]], dict[str, JSON]]) -> Scan:
    decoder = json.JSONDecoder(
        object_pairs_hook=pairs_hook, parse_int=_integer, parse_float=_no_float, parse_constant=_no_float
    )
    scan: Scan = decoder.scan_once  # type: ignore[attr-defined]
    return scan


CLAIMS = _scanner(_claims_object)
DISCLOSED = _scanner(_disclosed_object)  # refuses, at any depth, the member names RFC 9901 reserves
