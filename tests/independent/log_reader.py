"""A second reader of the log, written from the C2SP texts and RFC 6962 alone: it imports nothing of biaogan.

    python tests/independent/log_reader.py http://127.0.0.1:8000/log VKEY

reads the whole log over HTTP, checks the signature of its checkpoint, recomputes every tile and the root from the
entries, prints size and root, and ends with 1 on any mismatch. Tests import `read_log` and `check_receipt`.
It is slow and plain on purpose, and trusts only VKEY.
"""

import gzip
import hashlib
import sys
import urllib.error
import urllib.request
from base64 import b64decode, b64encode
from typing import NamedTuple

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


class Mismatch(Exception):
    """The log, or the receipt, is not what was signed."""


class Head(NamedTuple):
    origin: str
    size: int
    root: bytes


class Log(NamedTuple):
    head: Head
    entries: list[bytes]


def require(truth: bool, complaint: str) -> None:
    if not truth:
        raise Mismatch(complaint)


# RFC 6962, 2.1


def sha256(*parts: bytes) -> bytes:
    return hashlib.sha256(b"".join(parts)).digest()


def hash_entry(entry: bytes) -> bytes:
    return sha256(b"\0", entry)


def tree_hash(hashes: list[bytes]) -> bytes:
    """MTH over leaf hashes, bottom up: neighbours are joined, an odd one out is carried to the next row."""
    if not hashes:
        return sha256()
    row = list(hashes)
    while len(row) > 1:
        joined = [sha256(b"\1", row[i], row[i + 1]) for i in range(0, len(row) - 1, 2)]
        row = joined + row[len(row) & ~1 :]
    return row[0]


def root_from_path(index: int, size: int, leaf: bytes, path: list[bytes]) -> bytes:
    """The root that PATH(index, D[size]) of section 2.1.1 leads to, by the recursion that defines it."""
    if size == 1:
        require(not path, "the inclusion proof is too long")
        return leaf
    require(bool(path), "the inclusion proof is too short")
    left = 1 << ((size - 1).bit_length() - 1)
    if index < left:
        return sha256(b"\1", root_from_path(index, left, leaf, path[:-1]), path[-1])
    return sha256(b"\1", path[-1], root_from_path(index - left, size - left, leaf, path[:-1]))


# c2sp.org/signed-note and c2sp.org/tlog-checkpoint


def unbase64(text: str) -> bytes:
    try:
        data = b64decode(text.encode("ascii"), validate=True)
    except ValueError as error:
        raise Mismatch(f"not base64: {text[:60]!r}") from error
    require(b64encode(data).decode() == text, f"not canonical base64: {text[:60]!r}")
    return data


def number(text: str) -> int:
    require(text.isascii() and text.isdigit() and len(text) < 20, "not a decimal number")
    require(text == str(int(text)), "a number with leading zeros")
    return int(text)


def open_checkpoint(note: bytes, vkey: str) -> Head:
    """The tree head in a signed note, if the key of `vkey` signed it."""
    require(vkey.count("+") >= 2, "a verifier key reads name+key id+key")
    name, key_id, material = vkey.split("+", 2)
    key = unbase64(material)
    require(len(key) == 33 and key[0] == 1, "the verifier key is not Ed25519")
    require(sha256(name.encode(), b"\n", key)[:4].hex() == key_id, "the verifier key has a wrong id")
    try:
        whole = note.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Mismatch("the note is not UTF-8") from error
    text, separator, signatures = whole.rpartition("\n\n")
    require(bool(separator) and signatures.endswith("\n"), "the note has no signatures")
    body = text + "\n"
    good = 0
    for line in signatures[:-1].split("\n"):
        require(line.startswith("— ") and line.count(" ") == 2, "a malformed signature line")
        _, signer, encoded = line.split(" ")
        blob = unbase64(encoded)
        if signer == name and blob[:4].hex() == key_id:
            try:
                Ed25519PublicKey.from_public_bytes(key[1:]).verify(blob[4:], body.encode())
            except InvalidSignature as error:
                raise Mismatch("the signature on the checkpoint is wrong") from error
            good += 1
    require(good > 0, "the checkpoint is not signed by the given key")
    lines = body.split("\n")
    require(len(lines) == 4 and lines[3] == "", "the checkpoint is not exactly three lines")
    require(lines[0] == name, "the checkpoint is of another log than the key")
    root = unbase64(lines[2])
    require(len(root) == 32, "the root is not 32 bytes")
    return Head(lines[0], number(lines[1]), root)


# c2sp.org/tlog-tiles


def get(base: str, path: str) -> bytes:
    try:
        with urllib.request.urlopen(f"{base.rstrip('/')}/{path}", timeout=30) as answer:
            data = answer.read()
            return gzip.decompress(data) if answer.headers.get("Content-Encoding") == "gzip" else data
    except urllib.error.HTTPError as error:
        with error:
            raise Mismatch(f"{path} answers {error.code}") from error
    except urllib.error.URLError as error:
        raise Mismatch(f"{base} cannot be reached") from error


def names(directory: str, count: int) -> list[str]:
    """The paths of the tiles that hold `count` items: full ones, then at most one partial one."""
    require(count <= 256_000_000, "this reader stops at 256 million entries")
    paths = []
    for n in range((count + 255) // 256):
        groups = [f"{n:03d}"] if n < 1000 else [f"{n // 1000:03d}", f"{n % 1000:03d}"]
        width = min(256, count - n * 256)
        number_path = "/".join(["x" + g for g in groups[:-1]] + groups[-1:])
        paths.append(f"tile/{directory}/{number_path}" + ("" if width == 256 else f".p/{width}"))
    return paths


def read_bundle(data: bytes) -> list[bytes]:
    entries = []
    while data:
        length = data[0] * 256 + data[1] if len(data) > 1 else len(data)
        require(len(data) >= 2 + length, "an entry bundle is cut short")
        entries.append(data[2 : 2 + length])
        data = data[2 + length :]
    return entries


def read_log(base: str, vkey: str) -> Log:
    """The whole log at `base`, every signature, entry and tile of it checked."""
    head = open_checkpoint(get(base, "checkpoint"), vkey)
    entries = [entry for path in names("entries", head.size) for entry in read_bundle(get(base, path))]
    require(len(entries) == head.size, f"{len(entries)} entries served, {head.size} signed")
    level, row = 0, [hash_entry(entry) for entry in entries]
    require(tree_hash(row) == head.root, "the entries do not hash to the signed root")
    while row:
        for n, path in enumerate(names(str(level), len(row))):
            require(get(base, path) == b"".join(row[n * 256 : n * 256 + 256]), f"{path} differs from the entries")
        level, row = level + 1, [tree_hash(row[i : i + 256]) for i in range(0, len(row) // 256 * 256, 256)]
    return Log(head, entries)


# c2sp.org/tlog-proof


def check_receipt(text: str, leaf_data: bytes, vkey: str) -> tuple[int, Head]:
    """Position and tree head a receipt proves for `leaf_data`; Mismatch if it proves nothing."""
    top, _, note = text.partition("\n\n")
    lines = top.split("\n")
    require(lines.pop(0) == "c2sp.org/tlog-proof@v1", "not a tlog-proof")
    if lines and lines[0].startswith("extra "):
        unbase64(lines.pop(0)[6:])
    require(bool(lines) and lines[0].startswith("index "), "the receipt has no index")
    index = number(lines.pop(0)[6:])
    head = open_checkpoint(note.encode(), vkey)
    require(index < head.size, "the index lies outside the tree")
    path = [unbase64(line) for line in lines]
    require(all(len(h) == 32 for h in path), "a hash in the receipt is not 32 bytes")
    require(
        root_from_path(index, head.size, hash_entry(leaf_data), path) == head.root, "the receipt proves another leaf"
    )
    return index, head


def main(arguments: list[str]) -> int:
    if len(arguments) != 2:
        print(__doc__)
        return 2
    try:
        log = read_log(*arguments)
    except Mismatch as mismatch:
        print(f"MISMATCH: {mismatch}")
        return 1
    print(f"size {log.head.size}\nroot {b64encode(log.head.root).decode()}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
