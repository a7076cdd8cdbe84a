"""Confidential columns are sealed: nothing of them can be read in the database, and a destroyed key empties them."""

import random
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import pytest
from planted import Marks
from random_histories import random_history
from sqlalchemy import Engine, select, text
from view_answers import ListSource, applied, dump
from view_cipher import CIPHER, KeysInMemory
from view_histories import CYCLE, History, made, person, whole_cycle

from biaogan.domain import events as ev
from biaogan.domain.act import Recorded
from biaogan.projections.cases import CaseFilter
from biaogan.projections.cipher import WIDTH, Cipher, Sealed
from biaogan.projections.people import ROLES
from biaogan.projections.queries import Views
from biaogan.projections.registry import VIEWS
from biaogan.projections.runner import Runner
from biaogan.projections.sheets import SHEETS
from biaogan.projections.versioned import END, METADATA, Versioned

MARKED = {
    (ev.RoleGranted, "name"),
    (ev.OrganisationRegistered, "full_name"),
    (ev.OrganisationRegistered, "credit_code"),
    (ev.CaseDrafted, "title"),
    (ev.T1BatchSigned, "entries"),
    (ev.CaseRecommendedByT1, "rank"),
    (ev.ScoreSheetLocked, "rows"),
    (ev.ScoreSheetLocked, "comment"),
    (ev.ScoreStatisticsComputed, "results"),
    (ev.ScoreStatisticsComputed, "method"),
    (ev.FinalListAdopted, "entries"),
    (ev.FinalListAdopted, "minutes_digest"),
    (ev.MinistryConsultationClosed, "reply"),
}
"""Some fields that views certainly show."""


class Glass:
    """A cipher that hides nothing: with it the marks must be found."""

    def seal(self, name: str, place: bytes, plain: bytes) -> bytes:
        return plain

    def open(self, place: bytes, sealed: bytes) -> bytes | None:
        return sealed


def bytes_of(engine: Engine) -> bytes:
    """All that lies in the database: SQLite's file and its journal, PostgreSQL's rows as text."""
    if engine.dialect.name == "sqlite":
        path = Path(engine.url.database or "")
        return path.read_bytes() + path.with_name(f"{path.name}-wal").read_bytes()
    with engine.connect() as connection:
        found = [connection.execute(text(f"SELECT t::text FROM {name} t")).scalars() for name in METADATA.tables]
        return "\n".join(line for lines in found for line in lines).encode()


def opened(engine: Engine, cipher: Cipher) -> str:
    """Every row of every view, opened."""
    tables = [table for view in VIEWS for table in view.tables]
    with engine.connect() as connection:
        return repr([table.loaded(row, cipher) for table in tables for row in connection.execute(select(table.table))])


@pytest.mark.parametrize("history", [lambda: whole_cycle(4).records, lambda: random_history(random.Random(7), 400)])
def test_no_confidential_value_can_be_read_where_the_views_lie(
    engine: Engine, history: Callable[[], list[Recorded]]
) -> None:
    marks = Marks()
    source = ListSource(marks.planted(history()))
    Runner(engine, CIPHER, source).catch_up()
    assert marks.found(bytes_of(engine)) == set()
    sealed = marks.found(opened(engine, CIPHER).encode())
    assert {marks.places[mark] for mark in sealed} >= MARKED
    Runner(engine, Glass(), source).rebuild()
    assert marks.found(opened(engine, Glass()).encode()) == sealed
    assert marks.found(bytes_of(engine)) >= sealed


def test_what_a_destroyed_key_sealed_is_none_in_every_version_and_stops_nothing(engine: Engine) -> None:
    records, cipher = whole_cycle(3).records, KeysInMemory()
    half = len(records) // 2
    Runner(engine, cipher, ListSource(records[:half])).catch_up()
    for stream in {record.stream for record in records}:
        cipher.destroy(stream)
        cipher.destroy(f"{stream}+P")
    views = Views(engine, cipher)
    for at in (half - 1, half // 2):
        for row in views.cases(at, CaseFilter(cycle=CYCLE)).rows:
            assert (row.title, row.organisation_name, row.t1_rank) == (None, None, None)
    Runner(engine, cipher, ListSource(records)).catch_up()
    head = len(records) - 1
    assert [row.status for row in views.cases(head).rows] == ["TITLED", "TITLED", "PROV_NOT_SELECTED"]
    ranking = views.ranking(made("round", 2), head)
    assert [(row.case, row.rank, row.tied, row.results) for row in ranking] == [
        (made("case", n), None, None, None) for n in (0, 1)
    ]
    assert {(row.total, row.rows, row.comment) for row in views.sheets(head, round_=made("round", 1))} == {(None,) * 3}
    views.close()


def test_personal_data_goes_with_its_own_keys_and_nothing_else_does(engine: Engine) -> None:
    marks, cipher = Marks(), KeysInMemory()
    records = marks.planted(random_history(random.Random(7), 400))
    Runner(engine, cipher, ListSource(records)).catch_up()
    shown = marks.found(opened(engine, cipher).encode())
    assert shown & marks.personal
    for stream in {record.stream for record in records}:
        cipher.destroy(f"{stream}+P")
    assert marks.found(opened(engine, cipher).encode()) == shown - marks.personal


def test_views_that_kept_an_erased_name_show_what_views_built_without_it_show(engine: Engine) -> None:
    records, cipher = whole_cycle(2).records, KeysInMemory()
    Runner(engine, cipher, ListSource(records)).catch_up()
    assert "王老师" in opened(engine, cipher)
    for number in range(1000, 1005):
        cipher.destroy(f"{person(number)}+P")
    kept = opened(engine, cipher)
    erased = [
        replace(r, event=replace(r.event, name=None)) if isinstance(r.event, ev.RoleGranted) else r for r in records
    ]  # type: ignore[arg-type]
    Runner(engine, cipher, ListSource(erased)).rebuild()
    assert opened(engine, cipher) == kept
    assert "王老师" not in kept


def test_sealed_bytes_do_not_open_in_another_row(engine: Engine, views: Views) -> None:
    history = History()
    history.grant(person(1), "expert", name="甲")
    history.grant(person(2), "expert", name="乙")
    applied(engine, history.records)
    move = "UPDATE view_role SET sealed_person_p = (SELECT sealed_person_p FROM view_role WHERE person = :one) WHERE person = :two"
    with engine.begin() as connection:
        connection.execute(text(move), {"one": person(1), "two": person(2)})
    assert [row.name for row in views.roles(person(1), 1)] == ["甲"]
    with pytest.raises(ValueError, match="not sealed for this place"):
        views.roles(person(2), 1)


def test_views_are_the_same_bytes_whenever_they_are_built(engine: Engine) -> None:
    records = whole_cycle(2).records
    Runner(engine, KeysInMemory(), ListSource(records), batch=7).catch_up()
    first = dump(engine)
    Runner(engine, KeysInMemory(), ListSource(records)).rebuild()
    assert dump(engine) == first


def test_the_length_of_what_is_sealed_does_not_tell_a_small_value() -> None:
    row = dict.fromkeys(SHEETS.fields) | {"id": "sheet_1", "since": 0, "until": END, "comment": "好"}
    sealed = [
        SHEETS.stored(row | {"total": total, "recommend": recommend}, Glass())["sealed_id"]
        for total, recommend in ((None, None), (7, True), (10, False), (100, True))
    ]
    assert {len(found) for found in sealed} == {WIDTH}


def test_personal_data_has_a_key_of_its_own() -> None:
    names: list[str] = []

    class Names(Glass):
        def seal(self, name: str, place: bytes, plain: bytes) -> bytes:
            names.append(name)
            return plain

    row = dict.fromkeys(ROLES.fields, "") | {"person": "person_1", "since": 0, "until": END}
    ROLES.stored(row, Names())
    assert names == ["person_1+P"]


@dataclass
class AlwaysThere:
    id: str
    title: Annotated[str, Sealed("id")]
    since: int


@dataclass
class KeyNobodyCanName:
    id: str
    owner: str | None
    title: Annotated[str | None, Sealed("owner")]
    since: int


@dataclass
class KeyUnderItsOwnSeal:
    id: str
    title: Annotated[str | None, Sealed("title")]
    since: int


@pytest.mark.parametrize(
    ("row", "complaint"),
    [
        (AlwaysThere, "cannot be None"),
        (KeyNobodyCanName, "cannot name a key"),
        (KeyUnderItsOwnSeal, "cannot name a key"),
    ],
)
def test_a_declaration_that_could_not_be_sealed_or_erased_is_refused(row: Any, complaint: str) -> None:
    with pytest.raises(TypeError, match=complaint):
        Versioned("view_wrong", row, ["id"])
