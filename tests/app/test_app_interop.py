"""What comes out of the log holds in tools that are not ours, and what was changed is found by ours."""

import json
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest
from jwcrypto.jwk import JWK
from sd_jwt.verifier import SDJWTVerifier
from sqlalchemy import select
from test_app_time_travel import small_cycle
from town import Town

from biaogan.app import checking
from biaogan.app.codec import recorded
from biaogan.domain.events import CaseDrafted
from biaogan.ledger.keys import public_jwk, thumbprint
from biaogan.ledger.statement import parse_stored
from biaogan.projections.cases import CASES
from biaogan.projections.cipher import Cipher
from biaogan.projections.database import open_engine

BIAOGAN = Path(sys.executable).parent / "biaogan"


def in_the_pypi_package(text: str, jwk: dict[str, str]) -> dict[str, object]:
    """The claims that PyPI's sd-jwt verifies."""
    verifier = SDJWTVerifier(text, lambda issuer, header: JWK(**jwk))
    claims: dict[str, object] = verifier.get_verified_payload()
    return claims


def test_every_statement_of_a_cycle_exported_from_the_log_verifies_in_the_pypi_package(small: Town) -> None:
    small_cycle(small)
    service = public_jwk(small.biaogan.office.service.key.public_key())
    jwks = {small.biaogan.office.service.kid: service}
    for record in small.biaogan.log.read_from(0, 10_000):
        statement = parse_stored(record.jws, record.disclosures)
        if record.kind == "d":
            jwk = statement.body["jwk"]
            assert isinstance(jwk, dict)
            jwks[thumbprint(jwk)] = jwk  # type: ignore[assignment]
        claims = in_the_pypi_package(statement.text, jwks[statement.kid])
        assert claims["body"] == statement.body
        assert claims["jti"] == statement.jti


def test_a_field_withheld_from_an_export_leaves_the_signature_standing(small: Town) -> None:
    small_cycle(small)
    for record in small.biaogan.log.read_from(0, 10_000):
        event = recorded(record)
        if event is not None and isinstance(event.event, CaseDrafted):
            statement = parse_stored(record.jws, record.disclosures)
            person = next(p for p in small.story.people.values() if p.person == statement.iss)
            assert person.key is not None
            claims = in_the_pypi_package(statement.without("title"), public_jwk(person.key.public_key()))
            assert "title" not in claims["body"]  # type: ignore[operator]
            assert claims["body"]["unit"] == event.event.unit  # type: ignore[index]
            return
    pytest.fail("no case was drafted")


def test_replay_decides_everything_again_and_names_each_planted_change_of_a_view(small: Town) -> None:
    small_cycle(small)
    small.catch_up()
    settings = small.biaogan.settings
    clean = checking.replay(settings, lambda done, total: None)
    assert clean.ok, clean.to_json()
    assert clean.decided.acts > 30
    assert clean.decided.refusals >= 1
    keys = plant(settings.views_url, small.biaogan.cipher)
    found = checking.replay(settings, lambda done, total: None)
    assert not found.ok
    assert [(each.column, each.fault, each.sealed) for each in found.differences] == [
        ("status", "altered", False),
        ("title", "altered", True),
        ("sealed_id", "seal", True),
    ]
    assert [(each.table, each.row, each.position) for each in found.differences] == [
        ("view_case", {"id": id_, "since": since}, since) for id_, since in keys
    ]
    assert "forged" not in json.dumps(found.to_json())


def plant(url: str, cipher: Cipher) -> list[tuple[str, int]]:
    """Three versions of one case, changed: in the clear, under the seal, and by the seal of another version."""
    engine, table = open_engine(url), CASES.table
    with engine.begin() as connection:
        one, two, three = connection.execute(select(table).order_by(table.c.id, table.c.since).limit(3)).all()
        forged = CASES.stored(CASES.loaded(tuple(two), cipher) | {"title": "forged"}, cipher)
        changes = (
            (one, {"status": "planted"}),
            (two, {"sealed_id": forged["sealed_id"]}),
            (three, {"sealed_id": one.sealed_id}),
        )
        for row, changed in changes:
            connection.execute(table.update().where(table.c.id == row.id, table.c.since == row.since).values(changed))
    engine.dispose()
    return [(row.id, row.since) for row in (one, two, three)]


def test_the_command_line_verifies_a_log_and_finds_one_changed_byte(small: Town, tmp_path: Path) -> None:
    small_cycle(small)
    settings = small.biaogan.settings
    copy = tmp_path / "copy"
    subprocess.run(["cp", "-r", settings.data, copy], check=True)
    url = f"sqlite:///{copy / 'log.db'}"
    with (
        sqlite3.connect(settings.log_url.removeprefix("sqlite:///")) as source,
        sqlite3.connect(copy / "log.db") as target,
    ):
        source.backup(target)

    def verify() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [BIAOGAN, "verify", "--data", copy, "--database", url, "--json"],
            capture_output=True,
            text=True,
            timeout=120,
        )

    sound = verify()
    assert (sound.returncode, json.loads(sound.stdout)["ok"]) == (0, True), sound.stdout
    target = sqlite3.connect(copy / "log.db")
    for (name,) in target.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
        target.execute(f"DROP TRIGGER {name}")
    jws = bytearray(target.execute("SELECT jws FROM record WHERE position = 7").fetchone()[0])
    jws[100] ^= 1
    target.execute("UPDATE record SET jws = ? WHERE position = 7", (bytes(jws),))
    target.commit()
    target.close()
    found = verify()
    report = json.loads(found.stdout)
    assert (found.returncode, report["ok"]) == (1, False)
    assert any(finding["position"] == 7 and finding["table"] == "record" for finding in report["findings"])
