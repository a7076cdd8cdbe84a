"""What a decision is given and what it answers: an act, the world it may read, consequences, recorded events."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias

from biaogan.domain.events import Event

World: TypeAlias = Mapping[str, Any]
"""Stream id -> state (``None`` for a stream that does not exist). Lazy: what a decision reads is what it depends on."""


@dataclass(frozen=True, slots=True)
class Act:
    """A signed statement's typed reading, before admission (行为). ``at`` is the server's aware time of admission."""

    event: Event
    stream: str
    actor: str
    role: str
    at: datetime
    rules: str = ""
    """Digest of the cycle configuration the signer acted under."""
    seal: Event | None = None
    """The ``RoundSealed`` that follows if the act opens a round: its key was made outside, for chance is no rule."""
    behalf: str = ""
    """For whom ``actor`` signs (代为办理): a person, whose role it is; "" for an act of one's own."""


@dataclass(frozen=True, slots=True)
class Consequence:
    """A further event of the same append (后果), signed by the service, on ``stream``."""

    stream: str
    event: Event


@dataclass(frozen=True, slots=True)
class Recorded:
    """An admitted event with its place in the log: what ``evolve`` folds and views read."""

    event: Event
    stream: str
    version: int
    position: int
    actor: str
    role: str
    at: datetime
    revealed: "tuple[Recorded, ...]" = ()
    """What it made readable, where it opened a seal (启封): records that came before it, as they read from here on."""
    behalf: str = ""
    """For whom ``actor`` signed (代为办理), in that person's role; "" for an act of one's own."""
