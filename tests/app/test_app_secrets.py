"""Two hundred secrets go in through the public interface; whoever copies every disk of the service finds none of them.

What is searched: both databases with their write-ahead logs (all rows, where a server keeps them), the files, what the
process wrote to its log, and its folder of temporary files; as text, in hexadecimal, and inside base64 at any offset.
"""

import logging
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from sealed_round import opened
from town import Town, everything

from biaogan.app.custody import release
from biaogan.ledger.statement import parse_stored

FREE = frozenset({"address", "comment", "note", "reason", "opinion", "signer", "name", "mobile", "email"})
"""Fields of acts that take any words."""
PUBLIC = frozenset({"publishCycle", "loadCalendarYear", "saveFormSection"})
"""Acts everybody may read, and tables whose words name each other."""
PEOPLE = 150


class Planted:
    """Every secret made so far."""

    def __init__(self) -> None:
        self._numbers = count()
        self.secrets: list[str] = []
        self.refused: set[str] = set()

    def made(self) -> str:
        self.secrets.append(f"zhimi{next(self._numbers):05d}qx")
        return self.secrets[-1]

    def body(self, value: Any) -> Any:
        """The value with a secret in each free text."""
        if isinstance(value, dict):
            return {
                key: f"{item}{self.made()}"
                if key in FREE and isinstance(item, str) and item and not item.endswith(".docx")
                else self.body(item)
                for key, item in value.items()
            }
        return [self.body(item) for item in value] if isinstance(value, list) else value


@pytest.fixture
def planted(service: Town, monkeypatch: pytest.MonkeyPatch) -> Iterator[Planted]:
    """Every act of the story carries secrets from here on."""
    found = Planted()
    kind = type(service.story.registrar)
    plain = kind.act

    def act(self: Any, act: str, **body: Any) -> dict[str, Any]:
        start = len(found.secrets)
        outcome: dict[str, Any] = plain(self, act, **(body if act in PUBLIC else found.body(body)))
        if outcome["__typename"] != "Recorded":  # of what was refused the log keeps a digest
            found.refused |= set(found.secrets[start:])
        return outcome

    monkeypatch.setattr(kind, "act", act)
    return found


def traces(secret: str) -> list[bytes]:
    """What would give a secret away: itself, its hexadecimal, and what base64 makes of it at each of three offsets."""
    raw = secret.encode()
    inside = [urlsafe_b64encode(bytes(shift) + raw)[(4 * shift + 2) // 3 + (shift > 0) : -4] for shift in range(3)]
    return [raw, raw.hex().encode(), *inside]


@pytest.mark.slow
def test_a_copy_of_every_disk_holds_none_of_two_hundred_secrets_and_with_the_keys_all(
    service: Town, planted: Planted, tmp_path: Path, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    caplog.set_level(logging.DEBUG)
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    monkeypatch.setenv("TMPDIR", str(temporary))
    sealed = opened(service)
    for number in range(PEOPLE):
        service.story.enrol(f"person {number}", [("expert", "")])
    for case in sealed.cases:
        for expert in sealed.panel(case):
            service.story.kept(sealed.lock(case, expert))
    before = everything(service)
    sealed.close()
    for custodian in sealed.custodians[:2]:
        service.story.kept(release(custodian, sealed.round))
    service.catch_up()
    assert len(planted.secrets) >= 200
    copies = b"".join(path.read_bytes() for path in temporary.rglob("*") if path.is_file())
    dump = b"".join((before, everything(service), copies, caplog.text.encode()))
    assert [secret for secret in planted.secrets if any(trace in dump for trace in traces(secret))] == []
    log = service.biaogan.log
    read = [repr(parse_stored(found.jws, found.disclosures).body) for found in log.read_from(0, 5000)]
    told = "\n".join(read)
    assert [secret for secret in planted.secrets if secret not in told and secret not in planted.refused] == []


def test_a_secret_that_was_not_sealed_would_be_found() -> None:
    """The search itself is searched: each way in which a secret might lie there is seen."""
    secret = Planted().made()
    for offset in range(9):
        plain = f'["{"x" * offset}","comment","前{secret}后"]'.encode()
        for dump in (plain, plain.hex().encode(), urlsafe_b64encode(plain)):
            assert any(trace in dump for trace in traces(secret)), (offset, dump)
