"""Nothing but the truth gets past the verifiers: changed proofs, well-formed lies, plain nonsense."""

from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from naive_tree import leaves, mth

from biaogan.ledger.errors import LedgerError, StatementError, VerificationError
from biaogan.ledger.merkle import (
    EMPTY_ROOT,
    MAX_SIZE,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    root,
    verify_consistency,
    verify_inclusion,
)

patient = settings(deadline=None)

BIG = leaves(70)
ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.integers(0, 40),
    st.floats(),
    st.text(max_size=40),
    st.binary(max_size=40),
    st.binary(min_size=32, max_size=32),
    st.lists(st.one_of(st.binary(min_size=32, max_size=32), st.binary(max_size=33), st.integers()), max_size=70),
    st.dictionaries(st.integers(), st.binary()),
    st.builds(lambda: 10**5000),  # longer than str() allows
    st.just(bytearray(32)),
    st.just(range(3)),
)


@given(st.integers(1, 40), st.data())
@patient
def test_a_changed_inclusion_claim_is_refused(size, data):
    tree = BIG[:size]
    index = data.draw(st.integers(0, size - 1))
    claim = [index, size, leaf_hash(tree[index]), inclusion_proof(tree, index, size), mth(tree)]
    broken = data.draw(st.sampled_from(list(_damaged(claim, proof_at=3, hashes_at=(2, 4)))))
    with pytest.raises(VerificationError):
        verify_inclusion(*broken)


@given(st.integers(1, 40), st.data())
@patient
def test_a_changed_consistency_claim_is_refused(new, data):
    old = data.draw(st.integers(1, new))
    claim = [old, new, consistency_proof(BIG, old, new), mth(BIG[:old]), mth(BIG[:new])]
    broken = data.draw(st.sampled_from(list(_damaged(claim, proof_at=2, hashes_at=(3, 4)))))
    with pytest.raises(VerificationError):
        verify_consistency(*broken)


def _damaged(claim, proof_at, hashes_at):
    """Every single-bit flip of a hash, and the proof with a hash dropped, doubled, added or replaced by a neighbour."""
    path = claim[proof_at]
    for at in hashes_at:
        for bit in range(256):
            yield [*claim[:at], _flip(claim[at], bit), *claim[at + 1 :]]
    paths = [[*path[:i], _flip(path[i], bit), *path[i + 1 :]] for i in range(len(path)) for bit in range(256)]
    paths += [[*path[:i], *path[i + 1 :]] for i in range(len(path))]
    paths += [[*path[:i], bytes(32), *path[i:]] for i in range(len(path) + 1)]
    for changed in paths:
        yield [*claim[:proof_at], changed, *claim[proof_at + 1 :]]


def _flip(data, bit):
    return (int.from_bytes(data, "big") ^ (1 << bit)).to_bytes(len(data), "big")


@given(ANYTHING, ANYTHING, ANYTHING, ANYTHING, ANYTHING)
@settings(deadline=None, max_examples=500)
def test_nonsense_is_refused_as_unverified_and_never_crashes(a, b, c, d, e):
    with suppress(VerificationError):  # equal sizes with equal roots do hold
        verify_inclusion(a, b, c, d, e)
    with suppress(VerificationError):
        verify_consistency(a, b, c, d, e)


@given(st.integers(0, MAX_SIZE), st.integers(0, MAX_SIZE), st.lists(st.binary(min_size=32, max_size=32), max_size=70))
@patient
def test_well_formed_lies_are_refused(a, b, path):
    with pytest.raises(VerificationError):
        verify_inclusion(min(a, b), max(a, b), bytes(32), path, b"\1" * 32)
    with pytest.raises(VerificationError):
        verify_consistency(a, b, path, bytes(32), b"\1" * 32)


@pytest.mark.parametrize(
    "bad", [-1, True, 1.0, "1", None, MAX_SIZE + 1, 1 << 20000], ids=lambda bad: type(bad).__name__
)
def test_a_size_that_no_tree_has_is_refused_by_provers_and_verifiers(bad):
    h = leaf_hash(b"")
    for attempt in (
        lambda: verify_inclusion(0, bad, h, [], h),
        lambda: verify_inclusion(bad, 1, h, [], h),
        lambda: verify_consistency(bad, 1, [], h, h),
        lambda: verify_consistency(1, bad, [], h, h),
        lambda: inclusion_proof([b""], 0, bad),
        lambda: inclusion_proof([b""], bad, 1),
        lambda: consistency_proof([b""], bad, 1),
        lambda: consistency_proof([b""], 1, bad),
    ):
        with pytest.raises(VerificationError):
            attempt()


def test_nothing_can_be_proven_about_leaves_that_are_not_there():
    for attempt in (
        lambda: inclusion_proof([b"a"], 1, 1),
        lambda: inclusion_proof([b"a"], 0, 2),
        lambda: inclusion_proof([], 0, 0),
        lambda: consistency_proof([b"a"], 0, 1),
        lambda: consistency_proof([b"a", b"b"], 2, 1),
    ):
        with pytest.raises(VerificationError):
            attempt()


def test_a_proof_for_another_size_is_too_short_or_too_long():
    small, big = BIG[:2], BIG[:4]
    for claim in (
        (0, 4, leaf_hash(BIG[0]), inclusion_proof(BIG, 0, 2), mth(small)),
        (0, 2, leaf_hash(BIG[0]), inclusion_proof(BIG, 0, 4), mth(big)),
    ):
        with pytest.raises(VerificationError, match=r"too (short|long)"):
            verify_inclusion(*claim)
    for claim in (
        (1, 4, consistency_proof(BIG, 1, 2), mth(BIG[:1]), mth(small)),
        (1, 2, consistency_proof(BIG, 1, 4), mth(BIG[:1]), mth(big)),
        (3, 4, [], mth(BIG[:3]), mth(big)),
    ):
        with pytest.raises(VerificationError, match=r"too (short|long)"):
            verify_consistency(*claim)


@pytest.mark.parametrize("path", [None, {}, "", b"", iter(()), range(0), {1}], ids=lambda path: type(path).__name__)
def test_a_proof_that_is_no_list_of_hashes_is_refused_even_when_none_is_needed(path):
    h = leaf_hash(b"")
    with pytest.raises(VerificationError):
        verify_inclusion(0, 1, h, path, h)
    with pytest.raises(VerificationError):
        verify_consistency(1, 1, path, h, h)


@pytest.mark.parametrize("fake", [bytearray(32), "x" * 32, b"", None, 7], ids=lambda fake: type(fake).__name__)
def test_a_root_that_is_no_hash_is_refused_even_when_it_equals_itself(fake):
    h = leaf_hash(b"")
    for claim in ((1, 1, [], fake, fake), (1, 1, [], fake, h), (1, 1, [], h, fake)):
        with pytest.raises(VerificationError):
            verify_consistency(*claim)
    with pytest.raises(VerificationError):
        verify_inclusion(0, 1, fake, [], fake)


def test_an_empty_tree_proves_no_later_one():
    with pytest.raises(VerificationError):
        verify_consistency(0, 1, [], EMPTY_ROOT, root([b"a"]))


def test_equal_sizes_need_equal_roots_and_an_empty_proof():
    a, b = root([b"a"]), root([b"b"])
    verify_consistency(1, 1, [], a, a)
    for claim in ((1, 1, [], a, b), (1, 1, [a], a, a), (0, 0, [], a, a)):
        with pytest.raises(VerificationError):
            verify_consistency(*claim)


def test_errors_tell_programs_and_people_what_failed():
    assert VerificationError("inclusion").diagnostics() == "inclusion"
    assert VerificationError("inclusion", "too short").diagnostics() == "inclusion: too short"
    error = StatementError("statement_type", "missing", field="typ")
    assert (error.code, error.field) == ("statement_type", "typ")
    assert error.diagnostics() == "statement_type: missing (field typ)"
    assert StatementError("statement_type").diagnostics() == "statement_type"
    assert issubclass(StatementError, VerificationError)
    assert issubclass(VerificationError, LedgerError)
