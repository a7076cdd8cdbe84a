"""The cipher of a deployment's views: deterministic, bound to the place, keyed by a secret in its key directory."""

from pathlib import Path

import pytest

from biaogan.app import keyring
from biaogan.app.columns import Columns, columns

PLACE, PLAIN = b'view_case.sealed_id ["case_1",7]', '["题目"]'.encode()


def test_what_one_process_sealed_another_opens_and_seals_alike(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BIAOGAN_KEY_PASSPHRASE", "a passphrase")
    keyring.create(tmp_path / "keys", "example.org/log")
    sealed = columns(tmp_path / "keys").seal("case_1", PLACE, PLAIN)
    again = columns(tmp_path / "keys")
    assert again.open(PLACE, sealed) == PLAIN
    assert again.seal("case_1", PLACE, PLAIN) == sealed
    assert PLAIN not in sealed


def test_every_text_and_place_has_a_nonce_of_its_own() -> None:
    cipher = Columns(b"secret")
    sealed = [cipher.seal("", place, plain) for place, plain in ((b"a", b"bc"), (b"ab", b"c"), (b"a", b"bd"))]
    assert len({found[:12] for found in sealed}) == 3


@pytest.mark.parametrize("changed", ["place", "bytes", "secret", "length"])
def test_what_was_not_sealed_so_or_not_there_does_not_open(changed: str) -> None:
    cipher, sealed, place = Columns(b"secret"), Columns(b"secret").seal("", PLACE, PLAIN), PLACE
    if changed == "place":
        place = PLACE + b" "
    elif changed == "bytes":
        sealed = sealed[:-1] + bytes([sealed[-1] ^ 1])
    elif changed == "secret":
        cipher = Columns(b"another")
    else:
        sealed = sealed[:10]
    with pytest.raises(ValueError, match=r"not sealed for this place|[Nn]once"):
        cipher.open(place, sealed)
