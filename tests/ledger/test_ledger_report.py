"""Signed reports: one byte changed, another key, another kind of text, and it is no report of ours."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from biaogan.ledger.errors import VerificationError
from biaogan.ledger.report import canonical, sign_report, verify_report
from biaogan.ledger.wire import decode

KEY = Ed25519PrivateKey.from_private_bytes(b"r" * 32)
TEXT = canonical({"kind": "biaogan supposition/1", "名次": [1, 2], "cut": None})
JWS = sign_report(TEXT, KEY)


def refused(text: bytes | str, jws: str, key: Ed25519PrivateKey = KEY) -> str:
    with pytest.raises(VerificationError) as caught:
        verify_report(text, jws, key.public_key())
    return caught.value.code


def test_a_report_says_what_was_signed_and_is_signed_alike_each_time() -> None:
    assert verify_report(TEXT, JWS, KEY.public_key()) == {"kind": "biaogan supposition/1", "名次": [1, 2], "cut": None}
    assert verify_report(TEXT.decode(), JWS, KEY.public_key())["cut"] is None
    assert sign_report(TEXT, KEY) == JWS


@pytest.mark.parametrize("place", range(0, len(TEXT), 7))
def test_one_altered_byte_is_another_report(place: int) -> None:
    altered = TEXT[:place] + bytes([TEXT[place] ^ 1]) + TEXT[place + 1 :]
    assert refused(altered, JWS) == "report_signature"


@pytest.mark.parametrize("text", [TEXT + b" ", b" " + TEXT, TEXT[:-1], b"", "\ud800"])
def test_nor_is_more_or_less_than_the_text_that_was_signed(text: bytes | str) -> None:
    assert refused(text, JWS) == "report_signature"


@pytest.mark.parametrize(
    "jws",
    [
        "",
        "..",
        JWS[:-4],
        JWS + "A",
        JWS.replace("..", "."),
        JWS.replace("..", "..."),
        "." + JWS,
        JWS.replace("..", ".eA."),
    ],
)
def test_only_the_signature_as_we_write_it_is_taken(jws: str) -> None:
    assert refused(TEXT, jws) == "report_signature"


def test_another_key_did_not_sign_it() -> None:
    other = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
    assert refused(TEXT, JWS, other) == "report_signature"
    assert b"biaogan-report" in decode(JWS.partition(".")[0]), "so no statement can stand for a report"


@pytest.mark.parametrize("text", [b"[1]", b'{"b": 1}', b'{"b":1,"a":2}', b'{"a":1.5}', b'{"a":1,"a":1}', b"\xff", b"{"])
def test_what_was_signed_but_is_not_one_canonical_object_is_refused(text: bytes) -> None:
    with pytest.raises(VerificationError):
        verify_report(text, sign_report(text, KEY), KEY.public_key())
