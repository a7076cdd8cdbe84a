"""Attacks on the record of reads: a row dropped, changed, moved or put in, a batch taken away; each has its name."""

from collections.abc import Callable

from audit_copies import Copies, copies  # noqa: F401  (a fixture)
from vandal import Vandal

from biaogan.ledger.access_row import AccessRow
from biaogan.ledger.audit import AuditReport

# 12 rows in a batch, 12 in the next, 3 that no batch holds yet


def found(report: AuditReport) -> set[tuple[int, str, int | None]]:
    return {(finding.check, finding.code, finding.position) for finding in report.findings if finding.check > 12}


def after(copies: Copies, *statements: str) -> set[tuple[int, str, int | None]]:  # noqa: F811
    def change(hands: Vandal) -> None:
        for statement in statements:
            hands.do(statement)

    report = copies.after(change)
    assert not report.ok
    return found(report)


def rewritten(change: Callable[[Vandal], None]) -> Callable[[Vandal], None]:
    """The change, with every hash put right again that needs no key."""

    def do(hands: Vandal) -> None:
        change(hands)
        for row in hands.accesses(0, 100):
            hands.do("UPDATE access_record SET hash = ? WHERE id = ?", AccessRow(*row).rehash(), row[0])

    return do


def batches(hands: Vandal) -> list[int]:
    return [position for (position,) in hands.fetch("SELECT position FROM record WHERE kind = 'a' ORDER BY position")]


def test_the_untouched_record_of_reads_is_whole_its_tail_included(copies: Copies) -> None:  # noqa: F811
    report = copies.after(lambda hands: None)
    assert report.ok
    assert (report.counts["batches"], report.counts["accesses"]) == (2, 27)
    assert [check.number for check in report.checks if check.number > 12] == [13, 14]


def test_a_dropped_row_is_missing(copies: Copies) -> None:  # noqa: F811
    assert after(copies, "DELETE FROM access_record WHERE id IN (5, 6)") == {(14, "access_missing", 5)}
    assert after(copies, "DELETE FROM access_record WHERE id = 25") == {(14, "access_missing", 25)}


def test_a_changed_row_is_named(copies: Copies) -> None:  # noqa: F811
    assert after(copies, "UPDATE access_record SET person = 'person_x' WHERE id = 8") == {(14, "access_altered", 8)}
    assert after(copies, "UPDATE access_record SET allowed = 1 - allowed WHERE id = 26") == {(14, "access_altered", 26)}


def test_a_changed_row_with_its_hash_put_right_contradicts_the_batch(copies: Copies) -> None:  # noqa: F811
    change = rewritten(lambda hands: hands.do("UPDATE access_record SET klass = 'log' WHERE id = 14") and None)
    assert found(copies.after(change)) == {(14, "access_rewritten", 12)}


def test_rows_that_changed_places_are_named(copies: Copies) -> None:  # noqa: F811
    swap = [
        "UPDATE access_record SET id = 99 WHERE id = 2",
        "UPDATE access_record SET id = 2 WHERE id = 9",
        "UPDATE access_record SET id = 9 WHERE id = 99",
    ]
    assert after(copies, *swap) == {(14, "access_moved", 2), (14, "access_moved", 9)}
    change = rewritten(lambda hands: [hands.do(one) for one in swap] and None)
    assert found(copies.after(change)) == {(14, "access_rewritten", 0)}


def test_a_changed_hash_is_told_from_a_changed_row(copies: Copies) -> None:  # noqa: F811
    def change(hands: Vandal) -> None:
        hands.set("access_record", "hash", bytes(32), "id = ?", 3)

    assert found(copies.after(change)) == {(14, "access_hash_altered", 3)}


def test_a_batch_that_was_taken_away_leaves_its_rows_unvouched_for(copies: Copies) -> None:  # noqa: F811
    def change(hands: Vandal) -> None:
        first = batches(hands)[0]
        hands.do("DELETE FROM record WHERE position = ?", first)
        hands.do("DELETE FROM disclosure WHERE position = ?", first)

    report = copies.after(change)
    assert {code for _, code, _ in found(report)} == {"batch_gap"}
    assert "gap" in {finding.code for finding in report.findings}


def test_a_batch_without_its_content_vouches_for_nothing(copies: Copies) -> None:  # noqa: F811
    report = copies.after(lambda hands: hands.do("DELETE FROM disclosure WHERE position = ?", batches(hands)[1]))
    assert {(finding.code, finding.kind.value) for finding in report.findings} == {("batch_withheld", "unverifiable")}


def test_a_batch_that_states_something_else_is_malformed(copies: Copies) -> None:  # noqa: F811
    def change(hands: Vandal) -> None:
        one, two = batches(hands)
        hands.do(
            "UPDATE disclosure SET data = (SELECT data FROM disclosure WHERE position = ?) WHERE position = ?", one, two
        )

    report = copies.after(change)
    assert {code for _, code, _ in found(report)} == {"batch_malformed"}


def test_what_no_row_can_hold_is_named(copies: Copies) -> None:  # noqa: F811
    assert after(copies, "UPDATE access_record SET at = 9000000000000000000 WHERE id = 1") == {
        (14, "access_altered", 1)
    }


def test_a_tail_that_was_cut_off_before_it_was_committed_to_is_not_missed(copies: Copies) -> None:  # noqa: F811
    """What no batch holds cannot be missed: that is why there is a batch each second."""
    assert copies.after(lambda hands: hands.do("DELETE FROM access_record WHERE id > 24")).ok
