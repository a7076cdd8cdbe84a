"""Signed notes: the published examples, every malformed form, and signatures that must not count."""

import base64
from dataclasses import dataclass

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biaogan.ledger import note
from biaogan.ledger.errors import VerificationError
from biaogan.ledger.note import Signature, generate_signer, open_note, parse_note, parse_vkey, sign_note

patient = settings(deadline=None)

# From the documentation of golang.org/x/mod/sumdb/note and from c2sp.org/signed-note.
GO_VKEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
GO_LINE = (
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
GO_NOTE = f"{GO_TEXT}\n{GO_LINE}".encode()
C2SP_VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"

LOG = generate_signer("log.example/biaogan")
WITNESS = generate_signer("witness.example")
LOG_KEY, WITNESS_KEY = parse_vkey(LOG.vkey()), parse_vkey(WITNESS.vkey())
WITNESS_LINE = Signature(WITNESS.name, WITNESS.key_id, b"y" * 64).line().encode()
TEXT = "标杆\n\n第二段\n"


def test_the_note_of_the_go_documentation_verifies():
    opened = open_note(GO_NOTE, [parse_vkey(GO_VKEY)])
    assert opened.text == GO_TEXT
    assert [s.name for s in opened.signatures] == ["PeterNeumann"]
    assert opened.signatures[0].line() == GO_LINE


@pytest.mark.parametrize("text", [GO_VKEY, C2SP_VKEY])
def test_published_verifier_keys_are_read_and_written_back(text):
    assert str(parse_vkey(text)) == text
    assert parse_vkey(text) == parse_vkey(text)
    assert hash(parse_vkey(text)) == hash(parse_vkey(text))
    assert parse_vkey(text) != LOG_KEY
    assert parse_vkey(text) != text


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc"], include_characters="\n")))
@patient
def test_what_was_signed_is_what_is_opened(text):
    data = sign_note(text + "\n", [LOG, WITNESS])
    opened = open_note(data, [LOG_KEY, WITNESS_KEY])
    assert opened.text == text + "\n"
    assert [s.name for s in opened.signatures] == [LOG.name, WITNESS.name]
    assert open_note(data, [LOG_KEY]).signatures == opened.signatures[:1]


@given(st.integers(min_value=0), st.integers(0, 7))
@settings(deadline=None, max_examples=300)
def test_one_flipped_bit_leaves_nothing_to_trust(at, bit):
    data = bytearray(sign_note(TEXT, [LOG]))
    data[at % len(data)] ^= 1 << bit
    with pytest.raises(VerificationError):
        open_note(bytes(data), [LOG_KEY])


def test_signatures_of_unknown_keys_are_ignored():
    impostor = generate_signer(LOG.name)  # same name, another key: another id
    same_id = Signature("other.example", LOG.key_id, b"x" * 64)  # same id, another name
    data = sign_note(TEXT, [impostor, LOG, WITNESS]) + same_id.line().encode()
    assert [s.name for s in open_note(data, [LOG_KEY]).signatures] == [LOG.name]


@pytest.mark.parametrize("signature", [b"x" * 64, b"x", b"x" * 65])
def test_a_bad_signature_of_a_known_key_spoils_the_note(signature):
    bad = Signature(WITNESS.name, WITNESS.key_id, signature).line().encode()
    with pytest.raises(VerificationError) as refused:
        open_note(sign_note(TEXT, [LOG]) + bad, [LOG_KEY, WITNESS_KEY])
    assert refused.value.code == "note_signature"


def test_a_repeated_signature_counts_once_and_must_hold_each_time():
    data = sign_note(TEXT, [LOG, LOG])
    assert len(open_note(data, [LOG_KEY, LOG_KEY]).signatures) == 1
    bad = Signature(LOG.name, LOG.key_id, b"x" * 64).line().encode()
    with pytest.raises(VerificationError):
        open_note(data + bad, [LOG_KEY])


def test_a_note_no_known_key_signed_is_refused():
    for keys in ([], [WITNESS_KEY]):
        with pytest.raises(VerificationError) as refused:
            open_note(sign_note(TEXT, [LOG]), keys)
        assert refused.value.code == "note_unsigned"


def test_two_known_keys_under_one_name_and_id_are_a_configuration_error():
    @dataclass
    class Collision:
        name: str
        key_id: bytes

        def verify(self, text, signature):
            """Accepts everything."""

    with pytest.raises(VerificationError):
        open_note(sign_note(TEXT, [LOG]), [LOG_KEY, Collision(LOG.name, LOG.key_id)])


@pytest.mark.parametrize(("count", "accepted"), [(16, True), (100, True), (101, False)])
def test_a_hundred_signatures_are_read_and_no_more(count, accepted):
    data = sign_note(TEXT, [LOG]) + WITNESS_LINE * (count - 1)
    if accepted:
        open_note(data, [LOG_KEY])
    else:
        with pytest.raises(VerificationError):
            open_note(data, [LOG_KEY])


def test_a_note_may_be_64_kib_and_no_longer():
    assert note.MAX_NOTE == 65536
    overhead = len(sign_note("\n", [LOG]))
    open_note(sign_note("x" * (note.MAX_NOTE - overhead) + "\n", [LOG]), [LOG_KEY])
    with pytest.raises(VerificationError):
        sign_note("x" * (note.MAX_NOTE - overhead + 1) + "\n", [LOG])


@pytest.mark.parametrize("text", ["", "no newline", "tab\there\n", "carriage\r\n", "nul\0\n", "\ud800\n"])
def test_a_text_that_could_not_be_read_again_is_not_signed(text):
    with pytest.raises(VerificationError):
        sign_note(text, [LOG])


def test_a_note_without_signer_is_not_written():
    with pytest.raises(VerificationError):
        sign_note(TEXT, [])


SIG = base64.b64encode(b"id__signature").decode()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\n\n",
        b"text\n",
        b"text\n\n",
        "text",
        bytearray(GO_NOTE),
        GO_NOTE[:-1],
        GO_NOTE[:-1] + b"x",
        GO_NOTE + b"\n",
        GO_NOTE.replace(b"\n\n", b"\n"),
        GO_NOTE.replace(b"think", b"th\rnk"),
        GO_NOTE.replace(b"think", b"th\xffnk"),
        GO_NOTE.replace(b"think", b"th\xed\xa0\x80nk"),
        *(
            f"text\n\n{line}\n".encode()
            for line in (
                "",
                f"- name {SIG}",
                f"—name {SIG}",
                f"— {SIG}",
                f"—  {SIG}",
                f"— a+b {SIG}",
                f"— a\u3000b {SIG}",
                f"— a\u2028b {SIG}",
                f"— a\x1bb {SIG}",
                f"— a  {SIG}",
                f"— a {SIG} ",
                f"— a {SIG}=",
                f"— a {SIG[:-1]}",
                f"— a {SIG[:-2]}",
                f"— a {SIG[:-3]}R==",
                f"— a {SIG[:8]}\t{SIG[8:]}",
                "— a é",
                "— a ",
                "— a aWRfXw==",
            )
        ),
    ],
)
def test_malformed_notes_are_refused_before_any_key_is_asked(data):
    with pytest.raises(VerificationError) as refused:
        parse_note(data)
    assert refused.value.code == "note"


@given(st.one_of(st.binary(), st.binary().map(lambda x: b"text\n\n\xe2\x80\x94 " + x + b"\n")))
@patient
def test_random_bytes_are_refused_and_never_crash(data):
    with pytest.raises(VerificationError):
        open_note(data, [LOG_KEY])


@pytest.mark.parametrize(
    "text",
    [
        "",
        None,
        "name",
        "name+00000000",
        GO_VKEY.replace("PeterNeumann", "Peter Neumann"),
        GO_VKEY.replace("PeterNeumann", ""),
        GO_VKEY.replace("PeterNeumann", "PeterNeuman"),
        GO_VKEY.replace("c74f20a3", "C74F20A3"),
        GO_VKEY.replace("c74f20a3", "c74f20a4"),
        GO_VKEY.replace("+AR", "+BR"),
        GO_VKEY[:-1],
        GO_VKEY[:-4],
        GO_VKEY + "AAAA",
        GO_VKEY + "\n",
        "name+00000000+",
    ],
)
def test_malformed_verifier_keys_are_refused(text):
    with pytest.raises(VerificationError) as refused:
        parse_vkey(text)
    assert refused.value.code == "vkey"


@given(st.text())
@patient
def test_random_texts_are_no_verifier_keys(text):
    for vkey in (text, f"{text}+c74f20a3+{text}"):
        with pytest.raises(VerificationError):
            parse_vkey(vkey)
