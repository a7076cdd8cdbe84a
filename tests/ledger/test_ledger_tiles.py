"""Tiles: their names and contents, and a client that believes nothing but a checkpoint."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from naive_tree import audit_path, leaves, log_files, mth, proof

from biaogan.ledger.checkpoint import Checkpoint
from biaogan.ledger.errors import Unavailable, VerificationError
from biaogan.ledger.merkle import MAX_SIZE
from biaogan.ledger.note import generate_signer, parse_vkey, sign_note
from biaogan.ledger.tiles import (
    ENTRIES,
    TileClient,
    format_entry_bundle,
    parse_entry_bundle,
    parse_path,
    parse_tile,
    path,
    tile_width,
)

patient = settings(deadline=None)

DATA = leaves(65_537 + 300)
ORIGIN = "log.example/biaogan"


def log(size, salt=b""):
    """The files of a log of `size` entries, and its true checkpoint."""
    data = leaves(size, salt) if salt else DATA[:size]
    return log_files(data), Checkpoint(ORIGIN, size, mth(data))


class Server:
    """Files served from memory, counting what is asked for."""

    def __init__(self, files):
        self.files, self.asked = files, []

    def __call__(self, name):
        self.asked.append(name)
        return self.files[name]


def test_paths_are_those_of_the_specification():
    assert path(0, 1234067) == "tile/0/x001/x234/067"
    assert path(2, 999, 17) == "tile/2/999.p/17"
    assert path("entries", 0) == path(ENTRIES, 0) == "tile/entries/000"
    assert path(63, 1000, 255) == "tile/63/x001/000.p/255"


@given(st.integers(-1, 63), st.one_of(st.integers(0, 2000), st.integers(0, MAX_SIZE)), st.integers(1, 256))
@patient
def test_a_tile_has_exactly_one_path(level, index, width):
    assert parse_path(path(level, index, width)) == (level, index, width)


@pytest.mark.parametrize(
    "tile", [(-2, 0), (64, 0), (True, 0), (0, -1), (0, True), (0, MAX_SIZE + 1), (0, 0, 0), (0, 0, 257), ("0", 0)]
)
def test_tiles_that_cannot_be_have_no_path(tile):
    with pytest.raises(VerificationError):
        path(*tile)


@pytest.mark.parametrize(
    "text",
    [
        "tile/0/0",
        "tile/0/00",
        "tile/0/0000",
        "tile/0/x000/001",
        "tile/0/x001",
        "tile/0/001/x002",
        "tile/0/001/002",
        "tile/00/000",
        "tile/64/000",
        "tile/-1/000",
        "tile/data/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/01",
        "tile/0/000.p/",
        "tile/0/000.p",
        "tile/0/000/",
        "/tile/0/000",
        "tile/0/000?x",
        "tile/0/x1/000",
        "tile/0/X001/000",
        "tile/entries/00",
        "tile/٠/000",
        "tile/0/٠٠٠",
        "checkpoint",
        "tile/0/x999/x999/x999/x999/x999/x999/999",
        "tile/0/x001/x001/x001/x001/x001/x001/x001/001",
    ],
)
def test_other_ways_to_write_a_path_are_refused(text):
    with pytest.raises(VerificationError):
        parse_path(text)


@pytest.mark.parametrize("text", [None, 7, b"tile/0/000", "", "tile/0/000\n", "tile/0/000.p/1\n"])
def test_what_is_no_path_at_all_is_refused(text):
    with pytest.raises(VerificationError):
        parse_path(text)


def test_a_tree_of_70000_has_the_tiles_the_specification_counts():
    assert [tile_width(70_000, 0, n) for n in (0, 272, 273, 274)] == [256, 256, 112, 0]
    assert [tile_width(70_000, 1, n) for n in (0, 1, 2)] == [256, 17, 0]
    assert [tile_width(70_000, 2, n) for n in (0, 1)] == [1, 0]
    assert (tile_width(256, 0, 0), tile_width(256, 1, 0)) == (256, 1)


@given(st.lists(st.binary(max_size=300), min_size=1, max_size=256))
@patient
def test_a_bundle_holds_its_entries(entries):
    assert parse_entry_bundle(format_entry_bundle(entries)) == entries


def test_an_entry_may_have_65535_bytes_and_no_more():
    assert parse_entry_bundle(format_entry_bundle([bytes(65535)])) == [bytes(65535)]
    assert parse_entry_bundle(format_entry_bundle([b"x"] * 256)) == [b"x"] * 256
    for entries in ([bytes(65536)], [], [b""] * 257):
        with pytest.raises(VerificationError):
            format_entry_bundle(entries)


@pytest.mark.parametrize("data", [b"", b"\0", b"\0\1", b"\0\0\0", b"\0\2a", bytes(2 * 257), "\0\0", None])
def test_malformed_bundles_are_refused(data):
    with pytest.raises(VerificationError):
        parse_entry_bundle(data)


@given(st.binary(max_size=600))
@patient
def test_a_bundle_is_read_whole_or_not_at_all(data):
    try:
        entries = parse_entry_bundle(data)
    except VerificationError:
        return
    assert format_entry_bundle(entries) == data


@pytest.mark.parametrize("data", [b"", bytes(31), bytes(33), bytes(32 * 257), "x" * 32, None])
def test_malformed_tiles_are_refused(data):
    with pytest.raises(VerificationError):
        parse_tile(data)


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 511, 512, 65535, 65536, 65537])
def test_the_whole_log_can_be_read_and_proven(size):
    files, head = log(size)
    client = TileClient(Server(files))
    assert list(client.leaf_hashes(head)) == [mth([x]) for x in DATA[:size]]
    assert list(client.entries(head)) == DATA[:size]
    for index in {0, size // 2, size - 1} if size else ():
        assert client.inclusion(index, head) == audit_path(index, DATA[:size])


@given(st.integers(1, 1500), st.data())
@settings(deadline=None, max_examples=25)
def test_any_part_of_any_log_can_be_read_and_proven(size, data):
    files, head = log(size)
    client = TileClient(Server(files))
    start = data.draw(st.integers(0, size))
    end = data.draw(st.integers(start, size))
    assert list(client.leaf_hashes(head, start, end)) == [mth([x]) for x in DATA[start:end]]
    assert list(client.entries(head, start, end)) == DATA[start:end]
    old = data.draw(st.integers(1, size))
    assert client.consistency(log(old)[1], head) == proof(old, DATA[:size])


def test_the_client_opens_the_checkpoint_it_is_served():
    files, head = log(5)
    signer = generate_signer(ORIGIN)
    client = TileClient(Server({**files, "checkpoint": sign_note(head.text(), [signer])}))
    assert client.checkpoint([parse_vkey(signer.vkey())], ORIGIN) == head


def test_a_verified_tile_is_not_fetched_again_and_forgotten_when_room_is_short():
    files, head = log(65_537 + 300)
    server = Server(files)
    client = TileClient(server)
    client.inclusion(0, head)
    server.asked.clear()
    client.inclusion(1, head)
    assert all(".p/" in name for name in server.asked)
    frugal = TileClient(Server(files), cached=1)
    assert list(frugal.entries(head, 0, 600)) == DATA[:600]


def test_a_partial_tile_that_is_gone_is_read_from_the_full_one():
    head = log(300)[1]
    files = log(600)[0]  # the log has grown and deleted its old partial tiles
    files["tile/1/000.p/1"] = files["tile/1/000.p/2"][:32]
    client = TileClient(Server(files))
    assert list(client.entries(head)) == DATA[:300]
    assert client.inclusion(299, head) == audit_path(299, DATA[:300])


@pytest.mark.parametrize("error", [KeyError, OSError, FileNotFoundError])
def test_a_missing_file_is_unavailable_and_no_accusation(error):
    def fetch(name):
        raise error(name)

    with pytest.raises(Unavailable):
        TileClient(fetch).leaf_hashes(log(3)[1])
    files, head = log(600)
    del files["tile/entries/000"]
    with pytest.raises(Unavailable):
        list(TileClient(Server(files)).entries(head))
