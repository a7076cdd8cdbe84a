"""Checkpoints: the published example, every malformed form, and who must have signed."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biaogan.ledger.checkpoint import Checkpoint, open_checkpoint, parse
from biaogan.ledger.errors import VerificationError
from biaogan.ledger.merkle import EMPTY_ROOT, MAX_SIZE
from biaogan.ledger.note import generate_signer, parse_vkey, sign_note

# From c2sp.org/tlog-checkpoint.
EXAMPLE = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n"
ORIGIN, SIZE, ROOT = EXAMPLE.splitlines()
LOG, WITNESS = generate_signer("log.example/biaogan"), generate_signer("witness.example")
KEYS = [parse_vkey(LOG.vkey()), parse_vkey(WITNESS.vkey())]
HEAD = Checkpoint(LOG.name, 3, bytes(range(32)))


def test_the_published_checkpoint_is_read_and_written_back():
    checkpoint = parse(EXAMPLE)
    assert (checkpoint.origin, checkpoint.size) == ("example.com/behind-the-sofa", 20852163)
    assert checkpoint.text() == EXAMPLE
    assert Checkpoint(checkpoint.origin, checkpoint.size, checkpoint.root).text() == EXAMPLE


@given(st.integers(1, MAX_SIZE), st.binary(min_size=32, max_size=32))
@settings(deadline=None)
def test_every_tree_head_survives_its_text(size, root):
    head = Checkpoint("中国质量标杆/日志", size, root)
    assert parse(head.text()) == head


def test_extension_lines_of_others_are_kept_because_they_are_signed():
    assert parse(EXAMPLE + "extra\nmore\n").extensions == ("extra", "more")
    assert parse(EXAMPLE + "extra\n").text() == EXAMPLE + "extra\n"


@pytest.mark.parametrize(
    "text",
    [
        None,
        "",
        "\n\n\n",
        EXAMPLE[:-1],
        EXAMPLE + "\n",
        EXAMPLE + "\nextension\n",
        EXAMPLE.replace(ORIGIN, ""),
        EXAMPLE.replace(ORIGIN, "tab\t"),
        EXAMPLE.replace(ORIGIN, "\ud800"),
        *(EXAMPLE.replace(SIZE, size) for size in ("", "-1", "+1", "01", "1.0", " 1", "1_0", "١", "abc", "0")),
        *(EXAMPLE.replace(SIZE, size) for size in (str(MAX_SIZE + 1), "9" * 20, "9" * 5000)),
        *(EXAMPLE.replace(ROOT, root) for root in ("", ROOT[:-1], ROOT[:-4], ROOT + "AAAA", ROOT[:-2] + "J=", "é")),
        f"{ORIGIN}\n{SIZE}\n",
    ],
    ids=lambda text: str(text)[:40],
)
def test_malformed_checkpoints_are_refused(text):
    with pytest.raises(VerificationError) as refused:
        parse(text)
    assert refused.value.code == "checkpoint"


@given(st.one_of(st.text(), st.lists(st.text(max_size=9)).map("\n".join)))
@settings(deadline=None)
def test_random_texts_are_no_checkpoints(text):
    with pytest.raises(VerificationError):
        parse(text)


@pytest.mark.parametrize(
    "fields",
    [("", 1, bytes(32)), ("a\nb", 1, bytes(32)), ("a", True, bytes(32)), ("a", -1, bytes(32)), ("a", 1, b"short")],
)
def test_impossible_tree_heads_cannot_be_made(fields):
    with pytest.raises(VerificationError):
        Checkpoint(*fields)


def test_an_empty_log_has_one_possible_head():
    assert parse(Checkpoint("a", 0, EMPTY_ROOT).text()).size == 0
    with pytest.raises(VerificationError):
        Checkpoint("a", 0, bytes(32))


def test_a_checkpoint_signed_by_its_log_is_opened():
    assert open_checkpoint(sign_note(HEAD.text(), [LOG]), KEYS, LOG.name) == HEAD
    assert open_checkpoint(sign_note(HEAD.text(), [LOG, WITNESS]), KEYS, LOG.name) == HEAD


def test_a_checkpoint_signed_by_witnesses_alone_is_none():
    with pytest.raises(VerificationError) as refused:
        open_checkpoint(sign_note(HEAD.text(), [WITNESS]), KEYS, LOG.name)
    assert refused.value.code == "note_unsigned"


def test_a_checkpoint_of_another_log_is_refused():
    with pytest.raises(VerificationError) as refused:
        open_checkpoint(sign_note(HEAD.text(), [LOG]), KEYS, "elsewhere.example")
    assert refused.value.code == "origin"
