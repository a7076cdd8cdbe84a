"""Attacks on a log (edge case 53): each is caught under a name of its own, even when leaves, tiles and head are put right."""

from hashlib import sha256
from pathlib import Path
from typing import Any

from audit_copies import Copies, audited, copies  # noqa: F401  (a fixture)
from vandal import Vandal, vandal

from biaogan.ledger.audit import AuditReport


def found(report: AuditReport) -> set[tuple[str, int | None]]:
    return {(finding.code, finding.position) for finding in report.findings}


def codes(report: AuditReport) -> set[str]:
    return {finding.code for finding in report.findings}


def acts(hands: Vandal) -> list[tuple[Any, ...]]:
    """Rows of people's acts, which have three fields each."""
    return [row for row in hands.records(50, 100) if row[3] == "case_drafted/1"]


def swap(hands: Vandal, one: int, two: int) -> None:
    for old, new in ((one, -1), (two, one), (-1, two)):
        for table in ("record", "disclosure"):
            hands.do(f"UPDATE {table} SET position = ? WHERE position = ?", new, old)


def test_two_records_that_changed_places_are_named(copies: Copies) -> None:  # noqa: F811
    report = copies.after(lambda hands: swap(hands, 20, 200))
    assert {("record_moved", 20), ("record_moved", 200)} <= found(report)
    details = {finding.position: finding.details for finding in report.findings if finding.code == "record_moved"}
    assert details == {20: "admitted at 200", 200: "admitted at 20"}


def test_records_that_changed_places_with_everything_put_right_contradict_the_checkpoint(copies: Copies) -> None:  # noqa: F811
    def change(hands: Vandal) -> None:
        swap(hands, 20, 200)
        hands.rehash()

    report = copies.after(change)
    assert {"history_rewritten", "back_dated"} <= codes(report)
    assert not {"record_altered", "tile_altered", "head_altered"} & codes(report)


def test_a_removed_tail_contradicts_the_checkpoints_that_cover_it(copies: Copies) -> None:  # noqa: F811
    def change(hands: Vandal) -> None:
        for table in ("record", "disclosure"):
            hands.do(f"DELETE FROM {table} WHERE position >= ?", 340)
        hands.rehash()

    assert codes(copies.after(change)) == {"tail_removed"}


def test_a_tail_removed_with_its_checkpoints_is_behind_the_guard(copies: Copies) -> None:  # noqa: F811
    def change(hands: Vandal) -> None:
        for table in ("record", "disclosure"):
            hands.do(f"DELETE FROM {table} WHERE position >= ?", 340)
        hands.do("DELETE FROM checkpoint WHERE size > ?", 340)
        hands.rehash()

    assert codes(copies.after(change)) == set()  # nobody can tell without something from outside
    assert codes(copies.after(change, guard=copies.guard)) == {"behind_guard"}


def test_a_deleted_record_leaves_a_gap(copies: Copies) -> None:  # noqa: F811
    report = copies.after(lambda hands: hands.do("DELETE FROM record WHERE position IN (?, ?)", 100, 101))
    assert ("gap", 100) in found(report)
    assert ("gap", 101) not in found(report)  # one gap, one finding


def test_a_record_put_in_between_contradicts_the_checkpoint(copies: Copies) -> None:  # noqa: F811
    def change(hands: Vandal) -> None:
        hands.shift(150)
        hands.insert(149, position=150, stream="case_00000000-0000-5000-8000-000000000000", version=1, jti=None)
        hands.rehash()

    report = copies.after(change)
    assert "history_rewritten" in codes(report)
    assert {("replayed", 150), ("column_altered", 150)} <= found(report)


def test_a_record_added_behind_the_head_is_seen(copies: Copies) -> None:  # noqa: F811
    report = copies.after(lambda hands: hands.insert(370, position=371, version=99, jti="another"))
    assert ("head_altered", 372) in found(report)


def test_a_replayed_statement_is_called_one(copies: Copies) -> None:  # noqa: F811
    def change(hands: Vandal) -> None:
        hands.insert(30, position=371, version=1000, jti=None)
        hands.rehash()

    report = copies.after(change)
    assert {("replayed", 371), ("column_altered", 371), ("stream_fork", 371)} <= found(report)


def test_exchanged_signatures_are_called_so(copies: Copies) -> None:  # noqa: F811
    def change(hands: Vandal) -> None:
        one, two = (row[6].rpartition(b".") for position in (60, 61) for row in hands.records(position, position + 1))
        hands.set("record", "jws", one[0] + b"." + two[2], "position = ?", 60)
        hands.set("record", "jws", two[0] + b"." + one[2], "position = ?", 61)
        hands.rehash()

    report = copies.after(change)
    assert {("signatures_swapped", 60), ("signatures_swapped", 61)} <= found(report)
    assert "history_rewritten" in codes(report)


def test_a_back_dated_record_is_called_one(copies: Copies) -> None:  # noqa: F811
    def change(hands: Vandal) -> None:
        hands.do("UPDATE record SET admitted_at = admitted_at - 60000000 WHERE position = ?", 300)
        hands.rehash()

    report = copies.after(change)
    assert {("back_dated", 300)} <= found(report)
    assert "history_rewritten" in codes(report)


def test_a_changed_statement_with_everything_put_right_fails_its_signature(copies: Copies) -> None:  # noqa: F811
    def change(hands: Vandal) -> None:
        (row,) = hands.records(80, 81)
        at = row[6].index(b".") + 40
        hands.set("record", "jws", row[6][:at] + bytes([row[6][at] ^ 1]) + row[6][at + 1 :], "position = ?", 80)
        hands.rehash()

    report = copies.after(change)
    assert {"signature_false", "statement_malformed"} & {code for code, position in found(report) if position == 80}
    assert "history_rewritten" in codes(report)


def test_an_erased_disclosure_is_no_tampering_and_a_changed_one_is(copies: Copies) -> None:  # noqa: F811
    def erase(hands: Vandal) -> None:
        one, two = acts(hands)[:2]
        hands.do("DELETE FROM disclosure WHERE position = ?", one[0])
        hands.set("disclosure", "data", b"~".join(two[10].split(b"~")[:1]), "position = ?", two[0])

    report = copies.after(erase)
    assert report.ok
    assert report.counts["withheld"] == 3 + 2

    def change(hands: Vandal) -> None:
        one, two = acts(hands)[:2]
        hands.set("disclosure", "data", two[10], "position = ?", one[0])

    report = copies.after(change)
    (finding,) = report.findings
    assert (finding.check, finding.code, finding.kind) == (6, "disclosure_altered", "tampered")
    assert (finding.table, finding.column) == ("disclosure", "data")


def test_a_changed_leaf_and_a_changed_record_are_told_apart_where_no_tile_is(copies: Copies) -> None:  # noqa: F811
    def leaf(hands: Vandal) -> None:
        hands.set("record", "leaf", sha256(b"another").digest(), "position = ?", 368)

    def opening(hands: Vandal) -> None:
        hands.set("record", "opening", sha256(b"another").digest(), "position = ?", 368)

    assert found(copies.after(leaf)) == {("leaf_altered", 368)}
    report = copies.after(opening)
    assert found(report) == {("record_altered", 368)}
    assert report.findings[0].column == "admitted_at|opening"


def test_a_missing_and_an_extra_tile_are_named(copies: Copies) -> None:  # noqa: F811
    def change(hands: Vandal) -> None:
        hands.do("UPDATE tile SET idx = 1")

    assert codes(copies.after(change)) == {"tile_missing", "tile_extra"}


def test_a_removed_checkpoint_breaks_the_chain_of_checkpoints(copies: Copies) -> None:  # noqa: F811
    sizes = [size for (size,) in vandal_fetch(copies, "SELECT size FROM checkpoint ORDER BY size")]
    report = copies.after(lambda hands: hands.do("DELETE FROM checkpoint WHERE size = ?", sizes[2]))
    assert found(report) == {("checkpoint_link", sizes[3])}


def test_a_log_replaced_under_its_guard_is_rewritten_history(copies: Copies, tmp_path: Path) -> None:  # noqa: F811
    def change(hands: Vandal) -> None:
        hands.set("record", "opening", sha256(b"another").digest(), "position = ?", 3)
        hands.do("DELETE FROM checkpoint")
        hands.rehash()

    report = copies.after(change, guard=copies.guard)
    assert {(finding.check, finding.code) for finding in report.findings} == {
        (11, "history_rewritten"),
        (12, "split_view"),
    }
    assert codes(audited(copies.base, guard=tmp_path / "none")) == {"guard_missing"}


def vandal_fetch(copies: Copies, sql: str) -> list[tuple[int, ...]]:  # noqa: F811
    with vandal(copies.make()) as hands:
        return hands.fetch(sql)
