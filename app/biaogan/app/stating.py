"""What the service states by itself (系统声明), handed in through the same office as everybody's."""

from concurrent.futures import Future
from datetime import datetime

from biaogan.app.office import Office
from biaogan.app.streams import Reading
from biaogan.domain.act import Act
from biaogan.domain.decide import rules_in_force
from biaogan.domain.event import Event
from biaogan.domain.lifecycle import BY_TOPIC
from biaogan.domain.person import SERVICE, SYSTEM
from biaogan.graphql.ports import Outcome


def state(office: Office, stream: str, event: Event, now: datetime) -> "Future[Outcome]":
    """The service's statement, handed in like any other."""
    with office.lock:
        office.streams.refresh()
        world = Reading(office.streams, {})
        head = world.head(stream)
        rules = rules_in_force(BY_TOPIC[event.TOPIC], Act(event, stream, SERVICE, SYSTEM, now), world)
        made = office.service.record(
            event,
            stream=stream,
            seq=head.version + 1,
            prev=head.digest,
            at=now,
            basis=office.streams.size - 1,
            rules=rules,
        )
    disclosures = made.record.disclosures.decode()
    return office.submit(f"{made.record.jws.decode()}~{disclosures}~")
