"""Statements that are not as they should be: each fault has its own code, and names the part at fault."""

import pytest
from statement_samples import (
    CLAIMS,
    JWK,
    KEY,
    KID,
    ORG,
    b64,
    digest,
    disclosure,
    forge,
    header,
    payload,
    salts,
    signed,
    text_of,
)

from biaogan.ledger.errors import StatementError
from biaogan.ledger.statement import parse, parse_stored, verify

GOOD = signed()
JWS, FIRST = GOOD.split("~")[:2]
HEADER, PAYLOAD, SIGNATURE = JWS.split(".")
SALT = salts()


def refusal(text, **caps):
    with pytest.raises(StatementError) as found:
        parse(text, **caps)
    return found.value.code, found.value.field


def one(*parts):
    """A signed statement of one disclosure of any parts."""
    return forge(disclosures=[disclosure(*parts)])


def test_the_forge_makes_good_statements_of_good_parts():
    assert verify(forge(disclosures=[disclosure(SALT(), "title", "经验")]), JWK).body == {"title": "经验"}


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "bad_shape"),
        ("~", "bad_shape"),
        ("~~~", "bad_shape"),
        ("..~", "bad_base64"),
        (JWS, "bad_shape"),
        (f"{HEADER}.{PAYLOAD}~", "bad_shape"),
        (f"{JWS}.~", "bad_shape"),
        (f"{HEADER}.{PAYLOAD}~{FIRST}.{SIGNATURE}~", "bad_shape"),
        (f"{JWS}~{FIRST}.~", "bad_shape"),
        (f"{JWS}~{FIRST}", "key_binding_refused"),
        (f"{GOOD}{JWS}", "key_binding_refused"),
        (f"{JWS}~~", "bad_base64"),
        (f"{JWS}~~{FIRST}~", "bad_base64"),
        (f".{PAYLOAD}.{SIGNATURE}~", "bad_base64"),
        (f"{HEADER}..{SIGNATURE}~", "bad_base64"),
        (f"{HEADER}.{PAYLOAD}.~", "bad_base64"),
        (f"{HEADER}{'A' * ((1 - len(HEADER)) % 4)}.{PAYLOAD}.{SIGNATURE}~", "bad_base64"),
        (f"{HEADER}.{PAYLOAD}.{SIGNATURE[:-1]}B~", "bad_base64"),
        (f"{HEADER}.{PAYLOAD}.{b64(bytes(63))}~", "bad_signature"),
        (f"{HEADER}.{PAYLOAD}.{b64(bytes(65))}~", "bad_signature"),
        (f" {GOOD}", "stray_character"),
        (f"{GOOD}\n", "stray_character"),
        (f"{JWS}==~", "stray_character"),
        (GOOD.replace(".", "+.", 1), "stray_character"),
        (GOOD.replace(".", "/.", 1), "stray_character"),
        (f"{GOOD}\0", "stray_character"),
        (f"{GOOD}中", "stray_character"),
        (f"{GOOD}\ud800", "stray_character"),
        (b"\xff\xfe" + GOOD.encode(), "stray_character"),
        (None, "not_text"),
        (17, "not_text"),
        (bytearray(b"..~"), "not_text"),
    ],
)
def test_anything_but_three_parts_and_disclosures_is_refused(text, code):
    assert refusal(text)[0] == code


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"alg": "none"}, "algorithm_refused", "alg"),
        ({"alg": "EdDSA"}, "algorithm_refused", "alg"),
        ({"alg": "ed25519"}, "algorithm_refused", "alg"),
        ({"alg": ["Ed25519"]}, "algorithm_refused", "alg"),
        ({"alg": ...}, "algorithm_refused", "alg"),
        ({"typ": "JWT"}, "wrong_typ", "typ"),
        ({"typ": ...}, "wrong_typ", "typ"),
        ({"crit": ["b64"], "b64": False}, "crit_refused", "crit"),
        ({"b64": False}, "unknown_header", "b64"),
        ({"jwk": JWK}, "unknown_header", "jwk"),
        ({"x5u": "https://example.com", "jku": "https://example.com"}, "unknown_header", "jku"),
        ({"kid": ...}, "bad_kid", "kid"),
        ({"kid": 1}, "bad_kid", "kid"),
        ({"kid": KID[:-1]}, "bad_kid", "kid"),
        ({"kid": "A" * 42 + "B"}, "bad_kid", "kid"),
        ({"kid": "x" * 500}, "bad_header", "header"),
    ],
)
def test_a_header_says_ed25519_and_the_key_and_nothing_else(changes, code, field):
    assert refusal(forge(header(**changes))) == (code, field)


@pytest.mark.parametrize("name", sorted(payload()))
def test_every_claim_is_required(name):
    assert refusal(forge(claims=payload(**{name: ...}))) == ("missing_claim", name)


@pytest.mark.parametrize("name", ["nbf", "sub", "cnf", "aud", "Log", "_sd", "..."])
def test_no_other_claim_is_known(name):
    assert refusal(forge(claims=payload(**{name: 1}))) == ("unknown_claim", name)


WRONG = {
    "log": ["", " ", "a b", "a+b", "日志", "a\nb", "x" * 256, 1, None],
    "type": ["", "drafted", "drafted/0", "drafted/01", "Drafted/1", "drafted/1 ", "drafted/1\n", None, {}],
    "v": [0, -1, True, "1", None],
    "stream": [ORG[:-1], ORG + "0", ORG.upper(), ORG.replace("org", ""), ORG.replace("-", ""), f"{ORG}\n", None, 4],
    "seq": [0, -4, True, "4", None],
    "prev": ["AB" * 32, "ab" * 31, "ab" * 33, 12, [], True],
    "basis": [-1, False, "12", []],
    "seen": [
        {}, [], "1", {"size": 1}, {"size": 1, "root": "q83v"}, {"size": -1, "root": CLAIMS["seen"]["root"]},
        {"size": True, "root": CLAIMS["seen"]["root"]}, {**CLAIMS["seen"], "origin": "x"}, {"size": 1, "root": None},
        {"size": 1, "root": CLAIMS["seen"]["root"][:-2] + "B="},
    ],
    "iss": ["", "_a", "a b", "张三", "a" * 129, None, 5],
    "role": ["", "T1", "t1-officer", "1t", "a" * 81, None],
    "iat": [-1, True, "1760000000", None],
    "exp": [-1, False, "1760000300", None],
    "jti": ["", "A" * 21, "A" * 23, "A" * 21 + "B", "A" * 21 + "=", None, 7],
    "rules": ["", "cd" * 31, "CD" * 32, 5, False],
    "_sd_alg": ["sha-512", "SHA-256", "", None],
    "cause": ["", "ef" * 31, 5, []],
    "behalf": ["", " ", 5, None, [], "a b"],
    "body": [None, [], {}, {"_sd": None}, {"_sd": {}}, {"_sd": [], "title": "x"}, {"title": "x"}],
}  # fmt: skip


@pytest.mark.parametrize(("name", "value"), [(name, value) for name, values in WRONG.items() for value in values])
def test_every_claim_has_its_exact_form(name, value):
    assert refusal(forge(claims=payload(**{name: value}))) == ("bad_claim", name)


def test_the_first_statement_of_a_stream_has_no_predecessor_and_others_do():
    assert refusal(forge(claims=payload(seq=1))) == ("chain_mismatch", "prev")
    assert refusal(forge(claims=payload(prev=None))) == ("chain_mismatch", "prev")
    assert parse(forge(claims=payload(seq=1, prev=None))).seq == 1


@pytest.mark.parametrize(("lifetime", "accepted"), [(600, True), (1, True), (601, False), (0, False), (-1, False)])
def test_a_statement_lives_ten_minutes_at_most(lifetime, accepted):
    text = forge(claims=payload(exp=CLAIMS["iat"] + lifetime))
    if accepted:
        assert parse(text).exp == CLAIMS["iat"] + lifetime
    else:
        assert refusal(text) == ("lifetime_too_long", "exp")


@pytest.mark.parametrize("claims", [b"[]", b"7", b"null", b'"x"', b"true"])
def test_a_payload_is_an_object(claims):
    assert refusal(forge(claims=claims)) == ("bad_claim", "payload")


@pytest.mark.parametrize(
    ("parts", "code"),
    [
        ((), "bad_disclosure"),
        ((SALT(),), "bad_disclosure"),
        ((SALT(), "array element"), "bad_disclosure"),
        ((SALT(), "title", 1, 2), "bad_disclosure"),
        ((SALT(), 1, "x"), "bad_disclosure"),
        ((SALT(), "", "x"), "bad_disclosure"),
        ((SALT(), "n" * 129, "x"), "bad_disclosure"),
        ((SALT(), None, "x"), "bad_disclosure"),
        (("A" * 21, "title", "x"), "weak_salt"),
        (("A" * 65, "title", "x"), "weak_salt"),
        ((None, "title", "x"), "weak_salt"),
        ((["A"] * 22, "title", "x"), "weak_salt"),
        ((SALT(), "_sd", ["x"]), "reserved_name"),
        ((SALT(), "_sd_alg", "sha-256"), "reserved_name"),
        ((SALT(), "...", "x"), "reserved_name"),
        ((SALT(), "title", {"_sd": []}), "nested_disclosure"),
        ((SALT(), "title", [[{"...": "x"}]]), "nested_disclosure"),
        ((SALT(), "title", {"a": {"_sd_alg": 1}}), "nested_disclosure"),
    ],
)
def test_a_disclosure_is_a_long_salt_a_free_name_and_a_plain_value(parts, code):
    assert refusal(one(*parts))[0] == code


def test_reserved_names_are_found_behind_escapes():
    text = b64(b'["%s","title",{"\\u005fsd":[]}]' % SALT().encode())
    assert refusal(forge(disclosures=[text])) == ("nested_disclosure", "disclosure")


@pytest.mark.parametrize("text", [b'{"a":1,"b":2,"c":3}', b'"abc"', b"null"])
def test_a_disclosure_is_an_array(text):
    assert refusal(forge(disclosures=[b64(text)])) == ("bad_disclosure", "disclosure")


def test_every_disclosure_is_signed_for_exactly_once():
    title, other = disclosure(SALT(), "title", "x"), disclosure(SALT(), "other", "y")
    assert refusal(forge(disclosures=[title, other], committed=[digest(title)]))[0] == "unreferenced_disclosure"
    assert refusal(forge(disclosures=[title, title], committed=[digest(title)]))[0] == "duplicate_disclosure"
    assert refusal(forge(disclosures=[title], committed=[digest(title)] * 2)) == ("duplicate_digest", "_sd")
    assert refusal(forge(committed=[digest(title)] * 2)) == ("duplicate_digest", "_sd")


def test_two_disclosures_share_neither_name_nor_salt():
    salt = SALT()
    same_name = [disclosure(SALT(), "title", "x"), disclosure(SALT(), "title", "y")]
    same_salt = [disclosure(salt, "title", "x"), disclosure(salt, "other", "y")]
    assert refusal(forge(disclosures=same_name)) == ("duplicate_field", "title")
    assert refusal(forge(disclosures=same_salt)) == ("salt_reused", "disclosure")


@pytest.mark.parametrize("item", [None, 1, "", "short", "A" * 42 + "B", "A" * 43 + "=", "A" * 44, ["A" * 43], {}])
def test_what_is_withheld_is_a_digest(item):
    assert refusal(forge(committed=[item])) == ("bad_digest", "_sd")


def test_disclosures_are_not_taken_from_another_spelling_of_the_same_json():
    parts = [SALT(), "title", "x"]
    signed_text = disclosure(*parts)
    respelt = b64(text_of(parts).replace(b", ", b","))
    assert refusal(forge(disclosures=[respelt], committed=[digest(signed_text)]))[0] == "unreferenced_disclosure"


@pytest.mark.parametrize("jws", [b"", b"~", b"a.b", b"..", b"\xff.\xff.\xff", JWS.encode() + b"~"])
def test_damaged_stored_bytes_are_refused_too(jws):
    with pytest.raises(StatementError):
        parse_stored(jws, b"")


def test_a_signature_over_other_bytes_is_no_signature():
    altered = f"{HEADER}.{b64(text_of(payload(v=2)))}.{SIGNATURE}~"
    with pytest.raises(StatementError, match="not this key's") as found:
        verify(altered, KEY.public_key())
    assert found.value.code == "bad_signature"
