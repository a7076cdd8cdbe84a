"""What the service states by itself (系统声明), handed in through the same office as everybody's."""

from concurrent.futures import Future
from datetime import datetime

from biaogan.app.following import stated
from biaogan.app.office import Office
from biaogan.domain.event import Event
from biaogan.graphql.ports import Outcome


def state(office: Office, stream: str, event: Event, now: datetime) -> "Future[Outcome]":
    """The service's statement, handed in like any other."""
    with office.lock:
        office.streams.refresh()
        text = stated(office.service, office.streams, stream, event, now)
    return office.submit(text)
