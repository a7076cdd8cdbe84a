"""Key files: whole or absent, readable by their owner, never overwritten, and clear about what is wrong."""

import json
import os
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from statement_samples import KEY, KID

from biaogan.ledger import keyfile
from biaogan.ledger.keyfile import KeyFileError, load, save

AT = datetime(2026, 11, 22, 8, 30, tzinfo=UTC)
PASSPHRASE = "正确 horse 电池 staple"


@pytest.fixture
def path(tmp_path):
    return tmp_path / "zhang.key.json"


def refusal(path, passphrase=""):
    with pytest.raises(KeyFileError) as found:
        load(path, passphrase)
    assert str(path) in str(found.value)
    return found.value.code


def rewrite(path, **changes):
    content = {**json.loads(path.read_text(encoding="utf-8")), **changes}
    path.write_text(json.dumps({name: value for name, value in content.items() if value is not ...}))


def test_a_protected_key_opens_with_its_passphrase(path):
    written = save(path, KEY, PASSPHRASE, actor="person_zhang", created=AT)
    opened = load(str(path), PASSPHRASE)
    assert opened.private_key.private_bytes_raw() == KEY.private_bytes_raw()
    assert (opened.kid, opened.actor, opened.protection) == (KID, "person_zhang", "passphrase")
    assert opened.created == written.created == "2026-11-22T08:30:00+00:00"
    assert "ENCRYPTED PRIVATE KEY" in path.read_text()


def test_a_key_without_passphrase_says_that_it_is_not_protected(path):
    save(path, KEY)
    assert json.loads(path.read_text())["protection"] == "none"
    assert load(path).protection == "none"
    assert load(path, "a passphrase given for nothing").kid == KID
    assert (load(path).actor, load(path).created) == (None, None)


def test_only_the_owner_can_read_the_file_and_nothing_lies_beside_it(path):
    save(path, KEY, PASSPHRASE)
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]


def test_a_key_is_never_overwritten(path):
    save(path, KEY)
    with pytest.raises(FileExistsError):
        save(path, Ed25519PrivateKey.generate())
    assert load(path).kid == KID


def test_a_failed_write_leaves_nothing(path, monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", full)
    with pytest.raises(OSError, match="No space"):
        save(path, KEY)
    assert list(path.parent.iterdir()) == []


def test_a_folder_that_is_not_there_is_the_systems_own_error(path):
    with pytest.raises(FileNotFoundError):
        save(path.parent / "none" / "key.json", KEY)
    with pytest.raises(FileNotFoundError):
        load(path)


def test_a_wrong_or_missing_passphrase_is_told_apart_from_damage(path):
    save(path, KEY, PASSPHRASE)
    assert refusal(path, "wrong") == "wrong_passphrase"
    assert refusal(path) == "passphrase_needed"
    rewrite(path, pem="-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n")
    assert refusal(path, PASSPHRASE) == "key_file_malformed"


def test_a_label_that_lies_about_protection_opens_nothing(path):
    save(path, KEY, PASSPHRASE)
    rewrite(path, protection="none")
    assert refusal(path, PASSPHRASE) == "key_file_malformed"
    path.unlink()
    save(path, KEY)
    rewrite(path, protection="passphrase")
    assert refusal(path, PASSPHRASE) == "key_file_malformed"


def test_the_key_must_be_the_one_its_kid_names(path):
    save(path, KEY)
    rewrite(path, kid="A" * 43)
    assert refusal(path) == "key_file_mismatch"


def test_a_key_of_another_kind_is_refused(path):
    save(path, KEY)
    pem = generate_private_key(SECP256R1()).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    rewrite(path, pem=pem.decode())
    assert refusal(path) == "key_file_malformed"


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"null", b"\xff", b'{"kid": "x"}', b"[" * 100_000, b" " * 100_000 + b"{}"],
)
def test_what_is_no_key_file_is_said_so(path, content):
    path.write_bytes(content)
    assert refusal(path) == "key_file_malformed"


@pytest.mark.parametrize(
    "changes",
    [
        {"kid": ...},
        {"kid": 1},
        {"pem": ...},
        {"pem": "\ud800"},
        {"protection": ...},
        {"protection": "rot13"},
        {"actor": 1},
        {"created": 1},
    ],
)
def test_every_member_has_its_form(path, changes):
    save(path, KEY)
    rewrite(path, **changes)
    assert refusal(path) == "key_file_malformed"


def test_an_undecodable_passphrase_is_a_wrong_one(path):
    save(path, KEY, PASSPHRASE)
    assert refusal(path, b"\xff\xfe".decode("utf-8", "surrogateescape")) == "wrong_passphrase"


def test_the_file_is_labelled_in_words(path):
    assert (keyfile.PROTECTED, keyfile.UNPROTECTED) == ("passphrase", "none")
    save(path, KEY, actor="张三")
    assert "张三" in path.read_text(encoding="utf-8")
