"""The key directory as an audit builds it (核验用密钥目录): from the log's own key records, each proven before it counts.

Promise: the directory returned holds only what signed key records in log order establish. What a key record fails to
prove is a finding; a key record that is withheld or damaged leaves its key unknown, so acts under it are unverifiable.
"""

import copyreg
from collections.abc import Iterable

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from biaogan.ledger.audit_report import Finding
from biaogan.ledger.audit_source import Row
from biaogan.ledger.errors import StatementError
from biaogan.ledger.keys import TOPICS, KeyDirectory, KeyRefused, load_public
from biaogan.ledger.statement import Statement, parse_stored, verify

_BAD_KEY = frozenset({"key_unknown", "key_not_yet_valid", "key_revoked"})


def build_directory(rows: Iterable[Row]) -> tuple[KeyDirectory, list[Finding]]:
    """The directory from key records (rows of `Reader.key_records`), and what was wrong with them."""
    directory = KeyDirectory()
    findings: list[Finding] = []
    for position, _, _, _, _, _, jws, _, _, _, data in rows:
        try:
            statement = parse_stored(jws, data or b"")
            if statement.type not in TOPICS:
                continue
            verify(statement, _signer(directory, statement, position))
            directory.apply(position, statement.type, statement.claims, statement.body, kid=statement.kid)
        except StatementError:
            continue  # the record itself fails check 6 or 7, where it is named
        except TypeError:
            continue  # a column of the wrong type: check 4
        except KeyRefused as error:
            if error.code not in _BAD_KEY:  # those are found again, like any signature, by check 7
                findings.append(Finding(7, "key_record_false", "record", "jws", position, error.diagnostics()))
    return directory, findings


def _signer(directory: KeyDirectory, statement: Statement, position: int) -> Ed25519PublicKey:
    """The key that must have signed: the genesis names its own, every other record's is known by then."""
    if position == 0 and statement.type == "log_created/1":
        jwk = statement.body.get("jwk")
        if not isinstance(jwk, dict):
            raise KeyRefused("bad_key_record", "the genesis does not disclose its key")
        return load_public(jwk)
    return directory.at(statement.kid, position).public_key


def _restore(data: bytes) -> Ed25519PublicKey:
    return Ed25519PublicKey.from_public_bytes(data)


def _reduce(key: Ed25519PublicKey) -> tuple[object, ...]:
    return _restore, (key.public_bytes_raw(),)


# Lets a KeyDirectory travel to worker processes; the concrete class of keys has no public name.
copyreg.pickle(type(Ed25519PrivateKey.from_private_bytes(bytes(32)).public_key()), _reduce)  # type: ignore[arg-type]
