"""``biaogan init``: the first records of a log (创世). Everything after them is signed by people or follows from it.

Record 0 says that the log exists and which key is the service's; record 1 enrols the first registrar's key; record 2
grants the registrar's role. The service signs these three and can never sign for a person again.
"""

import secrets
from uuid import UUID, uuid4, uuid5

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from biaogan.app.clock import Clock
from biaogan.app.service import Service
from biaogan.domain.events import Event, KeyEnrolled, LogCreated, RoleGranted
from biaogan.domain.ids import NAMESPACE
from biaogan.ledger.keys import proof_of_possession, public_jwk
from biaogan.ledger.log import Append, Appended, Log, NewRecord

SPEC = "biaogan/1"


class AlreadyCreated(Exception):
    """The log has records: it is created once."""


def log_stream(origin: str) -> str:
    """The one stream of the log's own acts."""
    return f"log_{uuid5(UUID(str(NAMESPACE)), 'biaogan:log:' + origin)}"


def create(log: Log, service: Service, log_vkey: str, registrar: Ed25519PrivateKey, clock: Clock) -> str:
    """Append the genesis records; answers the first registrar's person id. Raises `AlreadyCreated`."""
    if log.size():
        raise AlreadyCreated
    person = f"person_{uuid4()}"
    nonce = secrets.token_urlsafe(16)
    events: list[tuple[str, Event]] = [
        (log_stream(service.origin), LogCreated(public_jwk(service.key.public_key()), log_vkey, SPEC)),
        (
            person,
            KeyEnrolled(
                actor=person,
                jwk=public_jwk(registrar.public_key()),
                nonce=nonce,
                proof=proof_of_possession(registrar, service.origin, person, nonce),
            ),
        ),
        (person, RoleGranted("registrar")),
    ]
    now = clock()
    records: list[NewRecord] = []
    heads: dict[str, tuple[int, str | None]] = {}
    cause: str | None = None
    for stream, event in events:
        seq, prev = heads.get(stream, (0, None))
        made = service.record(event, stream=stream, seq=seq + 1, prev=prev, at=now, basis=None, cause=cause)
        heads[stream] = (seq + 1, made.digest)
        records.append(made.record)
        cause = cause or made.digest
    [result] = log.append_many([Append(tuple(r for r in records), dict.fromkeys(heads, 0))])
    if not isinstance(result, Appended):
        raise AlreadyCreated
    log.publish()
    return person
