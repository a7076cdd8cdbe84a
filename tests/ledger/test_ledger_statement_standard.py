"""Statements among strangers: the vectors printed in RFC 9901, PyPI `sd-jwt`, and a reader written without our code."""

import json
import unicodedata
from base64 import urlsafe_b64decode
from hashlib import sha256

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from jwcrypto import jwk as theirs
from sd_jwt.common import SDObj
from sd_jwt.issuer import SDJWTIssuer
from sd_jwt.verifier import SDJWTVerifier
from statement_samples import BODY, CLAIMS, JWK, KEY, KID, b64, forge, signed, statement_reader

from biaogan.ledger.disclosure import digests
from biaogan.ledger.errors import StatementError
from biaogan.ledger.statement import parse, verify
from biaogan.ledger.wire import DISCLOSED, decode, load_json

# RFC 9901 sections 4.2.1, 4.2.3, 4.2.4.2 and 5.1: disclosure, its digest, what it discloses.
RFC_9901 = [
    (
        "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0",
        "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0",
        ["family_name", "Möbius"],
    ),
    (
        "WyIyR0xDNDJzS1F2ZUNmR2ZyeU5STjl3IiwgImdpdmVuX25hbWUiLCAiSm9obiJd",
        "jsu9yVulwQQlhFlM_3JlzMaSFzglhQG0DpfayQwLUK4",
        ["given_name", "John"],
    ),
    (
        "WyJlbHVWNU9nM2dTTklJOEVZbnN4QV9BIiwgImZhbWlseV9uYW1lIiwgIkRvZSJd",
        "TGf4oLbgwd5JQaHyKVQZU9UdGE0w5rtDsrZzfUaomLo",
        ["family_name", "Doe"],
    ),
    (
        "WyI2SWo3dE0tYTVpVlBHYm9TNXRtdlZBIiwgImVtYWlsIiwgImpvaG5kb2VAZXhhbXBsZS5jb20iXQ",
        "JzYjH4svliH0R3PyEMfeZu6Jt69u5qehZo7F7EPYlSE",
        ["email", "johndoe@example.com"],
    ),
    (
        "WyJlSThaV205UW5LUHBOUGVOZW5IZGhRIiwgInBob25lX251bWJlciIsICIrMS0yMDItNTU1LTAxMDEiXQ",
        "PorFbpKuVu6xymJagvkFsFXAbRoc2JGlAUA2BA4o7cI",
        ["phone_number", "+1-202-555-0101"],
    ),
    (
        "WyJRZ19PNjR6cUF4ZTQxMmExMDhpcm9BIiwgInBob25lX251bWJlcl92ZXJpZmllZCIsIHRydWVd",
        "XQ_3kPKt1XyX7KANkqVR6yZ2Va5NrPIvPYbyMvRKBMM",
        ["phone_number_verified", True],
    ),
    (
        "WyJQYzMzSk0yTGNoY1VfbEhnZ3ZfdWZRIiwgImJpcnRoZGF0ZSIsICIxOTQwLTAxLTAxIl0",
        "gbOsI4Edq2x2Kw-w5wPEzakob9hV1cRD0ATN3oQL9JM",
        ["birthdate", "1940-01-01"],
    ),
    (
        "WyJHMDJOU3JRZmpGWFE3SW8wOXN5YWpBIiwgInVwZGF0ZWRfYXQiLCAxNTcwMDAwMDAwXQ",
        "CrQe7S5kqBAHt-nMYXgc6bdt2SH5aTY1sU_M-PgkjPI",
        ["updated_at", 1570000000],
    ),
    ("WyJsa2x4RjVqTVlsR1RQVW92TU5JdkNBIiwgIlVTIl0", "pFndjkZ_VCzmyTa6UjlZo3dh-ko8aIKQc9DlGzhaVYo", ["US"]),
    ("WyJuUHVvUW5rUkZxM0JJZUFtN0FuWEZBIiwgIkRFIl0", "7Cf6JkPudry3lcbwHgeZ8khAv1U1OSlerP0VkBJrWZ0", ["DE"]),
    (
        "WyJlbHVWNU9nM2dTTklJOEVZbnN4QV9BIiwgImdpdmVuX25hbWUiLCAiXHU1OTJhXHU5MGNlIl0",
        "ommFAicVT8LGHCB0uywx7fYuo3MHYKO15cz-RZEYM5Q",
        ["given_name", "太郎"],
    ),
]

# RFC 9901 section 5.1, the issuer-signed JWT, and the issuer's key of appendix A.5.
RFC_JWS = (
    "eyJhbGciOiAiRVMyNTYiLCAidHlwIjogImV4YW1wbGUrc2Qtand0In0.eyJfc2QiOiBbIkNyUWU3UzVrcUJBSHQtbk1ZWGdj"
    "NmJkdDJTSDVhVFkxc1VfTS1QZ2tqUEkiLCAiSnpZakg0c3ZsaUgwUjNQeUVNZmVadTZKdDY5dTVxZWhabzdGN0VQWWxTRSIs"
    "ICJQb3JGYnBLdVZ1Nnh5bUphZ3ZrRnNGWEFiUm9jMkpHbEFVQTJCQTRvN2NJIiwgIlRHZjRvTGJnd2Q1SlFhSHlLVlFaVTlV"
    "ZEdFMHc1cnREc3JaemZVYW9tTG8iLCAiWFFfM2tQS3QxWHlYN0tBTmtxVlI2eVoyVmE1TnJQSXZQWWJ5TXZSS0JNTSIsICJY"
    "ekZyendzY002R242Q0pEYzZ2Vks4QmtNbmZHOHZPU0tmcFBJWmRBZmRFIiwgImdiT3NJNEVkcTJ4Mkt3LXc1d1BFemFrb2I5"
    "aFYxY1JEMEFUTjNvUUw5Sk0iLCAianN1OXlWdWx3UVFsaEZsTV8zSmx6TWFTRnpnbGhRRzBEcGZheVF3TFVLNCJdLCAiaXNz"
    "IjogImh0dHBzOi8vaXNzdWVyLmV4YW1wbGUuY29tIiwgImlhdCI6IDE2ODMwMDAwMDAsICJleHAiOiAxODgzMDAwMDAwLCAi"
    "c3ViIjogInVzZXJfNDIiLCAibmF0aW9uYWxpdGllcyI6IFt7Ii4uLiI6ICJwRm5kamtaX1ZDem15VGE2VWpsWm8zZGgta284"
    "YUlLUWM5RGxHemhhVllvIn0sIHsiLi4uIjogIjdDZjZKa1B1ZHJ5M2xjYndIZ2VaOGtoQXYxVTFPU2xlclAwVmtCSnJXWjAi"
    "fV0sICJfc2RfYWxnIjogInNoYS0yNTYiLCAiY25mIjogeyJqd2siOiB7Imt0eSI6ICJFQyIsICJjcnYiOiAiUC0yNTYiLCAi"
    "eCI6ICJUQ0FFUjE5WnZ1M09IRjRqNFc0dmZTVm9ISVAxSUxpbERsczd2Q2VHZW1jIiwgInkiOiAiWnhqaVdXYlpNUUdIVldL"
    "VlE0aGJTSWlyc1ZmdWVjQ0U2dDRqVDlGMkhaUSJ9fX0.MczwjBFGtzf-6WMT-hIvYbkb11NrV1WMO-jTijpMPNbswNzZ87wY"
    "2uHz-CXo6R04b7jYrpj9mNRAvVssXou1iw"
)
RFC_KEY = ("b28d4MwZMjw8-00CG4xfnn9SLMVMM19SlqZpVb_uNtQ", "Xv5zWwuoaTgdS6hV43yI6gBwTnjukmFQQnJ_kCxzqk8")

AWKWARD = {
    "chinese": "标杆经验：质量强国",
    "rare": "𠮷野家 㐀 鿿",
    "emoji": "🏆👩🏽‍🔬",
    "separators": "line\u2028paragraph\u2029nul\u0000bell\u0007",
    "nfc": unicodedata.normalize("NFC", "é한"),
    "nfd": unicodedata.normalize("NFD", "é한"),
    "compatibility": "ﬁ Å １２３",
    "quotes": "\"\\/<>&'",
    "exact": 2**60,
    "exact_and_negative": -(2**60) - 1,
    "tiny": "1e-7",
    "decimal": "0.10",
    "名称": {"键": [1, [2, [3]]], "Ключ": None, "_sd ": []},
}


@pytest.mark.parametrize(("text", "digest", "disclosed"), RFC_9901)
def test_disclosures_of_rfc_9901_have_the_digests_printed_there(text, digest, disclosed):
    assert digests([text.encode()]) == [digest]
    [[_salt, *rest]] = load_json([decode(text)], "disclosure", DISCLOSED)
    assert rest == disclosed


def test_all_those_digests_together_come_out_the_same():
    assert digests([text.encode() for text, _, _ in RFC_9901]) == [digest for _, digest, _ in RFC_9901]
    assert digests([]) == []


def test_the_jwt_of_rfc_9901_is_copied_right_and_commits_to_those_digests():
    start, _, signature = RFC_JWS.rpartition(".")
    x, y, r, s = (
        int.from_bytes(part) for part in (*map(decode, RFC_KEY), decode(signature)[:32], decode(signature)[32:])
    )
    key = ec.EllipticCurvePublicNumbers(x, y, ec.SECP256R1()).public_key()
    key.verify(encode_dss_signature(r, s), start.encode(), ec.ECDSA(hashes.SHA256()))
    committed = json.loads(decode(start.split(".")[1]))["_sd"]
    assert {digest for _, digest, _ in RFC_9901[1:8]} <= set(committed)


def test_a_credential_of_rfc_9901_is_no_statement():
    with pytest.raises(StatementError) as found:
        parse("~".join((RFC_JWS, RFC_9901[1][0], "")))
    assert (found.value.code, found.value.field) == ("algorithm_refused", "alg")


def their_reading(text):
    return SDJWTVerifier(text, lambda *_: theirs.JWK(**JWK)).get_verified_payload()


@pytest.mark.parametrize("body", [BODY, AWKWARD, {}])
def test_pypi_sd_jwt_reads_our_statements(body):
    assert their_reading(signed(body)) == {**CLAIMS, "v": 1, "body": body}


@pytest.mark.parametrize("name", sorted(BODY))
def test_pypi_sd_jwt_reads_our_statements_with_fields_withheld(name):
    left = {field: value for field, value in BODY.items() if field != name}
    assert their_reading(parse(signed()).without(name))["body"] == left
    assert their_reading(parse(signed()).without(*left))["body"] == {name: BODY[name]}


@pytest.mark.parametrize("body", [BODY, AWKWARD])
def test_we_read_statements_made_by_pypi_sd_jwt(body):
    private = theirs.JWK(kty="OKP", crv="Ed25519", x=JWK["x"], d=b64(KEY.private_bytes_raw()))
    claims = {**CLAIMS, "v": 1, "body": {SDObj(name): value for name, value in body.items()}}
    extra = {"typ": "biaogan+sd-jwt", "kid": KID}
    issued = SDJWTIssuer(claims, private, sign_alg="Ed25519", extra_header_parameters=extra).sd_jwt_issuance
    statement = verify(issued, JWK)
    assert statement.body == body
    assert verify(statement.without(*body), JWK).body == {}


@pytest.mark.parametrize("body", [BODY, AWKWARD, {}])
def test_a_reader_that_knows_nothing_of_us_reads_our_statements(body):
    claims, hidden = statement_reader.read_statement(signed(body), JWK)
    assert (claims, hidden) == ({**CLAIMS, "v": 1, "body": body}, 0)
    name = next(iter(body), None)
    claims, hidden = statement_reader.read_statement(parse(signed(body)).without(name), JWK)
    assert claims["body"] == {field: value for field, value in body.items() if field != name}
    assert hidden == len(body) - len(claims["body"])


def test_text_is_signed_as_given_and_never_normalised():
    statement = parse(signed(AWKWARD))
    assert statement.body == AWKWARD
    assert statement.body["nfc"] != statement.body["nfd"]
    text = dict(zip(statement.body, statement.disclosures, strict=True))
    for name in ("chinese", "emoji", "nfc", "nfd"):
        assert AWKWARD[name].encode() in urlsafe_b64decode(text[name] + "=" * (-len(text[name]) % 4))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text.replace("~", "A~", 1),
        lambda text: text + "x.y.z",
        lambda text: text.replace(text.split("~")[1], text.split("~")[2]),
        lambda text: f"{text}{b64(json.dumps(['s' * 22, 'title', 1]).encode())}~",
        lambda text: forge({"alg": "Ed25519", "typ": "biaogan+sd-jwt", "kid": sha256(b"").hexdigest()[:43]}),
    ],
)
def test_the_independent_reader_notices_what_we_notice(spoil):
    with pytest.raises(statement_reader.Mismatch):
        statement_reader.read_statement(spoil(signed()), JWK)
    with pytest.raises(StatementError):
        verify(spoil(signed()), JWK)
