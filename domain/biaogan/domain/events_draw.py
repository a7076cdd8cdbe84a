"""Events of a draw of panels (专家抽取): two parties commit and answer, then anybody can compute the result."""

from dataclasses import dataclass
from typing import Annotated

from biaogan.domain.event import K1, K3, Event


@dataclass(frozen=True, slots=True)
class DrawCommitted(Event):
    """The office names cases and pool and binds itself to a secret (抽取承诺), D-06, before anybody can know the seed."""

    TOPIC = "draw_committed/1"
    KLASS = K3
    cycle: Annotated[str, K1]
    kind: Annotated[str, K1]
    cases: list[str]
    pool: list[str]
    commitment: Annotated[str, K1]


@dataclass(frozen=True, slots=True)
class DrawAnswered(Event):
    """Another person adds words of their own (抽取应答): from now on the seed is fixed, and known to nobody."""

    TOPIC = "draw_answered/1"
    answer: str


@dataclass(frozen=True, slots=True)
class PanelsDrawn(Event):
    """The secret is revealed and the panels are what it draws (抽取结果): recomputed before it is admitted."""

    TOPIC = "panels_drawn/1"
    KLASS = K3
    secret: Annotated[str, K1]
    panels: dict[str, list[str]]
    alternates: dict[str, list[str]]


@dataclass(frozen=True, slots=True)
class DrawVoided(Event):
    """A draw that was not brought to its end, or whose pool has changed (抽取作废): visible, with its reason."""

    TOPIC = "draw_voided/1"
    reason: str
