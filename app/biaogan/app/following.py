"""What the service states by itself (系统行为): the signed text of an act that is due, or that follows another at once."""

from datetime import datetime

from biaogan.app.service import Service
from biaogan.app.streams import Reading, Streams
from biaogan.domain.act import Act
from biaogan.domain.decide import rules_in_force
from biaogan.domain.event import Event
from biaogan.domain.events import SealOpened
from biaogan.domain.lifecycle import BY_TOPIC
from biaogan.domain.person import SERVICE, SYSTEM
from biaogan.domain.round import Round
from biaogan.domain.rules.sealing import sheets_of_round
from biaogan.domain.status import Phase


def stated(service: Service, streams: Streams, stream: str, event: Event, now: datetime) -> str:
    """The service's signed statement on the present state. The caller holds the office's lock."""
    world = Reading(streams, {})
    head = world.head(stream)
    made = service.record(
        event,
        stream=stream,
        seq=head.version + 1,
        prev=head.digest,
        at=now,
        basis=streams.size - 1,
        rules=rules_in_force(BY_TOPIC[event.TOPIC], Act(event, stream, SERVICE, SYSTEM, now), world),
    )
    return "~".join((made.record.jws.decode(), made.record.disclosures.decode(), ""))


def opening_of(streams: Streams, stream: str) -> SealOpened | None:
    """The opening of a round's seal, if it may be opened now; ``None`` otherwise. The caller holds the office's lock."""
    world = Reading(streams, {})
    round_ = world[stream]
    if not isinstance(round_, Round) or round_.seal is None or not round_.is_sealed:
        return None
    closed = round_.status == Phase.CLOSED
    if not (closed or round_.seal.early) or not round_.seal.can_be_opened:
        return None
    return SealOpened(not closed, sheets_of_round(stream, round_, world))
