"""What explains an unwrap of a key, by what ran, for what work, and which reads are on record beside it."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from biaogan.graphql.reads import Read
from biaogan.graphql.unwraps import WINDOW, Reconciling, Standing
from biaogan.graphql.unwraps_port import Unwrap

NOON = datetime(2022, 7, 1, 12, tzinfo=UTC)
UNWRAP = Unwrap(0, NOON, "process_1", "serve", "answering", "k", "case_1", False, 1, 0, 9)
READ = Read(1, NOON, "person_1", "case_1", "case.listed", 9, True, fields=("title",), process="process_1")
A_LITTLE = timedelta(microseconds=1)


@dataclass
class Book:
    """A port over some records; their numbers are their places."""

    records: Sequence[Read]
    has: bool = False

    def first_at(self, time: datetime) -> int:
        return sum(read.at < time for read in self.records)

    def between(self, first: int, end: int) -> Sequence[Read]:
        return self.records[first:end]

    def held(self, process: str, stream: str, until: datetime) -> bool:
        return self.has


@dataclass
class Listed:
    """What the views say: whether the case is before the public."""

    listed: bool

    def permitted(self, viewer: Any, klass: str, stream: str, at: int) -> bool:
        return self.listed and klass == "case.listed" and viewer.person is None


def reconciling(*reads: Read, listed: bool = False, has: bool = False) -> Reconciling:
    return Reconciling(Listed(listed), Book(reads, has), lambda: None)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("read", "standing"),
    [
        (READ, Standing.READ),
        (replace(READ, allowed=False), Standing.READ),
        (replace(READ, at=NOON + WINDOW - A_LITTLE), Standing.READ),
        (replace(READ, at=NOON + WINDOW), Standing.NO_READ),
        (replace(READ, at=NOON - A_LITTLE), Standing.NO_READ),
        (replace(READ, process="process_2"), Standing.NO_READ),
        (replace(READ, process=None), Standing.NO_READ),
        (replace(READ, stream="case_2"), Standing.BESIDE),
    ],
)
def test_an_answer_s_unwrap_is_explained_by_a_read_of_the_same_process_soon_after(
    read: Read, standing: Standing
) -> None:
    found = reconciling(read).judged(UNWRAP)
    assert (found.standing, found.reads) == (standing, () if standing is Standing.NO_READ else (1,))


@pytest.mark.parametrize(
    ("changes", "standing"),
    [
        ({"work": "folding"}, Standing.SERVICE),
        ({"work": "rights", "command": "work"}, Standing.SERVICE),
        ({"work": "", "command": "rebuild"}, Standing.COMMAND),
        ({"work": "folding", "command": "replay"}, Standing.COMMAND),
        ({"work": "folding", "command": ""}, Standing.NO_READ),
        ({"work": "", "command": ""}, Standing.NO_READ),
        ({"stream": "cycle_1"}, Standing.OPEN_TO_ALL),
        ({"stream": "list_1", "personal": True}, Standing.NO_READ),
    ],
)
def test_what_runs_says_what_it_does_and_a_program_that_does_not_needs_a_read(
    changes: dict[str, Any], standing: Standing
) -> None:
    assert reconciling().judged(replace(UNWRAP, **changes)).standing is standing


def test_what_is_open_to_everybody_needs_no_read_unless_it_is_personal_or_a_program_s_of_somebody_s_own() -> None:
    public = reconciling(listed=True)
    assert public.judged(UNWRAP).standing is Standing.OPEN_TO_ALL
    assert public.judged(replace(UNWRAP, stream="org_1")).standing is Standing.OPEN_TO_ALL
    assert public.judged(replace(UNWRAP, personal=True)).standing is Standing.NO_READ
    assert public.judged(replace(UNWRAP, command="")).standing is Standing.NO_READ
    assert reconciling(listed=False).judged(UNWRAP).standing is Standing.NO_READ


def test_only_titles_and_files_of_cases_that_were_shown_are_asked_for_an_unwrap() -> None:
    assert reconciling().unopened(READ)
    assert reconciling().unopened(replace(READ, fields=("documents",), files=("ab" * 32,)))
    assert not reconciling(has=True).unopened(READ)
    others = ({"allowed": False}, {"process": None}, {"stream": "round_1"}, {"fields": ("status",)}, {"fields": None})
    for changes in others:
        assert not reconciling().unopened(replace(READ, **changes)), changes  # type: ignore[arg-type]
