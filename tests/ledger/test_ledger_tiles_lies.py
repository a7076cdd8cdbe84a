"""A dishonest tile server: whatever it serves, the client hands out nothing the checkpoint does not commit to."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from naive_tree import leaves, log_files, mth

from biaogan.ledger.checkpoint import Checkpoint
from biaogan.ledger.errors import VerificationError
from biaogan.ledger.merkle import EMPTY_ROOT
from biaogan.ledger.tiles import TileClient

ORIGIN = "log.example/biaogan"
SIZE = 700
DATA = leaves(SIZE)
FILES = log_files(DATA)
HEAD = Checkpoint(ORIGIN, SIZE, mth(DATA))


def read(files, head=HEAD):
    return list(TileClient(files.__getitem__).entries(head))


def test_every_file_of_the_honest_log_is_read():
    asked = []

    def fetch(name):
        asked.append(name)
        return FILES[name]

    assert list(TileClient(fetch).entries(HEAD)) == DATA
    assert set(asked) == set(FILES)


@given(st.sampled_from(sorted(FILES)), st.integers(min_value=0), st.integers(0, 7))
@settings(deadline=None, max_examples=150)
def test_one_flipped_bit_anywhere_is_noticed(name, at, bit):
    changed = bytearray(FILES[name])
    changed[at % len(changed)] ^= 1 << bit
    with pytest.raises(VerificationError):
        read({**FILES, name: bytes(changed)})


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_file_cut_lengthened_or_of_another_kind_is_noticed(name):
    for changed in (FILES[name][:-1], FILES[name][:-32], FILES[name] + bytes(32), b"", None, "text"):
        with pytest.raises(VerificationError):
            read({**FILES, name: changed})


def test_swapped_tiles_are_noticed_even_with_their_bundles():
    swapped = dict(FILES)
    for kind in ("0", "entries"):
        a, b = f"tile/{kind}/000", f"tile/{kind}/001"
        swapped[a], swapped[b] = FILES[b], FILES[a]
    with pytest.raises(VerificationError) as refused:
        read(swapped)
    assert refused.value.code == "tile"


def test_a_forged_entry_is_noticed_however_far_up_the_forger_goes():
    forged_data = [b"forged", *DATA[1:]]
    forged = log_files(forged_data)
    files = dict(FILES)
    for name in ("tile/entries/000", "tile/0/000", "tile/1/000.p/2"):
        files[name] = forged[name]
        with pytest.raises(VerificationError):
            read(files)
    assert read(files, Checkpoint(ORIGIN, SIZE, mth(forged_data)))[0] == b"forged"


def test_a_forged_middle_tile_is_refused_before_what_lies_below_it_is_fetched():
    data = leaves(65_537)
    files = log_files(data)
    files["tile/1/000"] = files["tile/1/000"][32:] + files["tile/1/000"][:32]
    asked = []

    def fetch(name):
        asked.append(name)
        return files[name]

    with pytest.raises(VerificationError):
        TileClient(fetch).inclusion(5, Checkpoint(ORIGIN, len(data), mth(data)))
    assert "tile/0/000" not in asked


def test_nothing_is_handed_out_before_the_tile_that_fails():
    files = {**FILES, "tile/entries/001": FILES["tile/entries/000"]}
    seen = []
    with pytest.raises(VerificationError) as refused:
        seen.extend(TileClient(files.__getitem__).entries(HEAD, 200, 600))
    assert refused.value.code == "bundle"
    for entry in TileClient(files.__getitem__).entries(HEAD, 200, 256):
        seen.append(entry)  # noqa: PERF402
    assert set(seen) <= set(DATA)


def test_what_is_known_of_one_history_is_not_used_for_another():
    other = [*DATA[:300], b"rewritten", *DATA[301:]]
    files = dict(FILES)
    client = TileClient(lambda name: files[name])
    assert list(client.entries(HEAD)) == DATA
    files.update(log_files(other))
    assert list(client.entries(Checkpoint(ORIGIN, SIZE, mth(other)))) == other


def test_a_rewritten_log_is_not_consistent_with_an_old_checkpoint():
    grown = [*DATA[:3], b"rewritten", *leaves(SIZE + 50)[4:]]
    new = Checkpoint(ORIGIN, len(grown), mth(grown))
    with pytest.raises(VerificationError) as refused:
        TileClient(log_files(grown).__getitem__).consistency(HEAD, new)
    assert refused.value.code == "consistency"


def test_checkpoints_of_two_logs_or_of_a_shrunk_or_fresh_one_are_not_compared():
    client = TileClient(FILES.__getitem__)
    for old in (
        Checkpoint("other.example", SIZE, HEAD.root),
        Checkpoint(ORIGIN, SIZE + 1, HEAD.root),
        Checkpoint(ORIGIN, 0, EMPTY_ROOT),
    ):
        with pytest.raises(VerificationError):
            client.consistency(old, HEAD)


@pytest.mark.parametrize(("start", "end"), [(-1, 1), (2, 1), (0, SIZE + 1), (SIZE + 1, None), (True, 2), (0, 1.0)])
def test_a_range_outside_the_tree_is_refused_at_once(start, end):
    client = TileClient(FILES.__getitem__)
    for attempt in (client.entries, client.leaf_hashes):
        with pytest.raises(VerificationError):
            attempt(HEAD, start, end)


@pytest.mark.parametrize("index", [-1, SIZE, True, None])
def test_a_leaf_outside_the_tree_has_no_proof(index):
    with pytest.raises(VerificationError):
        TileClient(FILES.__getitem__).inclusion(index, HEAD)


@given(st.binary(max_size=200))
@settings(deadline=None)
def test_random_answers_are_refused_and_never_crash(data):
    with pytest.raises(VerificationError):
        list(TileClient(lambda name: data).entries(HEAD))
