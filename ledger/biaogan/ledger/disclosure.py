"""Disclosures (披露项): the salted fields of a statement's body, each bound to the signature by its digest.

Promise to callers: a disclosure that passes is `[salt, name, value]` with a salt that nobody guesses and a name that is
free, and its digest, taken over its base64url characters, stands exactly once among the signed ones.
RFC 9901 sections 4.2.1, 4.2.3, 4.2.4.1, 7.1. Array element disclosures and nested digests are not used.
"""

from binascii import b2a_base64
from collections.abc import Sequence
from hashlib import sha256
from typing import cast

from biaogan.ledger.claims import check_withheld
from biaogan.ledger.errors import StatementError
from biaogan.ledger.wire import DISCLOSED, JSON, RESERVED, TO_URL, load_json

MAX_NAME = 128


def digests(texts: Sequence[bytes]) -> list[str]:
    """base64url SHA-256 of each disclosure, encoded together: 32 bytes and a zero make exactly 43 characters and A."""
    joined = b"\0".join([sha256(text).digest() for text in texts]) + b"\0"
    encoded = b2a_base64(joined, newline=False).translate(TO_URL).decode("ascii")
    return [encoded[start : start + 43] for start in range(0, 44 * len(texts), 44)]


def match(committed: list[JSON], found: list[str]) -> frozenset[str]:
    """The committed digests that nothing discloses, once it is certain that every disclosure found is committed to.

    Codes: bad_digest, duplicate_digest, duplicate_disclosure, unreferenced_disclosure.
    """
    try:
        signed = frozenset(cast(list[str], committed))
    except TypeError:
        raise StatementError("bad_digest", "not a SHA-256 digest in base64url", "_sd") from None
    own = frozenset(found)
    if len(signed) != len(committed):
        raise StatementError("duplicate_digest", "a digest appears twice", "_sd")
    if len(own) != len(found):
        raise StatementError("duplicate_disclosure", "a disclosure appears twice", "disclosure")
    if not own <= signed:
        raise StatementError("unreferenced_disclosure", "a disclosure that the signer did not sign for", "disclosure")
    withheld = signed - own
    check_withheld(withheld)
    return withheld


def fields(texts: Sequence[bytes]) -> dict[str, JSON]:
    """Name and value of each disclosure, in order, from its decoded JSON text, whose depth has been checked.

    Codes: bad_disclosure, weak_salt, salt_reused, reserved_name, duplicate_field, and those of `wire`.
    """
    body: dict[str, JSON] = {}
    salts = set()
    for item in load_json(texts, "disclosure", DISCLOSED):
        if type(item) is not list or len(item) != 3:
            raise StatementError("bad_disclosure", "not [salt, name, value]", "disclosure")
        salt, name, value = item
        if type(name) is not str or not 0 < len(name) <= MAX_NAME:
            raise StatementError("bad_disclosure", f"not a name of 1 to {MAX_NAME} characters", "disclosure")
        if type(salt) is not str or not 22 <= len(salt) <= 64:  # 128 bits: an erased score must not be guessed
            raise StatementError("weak_salt", "the salt is not a text of 22 to 64 characters", name)
        if name in RESERVED:
            raise StatementError("reserved_name", "a name reserved by RFC 9901", name)
        if name in body:
            raise StatementError("duplicate_field", "two disclosures of one name", name)
        body[name] = value
        salts.add(salt)
    if len(salts) != len(texts):
        raise StatementError("salt_reused", "two disclosures share a salt", "disclosure")
    return body
