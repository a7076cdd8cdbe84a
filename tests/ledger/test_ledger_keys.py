"""Keys: one spelling each, thumbprints as RFC 7638 prints them, and none that one signature fits many messages."""

import json
from hashlib import sha256

import pytest
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st
from statement_samples import JWK, KEY, KID, b64

from biaogan.ledger.jwk import KeyRefused, load_public, public_jwk, thumbprint
from biaogan.ledger.keys import check_possession, proof_of_possession

P = 2**255 - 19
D = -121665 * pow(121666, P - 2, P) % P
LOG, ACTOR, NONCE = "log.example/biaogan", "person_7d0e4c52", "bm9uY2Utbm9uY2Utbm9uY2U"

# RFC 8032 section 7.1, tests 1 to 3: secret key, public key, message, signature.
RFC_8032 = [
    (
        "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
        "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
        "",
        "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
    ),
    (
        "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
        "72",
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
    ),
    (
        "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
        "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
        "af82",
        "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
    ),
]


def jwk_of(data):
    return {"kty": "OKP", "crv": "Ed25519", "x": b64(data)}


def refusal(function, *arguments):
    with pytest.raises(KeyRefused) as found:
        function(*arguments)
    return found.value.code


def add(one, other):
    """Sum of two points of the twisted Edwards curve (RFC 8032 5.1.4), in affine coordinates."""
    (x1, y1), (x2, y2) = one, other
    product = D * x1 * x2 * y1 * y2
    x = (x1 * y2 + x2 * y1) * pow(1 + product, P - 2, P)
    y = (y1 * y2 + x1 * x2) * pow(1 - product, P - 2, P)
    return x % P, y % P


def order(point):
    multiple, number = point, 1
    while multiple != (0, 1) and number < 9:
        multiple, number = add(multiple, point), number + 1
    return number


def point_of(data):
    """Decoded as a lenient library would: y mod p, no complaint about the sign of zero."""
    number = int.from_bytes(data, "little")
    y = (number & (2**255 - 1)) % P
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * pow(2, (P - 1) // 4, P) % P
    assert (x * x - square) % P == 0
    return (x if x % 2 == number >> 255 else -x % P), y


# Every encoding, canonical or not, of the eight points of small order: y or y + p, either sign.
SMALL_Y = [0, 1, P - 1, 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826]
SMALL_Y += [P - SMALL_Y[3]]
SMALL = sorted(
    (y | sign << 255).to_bytes(32, "little")
    for small in SMALL_Y
    for y in (small, small + P)
    if y < 2**255
    for sign in (0, 1)
)


def test_the_list_of_small_order_encodings_is_complete():
    points = {point_of(data) for data in SMALL}
    assert len(SMALL) == 14
    assert len(points) == 8
    assert sorted(order(point) for point in points) == [1, 2, 4, 4, 8, 8, 8, 8]


@pytest.mark.parametrize("data", SMALL, ids=bytes.hex)
def test_a_key_of_small_order_is_refused_in_every_encoding(data):
    assert refusal(load_public, jwk_of(data)) == "weak_key"


def test_with_such_a_key_one_signature_fits_many_messages():
    """Why the refusal is needed: R = identity, S = 0 verifies under the identity as key, whatever the message."""
    identity = (1).to_bytes(32, "little")
    key = Ed25519PublicKey.from_public_bytes(identity)
    key.verify(identity + bytes(32), b"one message")
    key.verify(identity + bytes(32), b"another message")


@pytest.mark.parametrize("y", range(P, 2**255))
@pytest.mark.parametrize("sign", [0, 1])
def test_a_y_that_is_not_reduced_is_refused(y, sign):
    assert refusal(load_public, jwk_of((y | sign << 255).to_bytes(32, "little"))) == "weak_key"


@given(st.integers(2, P - 2))
def test_what_is_loaded_is_a_point_of_the_curve_and_no_other(y):
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    on_curve = pow(square, (P - 1) // 2, P) == 1
    if on_curve:
        assert load_public(jwk_of(y.to_bytes(32, "little"))).public_bytes_raw() == y.to_bytes(32, "little")
    else:
        assert refusal(load_public, jwk_of(y.to_bytes(32, "little"))) == "weak_key"


@pytest.mark.parametrize(("secret", "public", "message", "signature"), RFC_8032)
def test_the_vectors_of_rfc_8032_load_and_verify(secret, public, message, signature):
    private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(secret))
    assert public_jwk(private) == public_jwk(private.public_key()) == jwk_of(bytes.fromhex(public))
    key = load_public(jwk_of(bytes.fromhex(public)))
    key.verify(bytes.fromhex(signature), bytes.fromhex(message))
    with pytest.raises(InvalidSignature):
        key.verify(bytes.fromhex(signature), bytes.fromhex(message) + b"\0")


def test_the_thumbprint_is_the_one_rfc_8037_prints():
    jwk = {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}
    assert thumbprint(jwk) == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k"
    assert jwk == public_jwk(Ed25519PrivateKey.from_private_bytes(bytes.fromhex(RFC_8032[0][0])))


def test_the_thumbprint_hashes_the_required_members_in_order():
    assert thumbprint(dict(reversed(JWK.items()))) == KID
    assert b64(sha256(json.dumps(JWK, sort_keys=True, separators=(",", ":")).encode()).digest()) == KID


@pytest.mark.parametrize(
    ("jwk", "code"),
    [
        ({**JWK, "d": b64(bytes(32))}, "private_key_given"),
        ({**JWK, "d": ""}, "private_key_given"),
        ({**JWK, "alg": "Ed25519"}, "bad_jwk"),
        ({**JWK, "kid": KID}, "bad_jwk"),
        ({**JWK, "kty": "EC"}, "bad_jwk"),
        ({**JWK, "crv": "X25519"}, "bad_jwk"),
        ({**JWK, "crv": "Ed448"}, "bad_jwk"),
        ({"kty": "OKP", "crv": "Ed25519"}, "bad_jwk"),
        ({**JWK, "x": 5}, "bad_jwk"),
        ({**JWK, "x": None}, "bad_jwk"),
        ({**JWK, "x": ""}, "bad_jwk"),
        ({**JWK, "x": JWK["x"] + "="}, "bad_jwk"),
        ({**JWK, "x": JWK["x"][:-1] + "9"}, "bad_jwk"),
        ({**JWK, "x": b64(bytes(31))}, "bad_jwk"),
        ({**JWK, "x": b64(bytes(33))}, "bad_jwk"),
        ({**JWK, "x": "中" * 43}, "bad_jwk"),
        ({**JWK, "x": "\ud800" * 43}, "bad_jwk"),
        ({}, "bad_jwk"),
        ([], "bad_jwk"),
        (None, "bad_jwk"),
        ("Ed25519", "bad_jwk"),
    ],
)
def test_a_jwk_has_exactly_its_three_members(jwk, code):
    assert refusal(load_public, jwk) == code


def test_a_thumbprint_is_taken_of_ed25519_keys_only():
    assert refusal(thumbprint, {**JWK, "kty": "EC"}) == "bad_jwk"


def test_possession_is_proven_for_one_log_actor_and_nonce():
    proof = proof_of_possession(KEY, LOG, ACTOR, NONCE)
    assert check_possession(JWK, LOG, ACTOR, NONCE, proof) == KEY.public_key()
    for changed in (("other", ACTOR, NONCE), (LOG, "other", NONCE), (LOG, ACTOR, "other")):
        assert refusal(check_possession, JWK, *changed, proof) == "possession_not_proven"


def test_a_rotation_proof_is_no_enrolment_proof_and_the_other_way_round():
    enrolment, rotation = proof_of_possession(KEY, LOG, ACTOR, NONCE), proof_of_possession(KEY, LOG, ACTOR, NONCE, KID)
    check_possession(JWK, LOG, ACTOR, NONCE, rotation, KID)
    for proof, old in ((enrolment, KID), (rotation, None), (rotation, KID[::-1])):
        assert refusal(check_possession, JWK, LOG, ACTOR, NONCE, proof, old) == "possession_not_proven"


def test_the_proof_covers_the_bytes_written_down_here():
    """Other implementations sign the same: a tag, a zero byte, and JSON with sorted members."""
    said = b'biaogan/pop/v1\0{"actor":"%s","log":"%s","nonce":"%s"}' % (ACTOR.encode(), LOG.encode(), NONCE.encode())
    assert proof_of_possession(KEY, LOG, ACTOR, NONCE) == b64(KEY.sign(said))
    said = said[:-1] + b',"old_kid":"%s"}' % KID.encode()
    assert proof_of_possession(KEY, LOG, ACTOR, NONCE, KID) == b64(KEY.sign(said))


@pytest.mark.parametrize("proof", ["", "AA", "not base64", "中", b64(bytes(64)), b64(bytes(63)), "\ud800"])
def test_anything_else_proves_nothing(proof):
    assert refusal(check_possession, JWK, LOG, ACTOR, NONCE, proof) == "possession_not_proven"
    assert refusal(check_possession, JWK, LOG, "\ud800", NONCE, proof) == "possession_not_proven"


def test_possession_of_a_weak_key_is_not_even_asked_for():
    assert refusal(check_possession, jwk_of(SMALL[0]), LOG, ACTOR, NONCE, b64(bytes(64))) == "weak_key"
