"""Between signed bytes and typed events: bodies are read strictly, events are written back exactly.

A body that does not fit its event is refused with the path of the field (``manifest.0.size``). Records already admitted
are read leniently: a field that has been erased or withheld reads as ``None``, because ``evolve`` never refuses.
"""

import json
from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from typing import Any, get_type_hints

from pydantic import TypeAdapter, ValidationError
from pydantic_core import to_json

from biaogan.domain.act import Recorded
from biaogan.domain.events import EVENTS, Event
from biaogan.ledger.record import StoredRecord
from biaogan.ledger.statement import Statement, parse_stored


class BodyInvalid(Exception):
    """The body of a statement does not fit its type; ``field`` is a dotted path, ``problem`` what was expected there."""

    def __init__(self, field: str, problem: str) -> None:
        super().__init__(f"{field}: {problem}")
        self.field = field
        self.problem = problem


@cache
def _adapter(topic: str) -> TypeAdapter[Event]:
    return TypeAdapter(EVENTS[topic])


@cache
def _field_adapter(topic: str, name: str) -> TypeAdapter[Any]:
    return TypeAdapter(get_type_hints(EVENTS[topic])[name])


def read_body(topic: str, body: Mapping[str, Any]) -> Event:
    """The typed event of a body. Raises `BodyInvalid` naming the first field at fault; ``KeyError`` for an unknown topic."""
    return typed(topic, json.dumps(body))


def typed(topic: str, body: str | bytes) -> Event:
    """As `read_body`, of a body that is JSON text already."""
    adapter = _adapter(topic)
    try:
        return adapter.validate_json(body)
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        raise BodyInvalid(".".join(map(str, first["loc"])) or "body", first["msg"]) from None


def write_body(event: Event) -> dict[str, Any]:
    """The JSON body of an event, as it is signed."""
    body: dict[str, Any] = _adapter(event.TOPIC).dump_python(event, mode="json")
    return body


def typed_partly(topic: str, body: Mapping[str, Any]) -> Event:
    """An event some of whose fields are gone: each present field by itself, ``None`` for the others."""
    cls = EVENTS[topic]
    values: dict[str, Any] = {}
    for field in fields(cls):  # type: ignore[arg-type]
        if field.name in body:
            values[field.name] = _field_adapter(topic, field.name).validate_json(json.dumps(body[field.name]))
        else:
            values[field.name] = None
    return cls(**values)


def recorded(record: StoredRecord) -> Recorded | None:
    """The typed reading of an admitted record; ``None`` for a type this release does not know."""
    statement = parse_stored(record.jws, record.disclosures)
    return recorded_statement(record, statement)


def recorded_statement(record: StoredRecord, statement: Statement) -> Recorded | None:
    """As `recorded`, for a caller who has parsed the statement already."""
    if record.type not in EVENTS:
        return None
    whole = not statement.withheld  # and its text is sound, because it was parsed
    event = typed(record.type, to_json(statement.body)) if whole else typed_partly(record.type, statement.body)
    return Recorded(
        event=event,
        stream=record.stream,
        version=record.version,
        position=record.position,
        actor=statement.iss,
        role=statement.role,
        at=record.admitted_at,
        behalf=statement.behalf,
    )
