"""The fast way to read statements accepts nothing that the strict one refuses, and reads the same in what it accepts."""

import json
from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from statement_samples import b64, digest, forge, header, payload, salts, signed

from biaogan.ledger import quick
from biaogan.ledger.errors import StatementError
from biaogan.ledger.quick import Unsure, read_many
from biaogan.ledger.statement import parse_stored

SALT = "A" * 22
ORDER = tuple(
    "log type v stream seq prev basis seen iss role iat exp jti rules cause behalf _sd_alg body".split(" ")  # noqa: SIM905
)


def written(digests: Sequence[object] = (), **changes: object) -> bytes:
    """A payload byte for byte as `compose` writes it, with claims changed, added, or left out when `...`."""
    members = {**payload(digests), **changes}
    names = [name for name in ORDER if name in members] + [name for name in members if name not in ORDER]
    ordered = {name: members[name] for name in names if members[name] is not ...}
    return json.dumps(ordered, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")


def sign(texts: Sequence[bytes] = (), committed: Sequence[object] | None = None) -> tuple[bytes, bytes]:
    """A signed statement whose disclosures are any bytes at all."""
    disclosures = [b64(text) for text in texts]
    digests = [digest(text) for text in disclosures] if committed is None else committed
    return parts(forge(claims=written(digests), disclosures=disclosures))


def parts(text: str) -> tuple[bytes, bytes]:
    jws, _, rest = text.partition("~")
    return jws.encode("utf-8", "surrogatepass"), rest.removesuffix("~").encode("utf-8", "surrogatepass")


def agree(jws: bytes, disclosures: bytes) -> bool:
    """True if the fast way accepts, having found what the strict way finds; alone and in company."""
    try:
        strict = parse_stored(jws, disclosures)
    except StatementError:
        strict = None
    good = parts(signed())
    found = []
    for batch in ([(jws, disclosures)], [good, (jws, disclosures)], [(jws, disclosures), good]):
        try:
            readings = read_many([item[0] for item in batch], [item[1] for item in batch])
        except Unsure:
            continue
        assert strict is not None, (jws, disclosures)
        kid, facts, signature, names, values, withheld = readings[batch.index((jws, disclosures))]
        stream, seq, type_, jti, iat, exp, log, iss, prev, basis, cause, role, behalf, seen = facts
        claims = strict.claims
        assert (stream, seq, type_, jti) == (claims["stream"], claims["seq"], claims["type"], claims["jti"])
        assert (iat, exp, log, iss, prev) == tuple(claims[name] for name in ("iat", "exp", "log", "iss", "prev"))
        assert (basis, cause) == (claims["basis"], claims.get("cause"))
        assert (role, behalf) == (claims["role"], claims.get("behalf"))
        assert seen == (None if claims["seen"] is None else (claims["seen"]["size"], claims["seen"]["root"]))
        assert (kid, signature, withheld) == (strict.kid, strict.signature, len(strict.withheld))
        assert dict(zip(names, values, strict=True)) == strict.body
        assert json.dumps(list(values)) == json.dumps(list(strict.body.values()))  # 1 is not True
        found.append(True)
    return bool(found)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"body": {}},
        {"body": {"a": 1, "b": None, "c": True, "d": [], "e": {}, "f": "10:30", "g": {"h": [{"i": "j:k"}]}}},
        {"body": {"文": '标杆 𝄞 e\u0301 \u2028 " \\ \n'}},
        {"basis": None, "seen": None, "prev": None, "seq": 1, "rules": None},
        {"extra": {"cause": "ab" * 32}},
    ],
)
def test_what_compose_writes_is_read_the_fast_way(changes: dict[str, object]) -> None:
    assert agree(*parts(signed(**changes)))


def test_withheld_fields_are_read_the_fast_way() -> None:
    jws, disclosures = parts(signed())
    assert agree(jws, b"")
    assert agree(jws, disclosures.split(b"~")[3])


@pytest.mark.parametrize(
    "texts",
    [
        [b'["%s","a",1]' % SALT.encode(), b'["%sB","a",2]' % SALT.encode()],  # a name twice
        [b'["%s","a",1]' % SALT.encode(), b'["%s","b",2]' % SALT.encode()],  # a salt twice
        [b'["%s","a",1.5]' % SALT.encode()],
        [b'["%s","a",1e2]' % SALT.encode()],
        [b'["%s","a",NaN]' % SALT.encode()],
        [b'["%s","a",9223372036854775808]' % SALT.encode()],
        [b'["%s","a",-9223372036854775808]' % SALT.encode()],
        [b'["%s","a",%s]' % (SALT.encode(), b"9" * 5000)],
        [b'["%s","a",{"b":1,"b":2}]' % SALT.encode()],
        [b'["%s","a",{"b":":","b":2}]' % SALT.encode()],
        [b'["%s","a",[{"_sd":[]}]]' % SALT.encode()],
        [b'["%s","a",{"...":"x"}]' % SALT.encode()],
        [b'["%s","_sd",1]' % SALT.encode()],
        [b'["%s","",1]' % SALT.encode()],
        [b'["%s","%s",1]' % (SALT.encode(), b"a" * 129)],
        [b'["%s","a"]' % SALT.encode()],
        [b'["%s","a",1,2]' % SALT.encode()],
        [b'["short","a",1]'],
        [b'["%s","a",1]' % (b"x" * 65)],
        [b'[1,"a",1]', b'["%s",1,1]' % SALT.encode()],
        [b'{"0":1,"1":2,"2":3}'],
        [b'"abc"'],
        [b' ["%s","a",1]' % SALT.encode()],
        [b'["%s","a",1] ' % SALT.encode()],
        [b'["%s","a",1]\n' % SALT.encode()],
        [b'["%s","a",1]\n\n' % SALT.encode()],
        [b'["%s","a","\\ud800"]' % SALT.encode()],
        [b'["%s","a","\\u4e2d"]' % SALT.encode()],
        [b'["%s","a","\xff"]' % SALT.encode()],
        [b'["%s","a","\x01"]' % SALT.encode()],
        [b'["%s","a",%s1%s]' % (SALT.encode(), b"[" * 31, b"]" * 31)],
        [b'["%s","a",%s1%s]' % (SALT.encode(), b"[" * 32, b"]" * 32)],
        [b'["%s","a",%s1%s]' % (SALT.encode(), b"[" * 5000, b"]" * 5000)],
        [b'["%s","a",1],["%sB","b",2]' % (SALT.encode(), SALT.encode()), b'["%sC","c",[1' % SALT.encode(), b"2]]"],
        [
            b'["%s","a",1],["%sB","b",2],["%sC","c",3]' % (SALT.encode(), SALT.encode(), SALT.encode()),
            b'["%sD","d",[[1]' % SALT.encode(),
            b"[2]]]",
        ],
        [b'["%s","a",[[1]' % SALT.encode(), b"[2]]]", b'["%sB","b",1],["%sC","c",2]' % (SALT.encode(), SALT.encode())],
    ],
)
def test_disclosures_are_read_alike_or_not_at_all(texts: list[bytes]) -> None:
    good = b'["%s","a",1]' % (b"G" * 22)
    assert agree(*sign([good]))  # so that what is refused is refused for its disclosures
    agree(*sign(texts))
    agree(*sign([good, *texts]))
    agree(*sign([*texts, good]))


@pytest.mark.parametrize(
    "claims",
    [
        written(extra=1),
        written(role=...),
        written(seq="4"),
        written(seq=True),
        written(seq=1 << 63),
        written(seq=-1),
        written(jti=["x"]),
        written(seen={"size": 1}),
        written(seen={"size": 1, "root": "x", "more": 1}),
        written(body={"_sd": [], "a": 1}),
        written(role="a\nb"),
        written(role="文"),
        written(role='"'),
        written(_sd_alg="sha-512"),
        written(iss="did:example:1"),
        written().replace(b'"v":1', b'"v":1,"v":1'),
        written(),
        written().replace(b'"v":1', b'"v":1.0'),
        written() + b" ",
        written() + b"\0",
        written().replace(b"t1_officer", b"t1\0officer"),
        b"[]",
        b"{}",
    ],
)
def test_payloads_are_read_alike_or_not_at_all(claims: bytes) -> None:
    assert agree(*parts(forge(claims=written())))
    agree(*parts(forge(claims=claims)))


def test_committed_digests_are_read_alike_or_not_at_all() -> None:
    text = b'["%s","a",1]' % SALT.encode()
    good = digest(b64(text))
    assert agree(*sign([text], [good, digest("another")]))
    for committed in ([good] * 2, [good, "x"], [good, 1], [good, []], ["x" * 43], [good, '","'], [good, ""], [""], []):
        agree(*sign([text], committed))
        agree(*sign([], committed))
    agree(*sign([text, text]))
    agree(*sign([text, text], [good]))
    agree(*parts(forge(head=header(alg="none"), claims=written())))


@settings(max_examples=400, deadline=None)
@given(
    st.integers(0, 1 << 20), st.sampled_from(["flip", "drop", "double", "insert"]), st.integers(0, 255), st.booleans()
)
def test_damaged_bytes_are_read_alike_or_not_at_all(at: int, how: str, byte: int, plain: bool) -> None:
    jws, disclosures = parts(signed())
    whole = bytearray(jws + b"~" + disclosures)
    at %= len(whole)
    new = b"AQgw9d0~.-_+/= "[byte % 15] if plain else byte
    whole[at : at + 1] = {
        "flip": bytes([new]),
        "drop": b"",
        "double": bytes(whole[at : at + 1] * 2),
        "insert": bytes([whole[at], new]),
    }[how]
    jws, _, disclosures = bytes(whole).partition(b"~")
    agree(jws, disclosures)


JSON_VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(1 << 65), 1 << 65)
    | st.text(max_size=8)
    | st.sampled_from(["_sd", "..."]),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4) | st.just("_sd"), inner, max_size=3)
    ),
    max_leaves=8,
)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.tuples(st.text(max_size=4), JSON_VALUES, st.booleans()), max_size=4), st.booleans())
def test_any_fields_are_read_alike_or_not_at_all(fields: list[tuple[str, object, bool]], withhold: bool) -> None:
    salt = salts()
    texts = [
        json.dumps([salt(), name, value], ensure_ascii=ascii_only).encode("utf-8", "surrogatepass")
        for name, value, ascii_only in fields
    ]
    jws, disclosures = sign(texts)
    agree(jws, b"~".join(disclosures.split(b"~")[1:]) if withhold else disclosures)


def test_a_text_that_holds_the_mark_is_not_read_as_two() -> None:
    inside = f'["{SALT}","a",1],"{quick._RANDOM}",["{SALT}B","b",2]'.encode()
    assert not agree(*sign([inside]))
