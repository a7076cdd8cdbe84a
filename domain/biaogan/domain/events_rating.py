"""The rating a group agrees on (协商评分), in programmes where that, and not an average, decides."""

from dataclasses import dataclass
from typing import Annotated

from biaogan.domain.event import K1, K2, SEALED, Event
from biaogan.domain.forms import SheetRow


@dataclass(frozen=True, slots=True)
class ConsensusRatingRecorded(Event):
    """After every sheet of a case is in, its group agrees on one number a row (协商评分), D-02; both are kept.

    A later one of the same case takes the place of the former until the round is closed.
    """

    TOPIC = "consensus_rating_recorded/1"
    KLASS = K2
    case: Annotated[str, K1]
    rows: Annotated[list[SheetRow], K2 + SEALED]
    reason: Annotated[str, K2 + SEALED]
    minutes_digest: str
