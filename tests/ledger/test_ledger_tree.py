"""The tree in memory: the same tree as RFC 6962's at every size, its tiles at every boundary, nothing else kept."""

from hashlib import sha256

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from biaogan.ledger.errors import LedgerError
from biaogan.ledger.merkle import EMPTY_ROOT, Frontier, inclusion_proof, range_root, root_of_hashes, verify_inclusion
from biaogan.ledger.tree import FullTile, IntegrityAlarm, Tree

HASHES = [sha256(n.to_bytes(4, "big")).digest() for n in range(70_000)]
SIZES = [0, 1, 255, 256, 257, 511, 512, 513, 65_535, 65_536, 65_537, 70_000]


def grown(size: int, **options: int) -> tuple[Tree, dict[tuple[int, int], bytes]]:
    stored: dict[tuple[int, int], bytes] = {}
    tree = Tree(lambda level, index: stored.get((level, index)), **options)
    for digest in HASHES[:size]:
        tree.append(digest)
        for tile in tree.completed():
            stored[tile.level, tile.idx] = tile.data
    return tree, stored


def loaded(size: int, stored: dict[tuple[int, int], bytes]) -> Tree:
    return Tree.load(
        size,
        HASHES[size - size % 256 : size],
        lambda level, first, end: (stored[level, index] for index in range(first, end)),
        lambda level, index: stored.get((level, index)),
    )


@pytest.mark.parametrize("size", SIZES)
def test_the_tree_is_that_of_the_standard_at_every_boundary(size: int) -> None:
    frontier = Frontier()
    for digest in HASHES[:size]:
        frontier.append(digest)
    tree, stored = grown(size)
    for twin in (tree, loaded(size, stored)):
        assert (twin.size, twin.frontier(), twin.root()) == (size, frontier.to_bytes(), frontier.root())


def test_tiles_are_complete_at_256_and_not_before() -> None:
    tree = Tree()
    for digest in HASHES[:255]:
        tree.append(digest)
    assert tree.completed() == []
    tree.append(HASHES[255])
    assert tree.completed() == [FullTile(0, 0, b"".join(HASHES[:256]))]
    tree.append(HASHES[256])
    assert tree.completed() == []


def test_the_65536th_leaf_completes_a_tile_of_both_levels() -> None:
    tree, stored = grown(65_535)
    assert sorted(stored) == [(0, index) for index in range(255)]
    tree.append(HASHES[65_535])
    assert [(tile.level, tile.idx) for tile in tree.completed()] == [(0, 255), (1, 0)]
    above = tree.hashes(1, 0, 256)
    assert above[:32] == root_of_hashes(HASHES[:256])
    assert above[-32:] == root_of_hashes(HASHES[65_280:65_536])
    assert tree.hashes(2, 0, 1) == root_of_hashes(HASHES[:65_536]) == tree.root()


WHOLE, WHOLE_STORED = grown(70_000, kept=2)


@given(st.integers(1, 70_000), st.data())
@settings(deadline=None, max_examples=60)
def test_every_leaf_is_proven_at_every_size_from_few_tiles_in_memory(size: int, data: st.DataObject) -> None:
    index = data.draw(st.integers(0, size - 1))
    tree = loaded(70_000, WHOLE_STORED)
    proof = inclusion_proof(tree, index, size)
    verify_inclusion(index, size, HASHES[index], proof, range_root(tree, 0, size))
    assert range_root(tree, 0, size) == root_of_hashes(HASHES[:size])


def test_memory_is_bounded_however_large_the_tree() -> None:
    assert len(WHOLE._full) == 2
    assert WHOLE.node(0, 5) == HASHES[5]
    assert len(WHOLE._full) == 2


def test_an_empty_tree_has_the_root_of_nothing() -> None:
    assert (Tree().root(), Tree().frontier()) == (EMPTY_ROOT, b"")


@pytest.mark.parametrize(("level", "index"), [(0, 300), (0, -1), (8, 1), (9, 0), (63, 0)])
def test_a_node_beyond_the_tree_is_not_invented(level: int, index: int) -> None:
    tree, _ = grown(300)
    with pytest.raises(LedgerError):
        tree.node(level, index)


@pytest.mark.parametrize(("level", "index", "width"), [(0, 0, 0), (0, 0, 257), (0, 1, 45), (1, 0, 2), (2, 0, 1)])
def test_a_tile_beyond_the_tree_is_not_invented(level: int, index: int, width: int) -> None:
    tree, _ = grown(300)
    with pytest.raises(LedgerError):
        tree.hashes(level, index, width)


@pytest.mark.parametrize("data", [None, b"", b"x" * 8192, b"x" * 8191, b"".join(HASHES[1:257])])
def test_a_stored_tile_that_is_not_the_trees_is_an_alarm(data: bytes | None) -> None:
    tree = Tree(lambda _level, _index: data, kept=1)
    for digest in HASHES[:1000]:
        tree.append(digest)
    with pytest.raises(IntegrityAlarm) as alarm:
        tree.node(0, 300)
    assert (alarm.value.code, alarm.value.position) == ("tile", 256)


@pytest.mark.parametrize(
    ("leaves", "tiles"),
    [
        (HASHES[256:299], [b"".join(HASHES[:256])]),  # a leaf short
        (HASHES[256:300], []),  # a tile short
        ([*HASHES[256:299], b"short"], [b"".join(HASHES[:256])]),
        (HASHES[256:300], [b"".join(HASHES[:255])]),
        (HASHES[256:300], [b"odd"]),
        (HASHES[:257], [b"".join(HASHES[:256])]),
    ],
)
def test_a_tree_that_cannot_be_loaded_whole_is_an_alarm(leaves: list[bytes], tiles: list[bytes]) -> None:
    with pytest.raises(IntegrityAlarm):
        Tree.load(300, leaves, lambda *_: tiles)
