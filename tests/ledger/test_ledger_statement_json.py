"""The JSON inside statements: read strictly, in linear time, without recursion, and the same by every reader."""

import json
import time

import pytest
from statement_samples import b64, digest, disclosure, forge, payload, salts

from biaogan.ledger.errors import StatementError
from biaogan.ledger.statement import parse
from biaogan.ledger.wire import MAX_BYTES, MAX_INTEGER, canonical, decode, encode

SALT = salts()


def refusal(text):
    with pytest.raises(StatementError) as found:
        parse(text)
    return found.value.code, found.value.field


PLAIN = json.dumps(payload(), separators=(",", ":")).encode()
JSON_FAULTS = [
    (b"1.5", "float_refused"),
    (b"1e3", "float_refused"),
    (b"1E400", "float_refused"),
    (b"NaN", "float_refused"),
    (b"-Infinity", "float_refused"),
    (str(MAX_INTEGER + 1).encode(), "integer_too_large"),
    (str(-MAX_INTEGER - 1).encode(), "integer_too_large"),
    (b"1" * 5_000, "integer_too_large"),
    (b"-" + b"9" * 100_000, "integer_too_large"),
    (b'"\\ud800"', "lone_surrogate"),
    (b'["\\udc00\\ud800"]', "lone_surrogate"),
    (b'"\xff"', "bad_utf8"),
    (b'"\xed\xa0\x80"', "bad_utf8"),
    (b'"\xc0\xaf"', "bad_utf8"),
    (b'"\t"', "bad_json"),
    (b"'1'", "bad_json"),
    (b"01", "bad_json"),
    (b"[1,]", "bad_json"),
    (b"//1", "bad_json"),
    (b'{"a":1,"a":1}', "duplicate_key"),
    (b'{"a":1,"\\u0061":2}', "duplicate_key"),
    (b"[" * 50_000, "too_deep"),
    (b'{"a":' * 30_000, "too_deep"),
    (b"[" * 40 + b"]" * 40, "too_deep"),
    (b'"' + b'\\"[' * 40_000, "bad_json"),
    (b"[" * 20 + b'"' + b"[{" * 30_000, "bad_json"),
]


@pytest.mark.parametrize(("value", "code"), JSON_FAULTS)
def test_json_is_read_strictly_in_the_payload(value, code):
    assert refusal(forge(claims=PLAIN[:-1] + b',"more":' + value + b"}"))[0] == code


@pytest.mark.parametrize(("value", "code"), JSON_FAULTS)
def test_json_is_read_strictly_in_disclosures(value, code):
    text = b64(b'["%s","title",%s]' % (SALT().encode(), value))
    assert refusal(forge(disclosures=[text]))[0] == code


@pytest.mark.parametrize(
    ("text", "code"),
    [
        (b"[]", "bad_header"),
        (b"null", "bad_header"),
        (b"{", "bad_json"),
        (b'{"alg":"Ed25519","alg":"Ed25519"}', "duplicate_key"),
        (b"[" * 300, "too_deep"),
    ],
)
def test_a_header_is_one_json_object(text, code):
    assert refusal(forge(text))[0] == code


@pytest.mark.parametrize("around", [b" %s", b"%s ", b"%s\n", b"\xef\xbb\xbf%s", b"%s{}", b"%s,"])
def test_nothing_stands_around_the_json(around):
    assert refusal(forge(claims=around % PLAIN))[0] == "bad_json"


def test_brackets_in_text_are_no_nesting():
    text = "[[[[{{{{" * 100 + '"\\'
    assert parse(forge(disclosures=[disclosure(SALT(), "title", [text, [text]])])).body == {"title": [text, [text]]}


@pytest.mark.parametrize("filling", ['["', '{"', '\\"', "\\", '"', "[", '"[', "\\u", "9", "~", ".", "-"])
def test_hostile_text_of_full_size_is_refused_at_once(filling):
    inner = (filling * MAX_BYTES)[: MAX_BYTES // 2].encode()
    started = time.process_time()
    for text in ((filling * MAX_BYTES)[:MAX_BYTES], forge(claims=inner), forge(disclosures=[b64(inner)])):
        assert refusal(text)
    assert time.process_time() - started < 2


@pytest.mark.parametrize("number", [0, -1, 2**60, MAX_INTEGER, -MAX_INTEGER])
def test_integers_of_64_bits_are_exact(number):
    assert parse(forge(disclosures=[disclosure(SALT(), "n", number)])).body == {"n": number}


def test_an_escaped_pair_of_surrogates_is_one_character():
    text = b64(b'["%s","title","\\ud83c\\udfc6 \\u4e2d"]' % SALT().encode())
    assert parse(forge(disclosures=[text], committed=[digest(text)])).body == {"title": "\U0001f3c6 中"}


@pytest.mark.parametrize("data", [bytes(range(256))[:size] for size in range(1, 9)])
def test_base64url_has_one_spelling(data):
    assert decode(encode(data)) == data


@pytest.mark.parametrize(
    "text", ["", "A", "AB", "AAB", "AA=", "AA==", "A A", "A+/A", "AA\n", "AAAAA", "中文字节", "\ud800"]
)
def test_another_spelling_of_base64url_is_refused(text):
    with pytest.raises(StatementError) as found:
        decode(text, "x")
    assert (found.value.code, found.value.field) == ("bad_base64", "x")


def test_canonical_json_sorts_members_and_leaves_text_alone():
    assert canonical({"b": "中\u2028", "a": [1, None]}) == '{"a":[1,null],"b":"中\u2028"}'.encode()
