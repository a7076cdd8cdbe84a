"""A page of the log opened and parsed (一页记录的解析), in a process that does nothing else; it needs as little as possible."""

from datetime import datetime
from typing import NamedTuple

from pydantic_core import to_json

from biaogan.app.opening import open_log
from biaogan.app.settings import Settings
from biaogan.domain.events import EVENTS
from biaogan.ledger.database import create_engine
from biaogan.ledger.log import Log
from biaogan.ledger.record import StoredRecord
from biaogan.ledger.statement import parse_stored


class Parsed(NamedTuple):
    """A record opened and parsed, as it goes from process to process; ``body`` is JSON, ``whole`` unless something is gone."""

    position: int
    topic: str
    stream: str
    version: int
    actor: str
    role: str
    behalf: str
    at: datetime
    body: bytes
    whole: bool


def parsed(record: StoredRecord) -> Parsed | int:
    """What `codec.as_admitted` reads of a record, before it is typed; the position alone of what is no known event."""
    if record.type not in EVENTS:
        return record.position
    kept = record.disclosures if record.before is None else record.before
    told = parse_stored(record.jws, kept)
    return Parsed(
        record.position, record.type, record.stream, record.version, told.iss, told.role, told.behalf,
        record.admitted_at, to_json(told.body), not told.withheld,
    )  # fmt: skip


_logs: list[Log] = []


def begin(settings: Settings, command: str) -> None:
    """Open the log of this process."""
    _logs.append(open_log(settings, create_engine(settings.log_url), command=command))


def page(position: int, limit: int) -> list[Parsed | int]:
    """What stands from ``position`` on in the log of this process."""
    found = [parsed(record) for record in _logs[0].read_from(position, limit)]
    _logs[0].record_unwraps()
    return found
