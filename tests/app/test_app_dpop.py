"""A token without its key is worth nothing: every part of a proof is looked at, and none is taken twice (RFC 9449)."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from biaogan.app.dpop import WINDOW, BadProof, Proof, bound, check, place, prove
from biaogan.ledger.keys import public_jwk, thumbprint
from biaogan.ledger.wire import encode

KEY = Ed25519PrivateKey.from_private_bytes(bytes(range(32)))
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
URL = "https://biaogan.example/graphql"
TOKEN = "token-of-a-session"

Change = Callable[[dict[str, Any], dict[str, Any]], object]


def made(change: Change = lambda header, claims: None, key: Ed25519PrivateKey = KEY) -> str:
    """A proof put together by hand, as the RFC has it, after ``change``."""
    header: dict[str, Any] = {"typ": "dpop+jwt", "alg": "EdDSA", "jwk": public_jwk(KEY)}
    claims: dict[str, Any] = {
        "jti": "number-of-its-own", "htm": "POST", "htu": URL, "iat": int(NOW.timestamp()), "ath": bound(TOKEN),
    }  # fmt: skip
    change(header, claims)
    signing = ".".join(encode(json.dumps(part).encode()) for part in (header, claims))
    return f"{signing}.{encode(key.sign(signing.encode()))}"


def proven(text: str, now: datetime = NOW) -> Proof:
    return check(text, method="POST", url=URL, token=TOKEN, now=now)


def test_a_good_proof_shows_the_key_and_a_number_to_be_remembered() -> None:
    found = proven(made())
    assert found.kid == thumbprint(public_jwk(KEY))
    assert found.until == NOW + 2 * WINDOW
    assert proven(prove(KEY, "POST", URL, TOKEN, NOW)).kid == found.kid
    assert proven(made(lambda header, _: header.update(alg="Ed25519"))).id == found.id


WRONG: dict[str, tuple[Change, str]] = {
    "another typ": (lambda h, c: h.update(typ="jwt"), "typ"),
    "no algorithm": (lambda h, c: h.update(alg="none"), "alg"),
    "a symmetric algorithm": (lambda h, c: h.update(alg="HS256"), "alg"),
    "no key": (lambda h, c: h.pop("jwk"), "jwk"),
    "a header nobody asked for": (lambda h, c: h.update(crit=["x"]), "nothing else"),
    "a private key": (lambda h, c: h["jwk"].update(d="AA"), "private_key_given"),
    "a key of another kind": (lambda h, c: h.update(jwk={"kty": "EC"}), "bad_jwk"),
    "a key that is no object": (lambda h, c: h.update(jwk=7), "bad_jwk"),
    "another method": (lambda h, c: c.update(htm="GET"), "htm"),
    "another address": (lambda h, c: c.update(htu="https://elsewhere.example/graphql"), "htu"),
    "another path": (lambda h, c: c.update(htu="https://biaogan.example/log"), "htu"),
    "another scheme": (lambda h, c: c.update(htu="http://biaogan.example/graphql"), "htu"),
    "an address that is none": (lambda h, c: c.update(htu="https://[/"), "htu"),
    "no address": (lambda h, c: c.pop("htu"), "htu"),
    "too old": (lambda h, c: c.update(iat=c["iat"] - 61), "iat"),
    "from the future": (lambda h, c: c.update(iat=c["iat"] + 61), "iat"),
    "an instant that is text": (lambda h, c: c.update(iat=str(c["iat"])), "iat"),
    "an instant that is true": (lambda h, c: c.update(iat=True), "iat"),
    "another token": (lambda h, c: c.update(ath=bound("another")), "ath"),
    "no token": (lambda h, c: c.pop("ath"), "ath"),
    "no number": (lambda h, c: c.pop("jti"), "jti"),
    "a number that is too short": (lambda h, c: c.update(jti="1234567"), "jti"),
    "a number that is too long": (lambda h, c: c.update(jti="1" * 129), "jti"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_proof_is_refused_that_has(name: str) -> None:
    change, reason = WRONG[name]
    with pytest.raises(BadProof, match=reason):
        proven(made(change))


def test_a_proof_signed_with_another_key_than_it_shows_is_refused() -> None:
    with pytest.raises(BadProof, match="signature"):
        proven(made(key=Ed25519PrivateKey.generate()))


@pytest.mark.parametrize("text", ["", "a.b", "a.b.c", "e30.e30.", "W10.e30.AA", made() + ", " + made(), "x" * 3000])
def test_what_is_no_proof_is_refused(text: str) -> None:
    with pytest.raises(BadProof):
        proven(text)


def test_a_member_that_stands_twice_is_refused_however_it_would_be_read() -> None:
    header, _, _ = made().split(".")
    twice = encode(b'{"htm":"GET","htm":"POST"}')
    with pytest.raises(BadProof, match="duplicate_key"):
        proven(f"{header}.{twice}.{encode(KEY.sign(f'{header}.{twice}'.encode()))}")


def test_the_window_holds_on_both_sides() -> None:
    for seconds in (-60, 60):
        assert proven(made(), NOW + timedelta(seconds=seconds)).kid
    for seconds in (-61, 61):
        with pytest.raises(BadProof, match="iat"):
            proven(made(), NOW + timedelta(seconds=seconds))


def test_addresses_are_compared_by_their_parts_without_query() -> None:
    assert place("HTTPS://Biaogan.Example:443/graphql?x=1#y") == place("https://biaogan.example/graphql")
    assert place("http://localhost:8000/graphql") == place("http://[::1]:8000/graphql")
    assert place("http://127.0.0.1:8000/graphql") != place("http://127.0.0.1:8001/graphql")
    assert place("ftp://biaogan.example/") is None
