"""Under whose key each field of a statement is stored (密钥归属): one rule, from the field's class alone.

K0 stays clear; a field of personal data (+P) is under the key of the person or the party its stream is about; what a
round seals (+S) is under the round's key while the round is sealed; everything else is under the key of its stream.
The key directory (``d``, ``g``) stays clear: who checks a signature must be able to read whose key it is.
"""

from base64 import b64encode
from collections.abc import Iterable
from dataclasses import replace
from functools import cache
from typing import Any, TypeVar

from biaogan.domain.act import World
from biaogan.domain.event import EVENTS, K0, PERSONAL, SEALED, Event, field_classes
from biaogan.domain.events import Refused
from biaogan.domain.round import Round

E = TypeVar("E", bound=Event)
ROUND = "seal:"
"""Prefix of the name of a round's key."""


@cache
def _classes(topic: str) -> dict[str, str]:
    return field_classes(EVENTS[topic])


@cache
def sealed_fields(topic: str) -> tuple[str, ...]:
    """The fields of an event that a round seals."""
    return tuple(name for name, klass in _classes(topic).items() if SEALED in klass)


def key_names(topic: str, kind: str, stream: str, fields: Iterable[str], seal: str = "") -> tuple[str, ...]:
    """The name of the key of each field, "" for what stays clear. ``seal`` names the round's key, if it is sealed."""
    if kind != "e":
        return ()
    classes = _classes(topic)
    return tuple([_key_name(classes[name], stream, seal) for name in fields])


def _key_name(klass: str, stream: str, seal: str) -> str:
    if klass == K0:
        return ""
    if seal and SEALED in klass:
        return seal
    return stream + PERSONAL if PERSONAL in klass else stream


def seal_of(event: Any, stream: str, world: World) -> str:
    """Name of the key of the round that seals fields of this event; "" where none does."""
    if not sealed_fields(event.TOPIC):
        return ""
    round_ = world[stream if stream.startswith("round_") else event.round]
    return key_name_of(round_) if isinstance(round_, Round) and round_.is_sealed else ""


def key_name(public: bytes) -> str:
    """The name of a round's key in the vault."""
    return ROUND + b64encode(public).decode()


def key_name_of(round_: Round) -> str:
    """The name of the key of a round that has a seal."""
    return ROUND + round_.seal.public_key if round_.seal is not None else ""


def unseen(event: E, seal: str) -> E:
    """The event as everybody reads it while the round is sealed: without what it seals."""
    fields = sealed_fields(event.TOPIC) if seal else ()
    return replace(event, **dict.fromkeys(fields)) if fields else event  # type: ignore[type-var]


def of_refusal(event: Refused, fields: Iterable[str], seal: str, under: str = "") -> tuple[str, ...]:
    """The keys of a refusal: what it says about the act refused is as confidential as the act.

    ``under``: another stream whose key it is stored under, where that of the act's own stream was destroyed.
    """
    under = under or event.stream
    keys = {"details": seal or under}
    classes = _classes(event.TOPIC)
    return tuple([keys.get(name, under) if classes[name] != K0 else "" for name in fields])


def keys_of(events: Iterable[tuple[str, Event]]) -> set[str]:
    """The keys that seal something of these (stream, event)."""
    return {name for stream, event in events for name in key_names(event.TOPIC, "e", stream, _classes(event.TOPIC))} - {
        ""
    }


def unseen_refusal(event: Refused, seal: str) -> Refused:
    """A refusal as everybody reads it while the round is sealed: its details may tell the score."""
    return replace(event, details=None) if seal else event  # type: ignore[arg-type]
