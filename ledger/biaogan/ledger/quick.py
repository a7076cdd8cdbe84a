"""Reading many stored statements at once (成批读取): the fast way through statements that are as they should be.

Promise: what `read_many` returns is what `parse_stored` would have found in each; whatever it is not sure of, it
refuses as a whole with `Unsure`, and the caller reads one by one. So nothing is accepted here that is refused there,
and every fault is named there. A test compares the two on damaged statements.

How it is fast: a payload as `compose` writes it is one match of one pattern, and the disclosures of a whole batch are
decoded and parsed once, as ONE array in which a mark stands after each text. The mark holds a number drawn when the
process starts, later than any signature, so no text can contain it; if every second element is the mark, then every
text was one JSON value by itself.
"""

import json
import re
import secrets
from binascii import a2b_base64
from collections.abc import Sequence
from functools import lru_cache
from itertools import accumulate, chain, pairwise
from typing import Any, NamedTuple, NoReturn

from biaogan.ledger.claims import check_header, check_withheld
from biaogan.ledger.disclosure import MAX_NAME, digests
from biaogan.ledger.errors import StatementError
from biaogan.ledger.facts import Facts
from biaogan.ledger.statement import Statement, parse_stored
from biaogan.ledger.wire import ALPHABET, DISCLOSED, JSON, MAX_DEPTH, MAX_INTEGER, RESERVED, TO_STANDARD, Scan, encode

Reading = tuple[str, Facts, bytes, Sequence[str], Sequence[JSON], int]
"""kid, facts, signature, names and values of the disclosed fields, number of fields withheld (声明要素)."""

_TEXT, _NUMBER = '"([^"]*)"', "(0|[1-9][0-9]{0,17})"
_PAYLOAD = re.compile(
    f'{{"log":{_TEXT},"type":{_TEXT},"v":(?:0|[1-9][0-9]{{0,17}}),"stream":{_TEXT},"seq":{_NUMBER},'
    f'"prev":(?:null|{_TEXT}),"basis":(?:null|{_NUMBER}),"seen":(?:null|{{"size":{_NUMBER},"root":{_TEXT}}}),'
    f'"iss":{_TEXT},"role":{_TEXT},"iat":{_NUMBER},"exp":{_NUMBER},"jti":{_TEXT},"rules":(?:null|"[^"]*")'
    f'(?:,"cause":{_TEXT})?(?:,"behalf":{_TEXT})?,"_sd_alg":"sha-256","body":{{"_sd":\\[(?:"([^\\]]*)")?\\]}}}}'
).fullmatch
_APART = re.compile(rb'"[ \t\n\r]+:').search
_PLAIN = bytes({*range(0x20, 0x7F)} - {*b"\\"})
_ENDS = tuple(b"9?Q0")  # by length mod 4, the last base64 character of a text that ends in "}"
_ZEROS = (b"", b"", b"AA", b"A")
_SEAL_ENDS = frozenset(b"AQgw")

_RANDOM = secrets.token_hex(4)
_HEAD, _TAIL = encode(b"[  ").encode(), encode(b"0] ").encode()
_MARK = encode(b',"' + _RANDOM.encode() + b'",').encode()
# A disclosure ends in "]", so its last base64 character says how many bits follow those of the bracket. They are zero,
# and are filled up to a whole group of four characters with "\n" or "\n\n", which JSON skips.
_FILL = {ord("d"): _MARK, ord("0"): b"K" + _MARK, ord("Q"): b"oK" + _MARK}
_OPENS = {ord("W")}  # of the four bytes that begin so, JSON knows only "["
_CONTAINERS = (list, dict)


CHUNK = 50
"""Statements that are read one by one together when one of them is not as `compose` writes it."""


class Told(NamedTuple):
    """What a statement tells whoever does not verify it: who said it, for whom, what, and whether all of it is there."""

    iss: str
    role: str
    behalf: str
    body: dict[str, JSON]
    whole: bool


class Unsure(Exception):
    """The batch must be read one by one (须逐条读取). Says nothing about what is wrong, or whether anything is."""


def read_many(statements: Sequence[bytes], disclosures: Sequence[bytes | None]) -> list[Reading]:
    """What each JWS says with its `~`-joined disclosures; Unsure if any of them is not as `compose` writes it."""
    try:
        return _read(statements, disclosures)
    except (ValueError, TypeError, KeyError, IndexError, RecursionError, StopIteration, StatementError) as error:
        raise Unsure from error


def tell_many(statements: Sequence[bytes], disclosures: Sequence[bytes]) -> list[Told]:
    """As `parse_stored` of each, the quick way where that is sure. Raises StatementError."""
    found: list[Told] = []
    for start in range(0, len(statements), CHUNK):
        some, texts = statements[start : start + CHUNK], disclosures[start : start + CHUNK]
        try:
            for _, facts, _, names, values, withheld in read_many(some, texts):
                found.append(
                    Told(facts[7], facts[11], facts[12] or "", dict(zip(names, values, strict=True)), not withheld)
                )
        except Unsure:
            found += [_told(parse_stored(jws, text)) for jws, text in zip(some, texts, strict=True)]
    return found


def _told(statement: Statement) -> Told:
    return Told(statement.iss, statement.role, statement.behalf, statement.body, not statement.withheld)


def _read(statements: Sequence[bytes], disclosures: Sequence[bytes | None]) -> list[Reading]:
    headers, payloads, seals = zip(*[jws.split(b".") for jws in statements], strict=True)
    pieces = [data.split(b"~") if data else [] for data in disclosures]
    flat = list(chain.from_iterable(pieces))
    found = digests(flat)
    names, values = _fields(flat) if flat else ((), ())
    spans = [slice(start, end) for start, end in pairwise(accumulate(map(len, pieces), initial=0))]
    facts, committed = zip(*map(_facts, _payloads(payloads)), strict=True)
    own_names, own_values = [names[span] for span in spans], [values[span] for span in spans]
    withheld = map(_missing, committed, [found[span] for span in spans], own_names)
    return list(zip(map(_kid, headers), facts, _signatures(seals), own_names, own_values, withheld, strict=True))


def _decode(text: bytes) -> bytes:
    if b"+" in text or b"/" in text:  # they belong to the other base64
        raise Unsure
    return a2b_base64(text.replace(b"-", b"+").replace(b"_", b"/"), strict_mode=True)


@lru_cache(maxsize=4096)
def _kid(header: bytes) -> str:
    if header.translate(None, ALPHABET):
        raise Unsure
    return check_header(header.translate(TO_STANDARD))


def _signatures(seals: Sequence[bytes]) -> list[bytes]:
    if {*map(len, seals)} != {86} or not {seal[-1] for seal in seals} <= _SEAL_ENDS:
        raise Unsure
    data = _decode(b"AA".join(seals) + b"AA")  # 64 bytes and two zeros
    return [data[start : start + 64] for start in range(0, len(data), 66)]


def _payloads(payloads: Sequence[bytes]) -> list[str]:
    """The texts, if no character of them is escaped or outside ASCII."""
    if [payload[-1] for payload in payloads] != [_ENDS[len(payload) & 3] for payload in payloads]:
        raise Unsure
    data = _decode(b"".join([payload + _ZEROS[len(payload) & 3] for payload in payloads]))
    sizes = [len(payload) * 3 // 4 for payload in payloads]
    if data.translate(None, _PLAIN) != bytes(len(data) - sum(sizes)):  # the zeros that fill up, and nothing else
        raise Unsure
    text = data.decode()
    starts = accumulate([(len(payload) + 3) // 4 * 3 for payload in payloads], initial=0)
    return [text[start : start + size] for start, size in zip(starts, sizes, strict=False)]


def _facts(payload: str) -> tuple[Facts, str | None]:
    """The claims of a payload, and the digests it commits to, `","` between them."""
    match = _PAYLOAD(payload)
    if match is None:
        raise Unsure
    log, type_, stream, seq, prev, basis, size, root, iss, role, iat, exp, jti, cause, behalf, committed = (
        match.groups()
    )
    seen = None if size is None else (int(size), root)
    position = None if basis is None else int(basis)
    facts = stream, int(seq), type_, jti, int(iat), int(exp), log, iss, prev, position, cause, role, behalf, seen
    return facts, committed


def _missing(committed: str | None, found: Sequence[str], names: Sequence[str]) -> int:
    """How many digests nothing discloses, as in `disclosure.match`. That those found differ is known from their salts."""
    if len({*names}) != len(names):
        raise Unsure
    if found and committed == '","'.join(sorted(found)):  # all of them, in the order in which `compose` writes them
        return 0
    signed = [] if committed is None else committed.split('","')
    withheld = {*signed} - {*found}
    if not len({*signed}) == len(signed) == len(withheld) + len(found):
        raise Unsure
    check_withheld(withheld)
    return len(withheld)


def _fields(pieces: Sequence[bytes]) -> tuple[tuple[str, ...], tuple[JSON, ...]]:
    """Names and values of disclosures, as `disclosure.fields` demands; that salts differ is demanded of them all."""
    if {piece[0] for piece in pieces} != _OPENS:
        raise Unsure
    joined = b"".join([_HEAD, *[piece + _FILL[piece[-1]] for piece in pieces], _TAIL])
    data = _decode(joined)
    if b"\\" in data and b"\\u" in data:  # perhaps half of a surrogate pair
        raise Unsure
    text = data.decode()
    items = _items(text, _FAST, len(pieces))
    salts, names, values = zip(*items, strict=True)
    if {*map(type, items)} != {list} or {*map(type, salts), *map(type, names)} != {str}:
        raise Unsure
    lengths, name_lengths = set(map(len, salts)), set(map(len, names))
    if min(lengths) < 22 or max(lengths) > 64 or min(name_lengths) < 1 or max(name_lengths) > MAX_NAME:
        raise Unsure
    if len(set(salts)) != len(salts) or not RESERVED.isdisjoint(names):
        raise Unsure
    if not _are_single(_members(values), data):
        _items(text, DISCLOSED, len(pieces))
    return names, values


def _are_single(members: int, data: bytes) -> bool:
    """Whether so many members are all that are written, none of them twice in one object; perhaps they are if False.

    A member is written with a colon, here always right after a quotation mark. Texts may hold colons as well, which
    only makes them more.
    """
    if members == data.count(b":"):
        return True
    return members == data.count(b'":') and b"\\" not in data and _APART(data) is None


def _items(text: str, scan: Scan, count: int) -> list[Any]:
    """The elements of the array, if there are as many as there were pieces, and each was one by itself."""
    values, end = scan(text, 0)
    if type(values) is not list or len(values) != 2 * count + 1 or text[end:] != " ":
        raise Unsure
    if values[1::2] != [_RANDOM] * count:
        raise Unsure
    return values[:-1:2]


def _members(values: Sequence[JSON]) -> int:
    """How many members all objects in the values have; Unsure for a reserved one, and when a value nests too deep."""
    members = 0
    layer: list[Any] = [value for value in values if type(value) in _CONTAINERS]
    for _ in range(MAX_DEPTH):
        if not layer:
            return members
        objects = [value for value in layer if type(value) is dict]
        members += sum(map(len, objects))
        if not RESERVED.isdisjoint(chain.from_iterable(objects)):
            raise Unsure
        inner = chain.from_iterable([value.values() if type(value) is dict else value for value in layer])
        layer = [value for value in inner if type(value) in _CONTAINERS]
    raise Unsure


def _integer(text: str) -> int:
    value = int(text)
    if -MAX_INTEGER <= value <= MAX_INTEGER:
        return value
    return _refuse(text)


def _refuse(text: str) -> NoReturn:
    raise ValueError(text)


_FAST: Scan = json.JSONDecoder(  # type: ignore[attr-defined]
    parse_int=_integer, parse_float=_refuse, parse_constant=_refuse
).scan_once
