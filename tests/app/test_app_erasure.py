"""Erasing a person (个人信息删除): everything still verifies and replays, and what was theirs is nowhere any more."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Collection
from hashlib import sha256
from pathlib import Path

import pytest
from audit_helper import assert_clean
from erased_town import CONTACT, FILE, PERSONAL, PLANTED, peopled
from sqlalchemy import create_engine, select, text
from test_app_sealing import everything
from town import Town

from biaogan.app import checking, keyring, rotating
from biaogan.app.demo.script import at
from biaogan.app.files import Erased
from biaogan.domain.ids import erasure_id
from biaogan.ledger.datakeys import COLUMNS, KeyRow
from biaogan.ledger.kek import Kek, KekError, Ring
from biaogan.ledger.kekfile import load_ring
from biaogan.ledger.keycache import KeyCache
from biaogan.ledger.opener import Opener
from biaogan.ledger.sealed import is_sealed
from biaogan.projections.registry import VIEWS


@pytest.fixture(autouse=True)
def no_grace(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nobody else wraps keys here."""
    monkeypatch.setattr(rotating, "GRACE", 0)


def disclosed(data: bytes) -> str:
    """Disclosures as they read."""
    parts = (urlsafe_b64decode(part + b"=" * (-len(part) % 4)) for part in data.split(b"~") if part)
    return "\n".join(json.dumps(json.loads(part), ensure_ascii=False) for part in parts)


def opened(town: Town) -> str:
    """Everything the service itself can open: the records, and every row of the views."""
    town.catch_up()
    found = [disclosed(record.disclosures) for record in town.biaogan.log.read_from(0, 10_000)]
    engine = create_engine(town.biaogan.settings.views_url)
    with engine.connect() as connection:
        for table in (table for view in VIEWS for table in view.tables):
            rows = connection.execute(select(table.table))
            found += [repr(table.loaded(row, town.biaogan.cipher)) for row in rows]
    engine.dispose()
    return "\n".join(found)


def named(shown: str) -> list[str]:
    return [name for name in PERSONAL if name in shown]


class Backup:
    """The sealed disclosures and the wrapped keys of a database, as a copy on a shelf has them."""

    def __init__(self, town: Town) -> None:
        engine = create_engine(town.biaogan.settings.log_url)
        with engine.connect() as connection:
            self.keys = [KeyRow(*row) for row in connection.execute(text(f"SELECT {COLUMNS} FROM data_key"))]
            query = "SELECT r.stream, r.version, d.data FROM disclosure d JOIN record r ON r.position = d.position"
            rows = [(stream, version, bytes(data)) for stream, version, data in connection.execute(text(query))]
        engine.dispose()
        self.sealed = [row for row in rows if is_sealed(row[2])]

    def by_id(self, ids: Collection[str]) -> list[KeyRow]:
        """As the table of keys."""
        return [row for row in self.keys if row.id in ids]

    def by_name(self, names: Collection[str]) -> list[KeyRow]:
        """As the table of keys."""
        return [row for row in self.keys if row.name in names]

    def namesakes(self, ids: Collection[str]) -> list[KeyRow]:
        """As the table of keys."""
        return self.by_name({row.name for row in self.by_id(ids)})

    def read(self, kek: Kek) -> str:
        """What whoever holds the copy and this ring reads."""
        return "\n".join(disclosed(found.all) for found in Opener(KeyCache(self, kek)).open(self.sealed))


def ring_of(town: Town) -> Ring:
    return load_ring(town.biaogan.settings.keys / keyring.KEK)


def assert_all_holds(town: Town) -> None:
    """The audit is clean, every act follows, and the views are what the log gives."""
    town.catch_up()
    report = checking.replay(town.biaogan.settings, lambda _done, _total: None)
    assert report.ok, report.differences
    assert_clean(town.biaogan.log)


def test_case_59_who_is_erased_is_nowhere_any_more_and_everything_still_holds(service: Town) -> None:
    scene = peopled(service)
    log, settings = service.biaogan.log, service.biaogan.settings
    before, old, size = Backup(service), ring_of(service), log.size()
    leaves = [record.rehash() for record in log.read_from(0, size)]
    assert named(opened(service)) == list(PERSONAL)
    for stream in (scene.case, scene.expert, scene.person):
        scene.erase(stream)
    assert named(opened(service)) == []
    rotating.rotate(settings, lambda _: None)
    assert (list(ring_of(service).keys), ring_of(service).current) == (["kek-2"], "kek-2")
    stored = everything(service)
    assert not [name for name in PLANTED if name in stored]
    entries = service.registrar.http.get(f"{service.url}/log/tile/entries/000.p/{log.publish().size}")
    assert entries.status_code == 200, "what anybody may copy of the log"
    assert not [name for name in PLANTED if name in entries.content]
    assert_all_holds(service)
    assert [record.rehash() for record in log.read_from(0, size)] == leaves
    assert named(before.read(old)) == list(PERSONAL), (
        "a backup with its ring reads what it held: the plan says until when"
    )
    with pytest.raises(KekError, match="no key-encryption key"):
        before.read(ring_of(service))
    service.story.enrol("later", [("publisher", "")])
    with pytest.raises(KekError, match="no key-encryption key"):
        Backup(service).read(old)


def test_a_whole_case_goes_when_its_years_are_over_with_its_files(small: Town) -> None:
    scene = peopled(small)
    digest = sha256(FILE).hexdigest()
    assert scene.propose(scene.case, whole=True, ground="retention_lapsed")["code"] == "retention_not_over"
    with small.biaogan.files.open(scene.case, digest) as file:
        assert file.read(len(FILE)) == FILE
    small.story.jump(at("2026-01-02 09:00"))
    scene.erase(scene.case, whole=True, ground="retention_lapsed")
    with pytest.raises(Erased):
        small.biaogan.files.open(scene.case, digest)
    assert CONTACT not in opened(small)
    assert_all_holds(small)


def test_nothing_more_is_taken_on_a_stream_whose_keys_are_gone(small: Town) -> None:
    scene = peopled(small)
    scene.erase(scene.person)
    refused = small.registrar.act("grantRole", on=scene.person, role="publisher", scope="", name="又一次")
    assert (refused["code"], refused["rule"]) == ("stream_erased", "D-25")
    small.story.jump(at("2026-01-02 09:00"))
    scene.erase(scene.case, whole=True, ground="retention_lapsed")
    refused = scene.applicant.act("reinstateCase", on=scene.case, to="DRAFT", reason="重新申报")
    assert refused["__typename"] in ("Refused", "NotPermitted")
    assert_all_holds(small)


def test_a_crash_between_the_record_and_the_destruction_is_made_good(
    small: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene = peopled(small)
    office, vault = small.biaogan.office, small.biaogan.log.keys
    monkeypatch.setattr(office, "finish_erasures", lambda: 0)
    scene.erase(scene.case)
    assert vault.living([scene.case + "+P"]) == [scene.case + "+P"]
    monkeypatch.undo()
    assert office.finish_erasures() == 1
    assert vault.living([scene.case + "+P"]) == []
    assert office.finish_erasures() == 0
    done = small.biaogan.log.read(erasure_id(scene.case))[-1]
    assert "个人信息保护法" in disclosed(done.disclosures), "the ground stays on record"


def test_a_rotation_that_was_interrupted_goes_on_and_never_loses_a_key(small: Town, tmp_path: Path) -> None:
    scene = peopled(small)
    settings, vault = small.biaogan.settings, small.biaogan.log.keys
    ring = rotating.both(settings)
    assert (list(ring.keys), rotating.both(settings)) == (["kek-1", "kek-2"], ring)
    assert named(opened(small)) == list(PERSONAL)
    small.story.enrol("meanwhile", [("publisher", "")])
    assert rotating.rotate(settings, lambda _: None) > 0
    assert list(ring_of(small).keys) == ["kek-2"]
    vault.forget([])
    assert named(opened(small)) == list(PERSONAL)
    scene.erase(scene.case)
    assert CONTACT not in opened(small)
