"""Receipts: the published form, every malformed one, and claims a receipt must not carry."""

from base64 import b64decode

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from naive_tree import audit_path, leaves, mth

from biaogan.ledger import proof as receipts
from biaogan.ledger.checkpoint import Checkpoint
from biaogan.ledger.errors import VerificationError
from biaogan.ledger.note import generate_signer, parse_vkey, sign_note
from biaogan.ledger.proof import TlogProof, format, parse, verify  # noqa: A004

patient = settings(deadline=None)

LOG, WITNESS = generate_signer("log.example/biaogan"), generate_signer("witness.example")
KEYS = [parse_vkey(LOG.vkey()), parse_vkey(WITNESS.vkey())]
DATA = leaves(300)


def note(size, signers=(LOG,), origin=LOG.name):
    return sign_note(Checkpoint(origin, size, mth(DATA[:size])).text(), signers)


def receipt(index, size, extra=None):
    return TlogProof(index, tuple(audit_path(index, DATA[:size])), note(size), extra)


HASHES = st.lists(st.binary(min_size=32, max_size=32), max_size=63).map(tuple)


def test_the_form_is_that_of_the_specification():
    lines = format(receipt(2, 3, b"extra")).split("\n")
    assert lines[:3] == ["c2sp.org/tlog-proof@v1", "extra ZXh0cmE=", "index 2"]
    assert b64decode(lines[3]) == mth(DATA[:2])
    assert lines[4:7] == ["", LOG.name, "3"]


@given(st.integers(0, 2**63 - 1), HASHES, st.text(), st.none() | st.binary(min_size=1))
@patient
def test_a_receipt_survives_its_text(index, hashes, checkpoint, extra):
    proof = TlogProof(index, hashes, checkpoint.encode(), extra)
    assert parse(format(proof)) == proof


@given(st.integers(1, 300), st.data())
@patient
def test_every_leaf_is_proven_by_its_receipt(size, data):
    index = data.draw(st.integers(0, size - 1))
    text = format(receipt(index, size, data.draw(st.none() | st.binary(min_size=1))))
    head = verify(parse(text), DATA[index], KEYS, LOG.name)
    assert head == Checkpoint(LOG.name, size, mth(DATA[:size]))
    assert verify(parse(text), mth([DATA[index]]), KEYS, LOG.name, hashed=True) == head


@given(st.integers(min_value=0), st.integers(0, 7))
@settings(deadline=None, max_examples=400)
def test_one_flipped_bit_proves_nothing(at, bit):
    text = bytearray(format(receipt(5, 11)).encode())
    text[at % len(text)] ^= 1 << bit
    with pytest.raises(VerificationError):
        verify(parse(bytes(text).decode(errors="surrogateescape")), DATA[5], KEYS, LOG.name)


@pytest.mark.parametrize(
    ("leaf", "hashed"),
    [(DATA[4], False), (mth([DATA[5]]), False), (DATA[5], True), (mth([DATA[4]]), True), ("text", False), (None, True)],
)
def test_another_leaf_is_not_proven(leaf, hashed):
    with pytest.raises(VerificationError):
        verify(receipt(5, 11), leaf, KEYS, LOG.name, hashed=hashed)


def test_a_leaf_is_proven_at_its_own_position_only():
    good = receipt(5, 11)
    for index in range(12):
        if index != 5:
            with pytest.raises(VerificationError):
                verify(TlogProof(index, good.hashes, good.checkpoint), DATA[5], KEYS, LOG.name)


def test_a_cosigned_receipt_verifies_and_one_signed_by_witnesses_alone_does_not():
    hashes = tuple(audit_path(5, DATA[:11]))
    verify(TlogProof(5, hashes, note(11, (LOG, WITNESS))), DATA[5], KEYS, LOG.name)
    with pytest.raises(VerificationError):
        verify(TlogProof(5, hashes, note(11, (WITNESS,))), DATA[5], KEYS, LOG.name)


def test_a_receipt_of_another_log_is_refused():
    hashes = tuple(audit_path(5, DATA[:11]))
    foreign = TlogProof(5, hashes, note(11, origin="other.example"))
    for origin in (LOG.name, "other.example"):
        with pytest.raises(VerificationError):
            verify(foreign, DATA[5], KEYS, origin)


def test_a_receipt_without_known_key_is_refused():
    with pytest.raises(VerificationError):
        verify(receipt(5, 11), DATA[5], [], LOG.name)


GOOD = format(receipt(1, 2, b"x"))
H = GOOD.split("\n")[3]


@pytest.mark.parametrize(
    "text",
    [
        None,
        b"bytes",
        "",
        "c2sp.org/tlog-proof@v1",
        "c2sp.org/tlog-proof@v1\n",
        "c2sp.org/tlog-proof@v1\n\n",
        "c2sp.org/tlog-proof@v1\nextra eA==\n\nnote",
        "\n" + GOOD,
        GOOD.replace("@v1", "@v2"),
        GOOD.replace("\n\n", "\n"),
        GOOD.replace("\n", "\r\n"),
        GOOD.replace("index 1\n", ""),
        GOOD.replace("extra eA==\n", "extra eA==\nextra eA==\n"),
        GOOD.replace("extra eA==\nindex 1\n", "index 1\nextra eA==\n"),
        *(GOOD.replace("extra eA==", extra) for extra in ("extra", "extra ", "extra eA", "extra eB==", "extra  eA==")),
        *(
            GOOD.replace("index 1", index)
            for index in ("index", "index ", "index 01", "index -1", "index 1 ", "index  1", "index ١", "Index 1")
        ),
        GOOD.replace("index 1", f"index {2**63}"),
        GOOD.replace("index 1", "index " + "9" * 5000),
        *(GOOD.replace(H, h) for h in (H[:-1], H[:-4], H + " ", H + "AAAA", "é" * 44)),
        GOOD + "\ud800",
        GOOD + "x" * receipts.MAX_PROOF,
    ],
    ids=lambda text: str(text)[:60],
)
def test_malformed_receipts_are_refused(text):
    with pytest.raises(VerificationError) as refused:
        parse(text)
    assert refused.value.code == "proof"


@given(st.text(), st.lists(st.text(), max_size=6))
@patient
def test_random_texts_are_refused_and_never_crash(text, lines):
    for attempt in (text, "\n".join(["c2sp.org/tlog-proof@v1", *lines]), f"c2sp.org/tlog-proof@v1\nindex 0\n\n{text}"):
        with pytest.raises(VerificationError):
            verify(parse(attempt), DATA[0], KEYS, LOG.name)


@pytest.mark.parametrize(
    "fields",
    [(-1, (), b""), (True, (), b""), (0, (b"short",), b""), (0, (), b"\xff"), (0, (), b"", b""), (2**63, (), b"")],
)
def test_values_no_receipt_can_hold_are_refused(fields):
    with pytest.raises(VerificationError):
        TlogProof(*fields)
