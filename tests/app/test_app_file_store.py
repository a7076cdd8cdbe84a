"""The file store (文件库): whole or not at all, encrypted, bound to case, digest and place; edge cases 20 and 21."""

from hashlib import sha256
from io import BufferedReader, BytesIO
from pathlib import Path
from zipfile import ZipFile

import pytest

from biaogan.app.clock import system_clock
from biaogan.app.columns import Columns
from biaogan.app.files import CHUNK, Damaged, DigestDiffers, Erased, FileStore, Missing, TooLarge
from biaogan.ledger.database import Database, create_engine
from biaogan.ledger.kek import new_ring
from biaogan.ledger.migrations import migrate
from biaogan.ledger.vault import Vault

CASE, OTHER = "case_one", "case_two"
RING = new_ring()
TEXT = "典型经验材料".encode()


def store(folder: Path) -> FileStore:
    """The files of a deployment, under the keys of its vault."""
    return FileStore(folder / "files", Columns(vault(folder)))


def vault(folder: Path) -> Vault:
    engine = create_engine(f"sqlite:///{folder / 'log.db'}")
    migrate(engine)
    return Vault(Database(engine), RING, system_clock)


def put(files: FileStore, content: bytes, *, case: str = CASE, piece: int = 70_000, limit: int = 1 << 40) -> str:
    digest = sha256(content).hexdigest()
    with files.incoming(case, digest, limit) as incoming:
        for place in range(0, len(content), piece):
            incoming.add(content[place : place + piece])
        incoming.end().close()
        incoming.keep()
    return digest


def on_disk(folder: Path) -> list[Path]:
    return [path for path in (folder / "files").rglob("*") if path.is_file()]


@pytest.mark.parametrize("size", [1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK])
def test_what_was_stored_is_read_again_whole_and_anywhere(tmp_path: Path, size: int) -> None:
    content = (TEXT * (size // len(TEXT) + 1))[:size]
    files = store(tmp_path)
    digest = put(files, content)
    assert files.has(CASE, digest)
    with files.open(CASE, digest) as raw:
        assert raw.size == size
        assert b"".join(raw.chunks()) == content
        stored = BufferedReader(raw)
        stored.seek(-1, 2)
        assert stored.read() == content[-1:]
        stored.seek(max(0, size - 5))
        assert stored.read(99) == content[-5:]
        assert stored.read() == b""
        with pytest.raises(OSError, match="before the beginning"):
            raw.seek(-1)


def test_an_archive_is_read_through_the_store(tmp_path: Path) -> None:
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        archive.writestr("a.txt", TEXT * CHUNK)
    files = store(tmp_path)
    digest = put(files, made.getvalue())
    with ZipFile(BufferedReader(files.open(CASE, digest))) as archive:
        assert archive.read("a.txt") == TEXT * CHUNK


def test_nothing_of_a_file_lies_on_the_disk_in_clear(tmp_path: Path) -> None:
    files = store(tmp_path)
    put(files, TEXT * 1000)
    [path] = on_disk(tmp_path)
    assert TEXT not in path.read_bytes()
    assert path.stat().st_mode & 0o077 == 0


def test_a_file_is_of_its_case_alone(tmp_path: Path) -> None:
    files = store(tmp_path)
    digest = put(files, TEXT)
    assert not files.has(OTHER, digest)
    with pytest.raises(Missing):
        files.open(OTHER, digest)
    [path] = on_disk(tmp_path)
    moved = tmp_path / "files" / OTHER / digest[:2] / digest
    moved.parent.mkdir(parents=True)
    path.rename(moved)
    with pytest.raises(Damaged):
        files.open(OTHER, digest)


def test_an_upload_of_another_digest_or_too_large_or_broken_off_leaves_nothing(tmp_path: Path) -> None:
    files, digest = store(tmp_path), sha256(b"other").hexdigest()
    with files.incoming(CASE, digest, 100) as incoming:
        incoming.add(TEXT)
        with pytest.raises(DigestDiffers):
            incoming.end()
    with files.incoming(CASE, digest, 4) as incoming, pytest.raises(TooLarge):
        incoming.add(b"other")
    with files.incoming(CASE, digest, 100) as incoming:
        incoming.add(b"ot")  # and the sender leaves
    assert on_disk(tmp_path) == []
    assert not files.has(CASE, digest)


def test_a_file_that_was_changed_cut_or_reordered_does_not_open(tmp_path: Path) -> None:
    files = store(tmp_path)
    digest = put(files, bytes(3 * CHUNK))
    [path] = on_disk(tmp_path)
    sound = path.read_bytes()
    piece = 4 + int.from_bytes(sound[:4], "big")
    flipped = bytearray(sound)
    flipped[100] ^= 1
    broken = {
        "flipped": bytes(flipped),
        "cut": sound[: 2 * piece],
        "reordered": sound[piece : 2 * piece] + sound[:piece] + sound[2 * piece :],
        "empty": b"",
        "short": sound[:-1],
        "longer": sound + b"\0",
    }
    for content in broken.values():
        path.write_bytes(content)
        with pytest.raises(Damaged):
            b"".join(files.open(CASE, digest).chunks())
    path.write_bytes(sound)
    assert b"".join(files.open(CASE, digest).chunks()) == bytes(3 * CHUNK)


def test_a_file_whose_key_was_destroyed_is_erased(tmp_path: Path) -> None:
    digest = put(store(tmp_path), TEXT)
    assert vault(tmp_path).destroy([CASE]) == 1
    with pytest.raises(Erased):
        store(tmp_path).open(CASE, digest)


def test_the_same_file_may_be_stored_again_and_stays_readable_meanwhile(tmp_path: Path) -> None:
    files = store(tmp_path)
    digest = put(files, TEXT)
    with files.open(CASE, digest) as before:
        assert put(files, TEXT) == digest
        assert b"".join(before.chunks()) == TEXT
    assert len(on_disk(tmp_path)) == 1
