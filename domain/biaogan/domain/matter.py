"""What a rule looks at (事项): who acts as what on which stream and when, that stream's state, and the world around it.

A rule is ``rule(body, matter)``, a guard ``guard(matter)``; both raise :class:`Rejected` or say nothing. Whatever they
read through the matter is read through ``world`` and so becomes a dependency of the decision.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeAlias, TypeVar

from biaogan.domain.act import World
from biaogan.domain.config import CycleConfig
from biaogan.domain.cycle import Cycle
from biaogan.domain.event import Event
from biaogan.domain.rejections import Rejected

State = TypeVar("State")


@dataclass(frozen=True, slots=True)
class Matter:
    """An act without its body. ``cycle`` is the stream id of the cycle it is under, "" for an act outside any."""

    world: World
    stream: str
    actor: str
    role: str
    at: datetime
    state: Any
    cycle: str = ""
    seal: Event | None = None
    """What `Act.seal` brought along."""
    supporter: str = ""
    """Who signs for ``actor`` (代办人), if it is somebody else."""

    @property
    def config(self) -> CycleConfig:
        """The published configuration (年度配置) of the cycle; raises ``unknown_reference``."""
        return self.referred("cycle", self.cycle, Cycle).config

    def referred(self, field: str, stream: str, kind: type[State]) -> State:
        """State of a stream that the body or another state names; ``unknown_reference`` if it is not such a thing."""
        state = self.world[stream]
        if not isinstance(state, kind):
            raise Rejected("unknown_reference", field=field, value=stream)
        return state


Rule: TypeAlias = Callable[[Any, Matter], None]
"""A precondition that reads the body."""
Guard: TypeAlias = Callable[[Matter], None]
"""A precondition that holds whatever the body says, so availableActions can ask it too."""

RULES: dict[str, tuple[str, ...]] = {}
"""Function name -> ids of the rulebook it enforces, filled by :func:`rule`."""

F = TypeVar("F", bound=Callable[..., None])


def rule(*ids: str) -> Callable[[F], F]:
    """Marks a function as enforcing these R- or D-ids, so that documents and tests can list it."""

    def mark(function: F) -> F:
        RULES[function.__name__] = ids
        return function

    return mark
