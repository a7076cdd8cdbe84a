"""The tree of the log against its recursive definition and the vectors of Certificate Transparency."""

from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from naive_tree import audit_path, leaves, mth, proof

from biaogan.ledger.errors import VerificationError
from biaogan.ledger.merkle import (
    EMPTY_ROOT,
    MAX_SIZE,
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    range_root,
    root,
    root_of_hashes,
    verify_consistency,
    verify_inclusion,
)

patient = settings(deadline=None)

CT_LEAVES = [
    bytes.fromhex(text)
    for text in ("", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f")
]
CT_ROOTS = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
]
BIG = leaves(65537)
SIZES = [1, 2, 3, 255, 256, 257, 1000]


class Identical:
    """A tree of identical leaves: any size is cheap, since a perfect subtree depends on its level only."""

    def __init__(self) -> None:
        self.hashes = [leaf_hash(b"same")]
        for _ in range(63):
            self.hashes.append(node_hash(self.hashes[-1], self.hashes[-1]))
        self.reads: Counter[tuple[int, int]] = Counter()

    def node(self, level: int, index: int) -> bytes:
        self.reads[level, index] += 1
        return self.hashes[level]


@pytest.mark.parametrize("size", range(9))
def test_the_roots_are_those_of_certificate_transparency(size):
    assert root(CT_LEAVES[:size]).hex() == CT_ROOTS[size]


def test_the_proofs_are_those_of_certificate_transparency():
    heads = {h.hex()[:8] for h in inclusion_proof(CT_LEAVES, 5, 8)}
    assert heads == {"bc1a0643", "ca854ea1", "d37ee418"}
    assert [h.hex()[:8] for h in inclusion_proof(CT_LEAVES, 0, 8)] == ["96a296d2", "5f083f0a", "6b47aaf2"]
    assert [h.hex()[:8] for h in consistency_proof(CT_LEAVES, 6, 8)] == ["0ebc5d34", "ca854ea1", "d37ee418"]
    assert [h.hex()[:8] for h in consistency_proof(CT_LEAVES, 2, 5)] == ["5f083f0a", "bc1a0643"]


def test_an_empty_tree_has_the_hash_of_nothing():
    assert root([]) == Frontier.empty().root() == root_of_hashes([]) == EMPTY_ROOT
    verify_consistency(0, 0, [], EMPTY_ROOT, EMPTY_ROOT)
    assert consistency_proof([], 0, 0) == []


@pytest.mark.parametrize("size", [0, 1, 2, 255, 256, 257, 65535, 65536, 65537])
def test_the_frontier_grows_into_the_recursively_defined_root(size):
    frontier = Frontier.empty()
    for data in BIG[:size]:
        frontier.append(leaf_hash(data))
    assert frontier.size == size
    assert frontier.root() == mth(BIG[:size])
    assert len(frontier.nodes) == size.bit_count()
    assert Frontier.from_bytes(size, frontier.to_bytes()).root() == frontier.root()


@given(st.integers(0, 300), st.integers(0, 100))
@patient
def test_a_stored_frontier_goes_on_where_it_stopped(size, more):
    frontier = Frontier.empty()
    for data in BIG[:size]:
        frontier.append(leaf_hash(data))
    twin = frontier.copy()
    resumed = Frontier.from_bytes(size, frontier.to_bytes())
    for data in BIG[size : size + more]:
        twin.append(leaf_hash(data))
        resumed.append(leaf_hash(data))
    assert resumed.root() == twin.root() == mth(BIG[: size + more])
    assert frontier.root() == mth(BIG[:size])


@pytest.mark.parametrize(
    ("size", "data"), [(1, b""), (0, bytes(32)), (3, bytes(32)), (1, bytes(31)), (-1, b""), (True, bytes(32)), (1, "x")]
)
def test_a_frontier_that_fits_no_tree_is_refused(size, data):
    with pytest.raises(VerificationError):
        Frontier.from_bytes(size, data)


@pytest.mark.parametrize("digest", [b"", bytes(31), bytes(33), "x" * 32, bytearray(32)])
def test_only_a_hash_can_be_appended(digest):
    frontier = Frontier.empty()
    with pytest.raises(VerificationError):
        frontier.append(digest)
    assert frontier.root() == EMPTY_ROOT


@given(st.data())
@patient
def test_inclusion_proofs_are_the_defined_ones_and_verify(data):
    size = data.draw(st.one_of(st.integers(1, 70), st.sampled_from(SIZES)))
    index = data.draw(st.integers(0, size - 1))
    tree = BIG[:size]
    path = inclusion_proof(BIG, index, size)
    assert path == audit_path(index, tree)
    verify_inclusion(index, size, leaf_hash(tree[index]), path, mth(tree))


@given(st.data())
@patient
def test_consistency_proofs_are_the_defined_ones_and_verify(data):
    new = data.draw(st.one_of(st.integers(1, 70), st.sampled_from(SIZES)))
    old = data.draw(st.integers(1, new))
    path = consistency_proof(BIG, old, new)
    assert path == proof(old, BIG[:new])
    verify_consistency(old, new, path, mth(BIG[:old]), mth(BIG[:new]))


@pytest.mark.parametrize("size", [65535, 65536, 65537])
def test_proofs_hold_around_the_second_tile_level(size):
    whole = mth(BIG[:size])
    for index in (0, 1, 255, 256, 32768, size - 2, size - 1):
        verify_inclusion(index, size, leaf_hash(BIG[index]), inclusion_proof(BIG, index, size), whole)
    for old in (1, 255, 256, 257, size - 1, size):
        verify_consistency(old, size, consistency_proof(BIG, old, size), mth(BIG[:old]), whole)


def test_a_tree_may_grow_to_what_sixty_three_bits_can_count():
    assert MAX_SIZE == 2**63 - 1
    tree = Identical()
    path = inclusion_proof(tree, MAX_SIZE - 1, MAX_SIZE)
    verify_inclusion(MAX_SIZE - 1, MAX_SIZE, tree.hashes[0], path, range_root(tree, 0, MAX_SIZE))


@given(st.integers(1, MAX_SIZE), st.data())
@patient
def test_a_proof_over_stored_nodes_costs_logarithmic_reads_at_any_size(size, data):
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size))
    tree = Identical()
    whole = range_root(tree, 0, size)
    tree.reads.clear()
    verify_inclusion(index, size, tree.hashes[0], inclusion_proof(tree, index, size), whole)
    assert sum(tree.reads.values()) <= 2 * size.bit_length()
    tree.reads.clear()
    path = consistency_proof(tree, old, size)
    assert sum(tree.reads.values()) <= 2 * size.bit_length()
    verify_consistency(old, size, path, range_root(tree, 0, old), whole)
