"""Reads of a running service are on record before they are answered, or they are not answered (edge cases 31, 62, 63)."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace
from time import monotonic, sleep
from typing import Any

import httpx
import psycopg
import pytest
import sqlalchemy as sa
from test_app_files import scene
from town import Town

from biaogan.app.client import Client, RequestFailed
from biaogan.app.wording import key_of
from biaogan.ledger.access import Accesses
from biaogan.ledger.access_proof import verify
from biaogan.ledger.access_row import content_of
from biaogan.ledger.keys import public_jwk

MINE = "{ viewer { roles { role name } } }"


@contextmanager
def book(town: Town) -> Iterator[Accesses]:
    """The access rows, as an auditor's program with the deployment's key reads them."""
    made = town.biaogan
    accesses = Accesses(made.log.database.engine, made.cipher, town.clock)
    yield accesses
    accesses.close()


def rows(town: Town) -> list[dict[str, Any]]:
    with book(town) as accesses:
        found = []
        for row in accesses.rows(0, 1000):
            opened = accesses.opened(row)
            assert opened is not None
            found.append({**json.loads(row.header()), **json.loads(content_of(opened))})
        return found


def test_a_read_is_on_record_with_all_there_is_to_say(service: Town) -> None:
    service.registrar.sign_in()
    basis = service.catch_up()
    assert service.registrar.ask(MINE, purpose="查看本人角色")["viewer"]["roles"]
    [row] = [row for row in rows(service) if row["person"] == service.registrar.person]
    assert (row["stream"], row["class"], row["allowed"]) == (service.registrar.person, "person", 1)
    assert (row["fields"], row["rows"], row["files"], row["purpose"]) == (["name", "role"], 1, [], "查看本人角色")
    assert row["kid"] == service.registrar.kid
    assert row["basis"] >= basis
    assert row["session"]
    assert len(row["operation"]) == 64


def test_the_log_commits_to_reads_within_seconds_and_proves_each(service: Town) -> None:
    service.registrar.sign_in()
    for _ in range(3):
        service.registrar.ask(MINE)
    last = [row["id"] for row in rows(service) if row["person"] == service.registrar.person][2]
    until = monotonic() + 20
    while (proof := service.biaogan.batches.prove(last)) is None and monotonic() < until:
        sleep(0.1)
    assert proof is not None
    proven = verify(proof, [service.vkey], public_jwk(service.biaogan.office.service.key.public_key()))
    assert proven.row["person"] == service.registrar.person
    assert proven.content is not None


def test_many_clients_share_a_commit_and_each_has_its_own_record(small: Town) -> None:
    small.registrar.sign_in()
    writes: list[int] = []
    accesses = small.biaogan.disclosures._accesses
    record = accesses.record

    def counted(groups: Any) -> list[int]:
        writes.append(len(groups))
        sleep(0.05)
        return record(groups)

    accesses.record = counted  # type: ignore[method-assign]
    with ThreadPoolExecutor(16) as pool:
        answers = list(pool.map(lambda _: asked(small.registrar), range(32)))
    assert sum(writes) == 32
    assert len(writes) < 32, "those that came together were written together"
    told = sorted(answer["extensions"]["disclosed"]["first"] for answer in answers)
    assert told == [row["id"] for row in rows(small) if row["person"] == small.registrar.person]


def asked(client: Client) -> Any:
    with httpx.Client(timeout=30) as http:
        return http.post(f"{client.url}/graphql", json={"query": MINE}, headers=client.proof()).json()


def test_case_63_every_disclosed_field_is_on_record_however_it_is_spelled(small: Town) -> None:
    client = small.registrar
    client.sign_in()
    spelled = (
        "query { a: viewer { x: roles { n: name ...R } } b: viewer { roles { ... on Role { scope } } } } "
        "fragment R on Role { grantedAt }"
    )
    client.ask(spelled)
    client.ask('{ __type(name: "Role") { fields { name } } cycles { id } }')
    with pytest.raises(RequestFailed):
        client.query("{ viewer { roles { name nothing } } }")
    found = [row for row in rows(small) if row["person"] == client.person]
    assert [(row["class"], row["fields"]) for row in found] == [("person", ["granted_at", "name", "scope"])]


@contextmanager
def held(town: Town) -> Iterator[None]:
    """The access rows cannot be written: somebody else has the lock and does not let go."""
    url = town.biaogan.settings.log_url
    if url.startswith("sqlite"):
        engine = sa.create_engine(url)
        with engine.connect() as connection:
            raw = connection.connection.driver_connection
            assert raw is not None
            raw.isolation_level = None
            raw.execute("BEGIN IMMEDIATE")
            yield
            raw.execute("ROLLBACK")
        engine.dispose()
        return
    with psycopg.connect(url.replace("+psycopg", "")) as connection:
        connection.execute("LOCK TABLE access_record IN EXCLUSIVE MODE")
        yield
        connection.rollback()


@contextmanager
def gone(town: Town) -> Iterator[None]:
    """The access rows cannot be written: their table is not there."""
    with town.biaogan.log.database.writing() as cursor:
        cursor.execute("ALTER TABLE access_record RENAME TO access_elsewhere")
    yield
    with town.biaogan.log.database.writing() as cursor:
        cursor.execute("ALTER TABLE access_elsewhere RENAME TO access_record")


@pytest.mark.parametrize("trouble", [held, gone])
def test_case_62_what_cannot_be_recorded_is_not_answered_and_what_is_public_is(service: Town, trouble: Any) -> None:
    service.registrar.sign_in()
    service.registrar.ask(MINE)
    with trouble(service):
        with pytest.raises(RequestFailed) as failed:
            service.registrar.query(MINE)
        assert failed.value.code == "DISCLOSURE_UNAVAILABLE"
        assert service.registrar.query("{ cycles { id } ledger { size } }")["cycles"] == []
    assert service.registrar.query(MINE)["viewer"]["roles"], "as soon as it can be recorded it is answered"


def test_a_file_that_is_denied_is_on_record_and_one_of_no_case_leaves_nothing(service: Town) -> None:
    port = service.biaogan.services.disclosures
    made = scene(service)
    object.__setattr__(service.biaogan, "services", replace(service.biaogan.services, disclosures=port))
    stranger, missing = made.person("stranger", "publisher"), "case_00000000-0000-4000-8000-000000000000"
    asked = [(case, name) for case in (made.case, missing) for name in ("0" * 64, "package")]
    assert len({stranger.download(case, name).content for case, name in asked}) == 1
    found = [row for row in rows(service) if row["person"] == stranger.person]
    assert [(row["stream"], row["class"], row["allowed"], row["rule"], row["fields"]) for row in found] == [
        (made.case, "case.content", 0, "1.12/K1", [f"file:{'0' * 64}"]),
        (made.case, "case.content", 0, "1.12/K1", []),
    ]


def test_a_row_of_personal_data_is_sealed_under_a_key_of_its_own() -> None:
    assert key_of("person_1", "person") == "person_1+P"
    assert key_of("case_1", "case.content") == "case_1"
    assert key_of("case_1", "case") == "case_1", "an object as a whole has no class"
