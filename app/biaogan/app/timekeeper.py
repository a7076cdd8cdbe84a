"""Deadlines happen by signed acts of the service (到期系统行为): a notice expires when its days are over. What was read
is committed to at the same beat.

The act goes through the same office as everybody's: if a rule says it is not yet time, it is refused.
"""

import logging
from collections.abc import Callable
from threading import Event as Signal
from threading import Thread

from eventsourcing.persistence import PersistenceError
from sqlalchemy.exc import SQLAlchemyError

from biaogan.app.document_keeper import check_documents
from biaogan.app.office import Busy
from biaogan.app.stating import state
from biaogan.app.streams import Reading
from biaogan.app.wiring import Biaogan
from biaogan.domain.due import due
from biaogan.domain.ids import list_id
from biaogan.graphql.ports import Outcome
from biaogan.ledger.log import IntegrityAlarm

LOG = logging.getLogger(__name__)
TICK = 1.0
"""Seconds between two looks at what has become due."""


class Timekeeper(Thread):
    """Looks once a second until ``stop`` is set."""

    def __init__(self, biaogan: Biaogan, stop: Signal, look: "Callable[[Biaogan], None] | None" = None) -> None:
        super().__init__(name="timekeeper", daemon=True)
        self._biaogan = biaogan
        self._stop_event = stop
        self._look = look or tick

    def run(self) -> None:
        """Until told to stop."""
        while not self._stop_event.wait(TICK):
            self._look(self._biaogan)


def tick(biaogan: Biaogan) -> None:
    """One look. A database out of reach is waited for: what is due stays due."""
    biaogan.log.record_unwraps()
    biaogan.disclosures.beat()
    try:
        biaogan.office.finish_erasures()
        expire_due(biaogan)
        check_documents(biaogan)
        commit_reads(biaogan)
    except (PersistenceError, SQLAlchemyError, Busy) as error:
        LOG.warning("what is due waits for the database: %r", error)


def heed(biaogan: Biaogan) -> None:
    """The look of a process that leaves the rest to a worker: what was erased elsewhere is forgotten here too, and what was
    unwrapped here is put on record.
    """
    biaogan.log.record_unwraps()
    biaogan.disclosures.beat()
    try:
        biaogan.office.finish_erasures()
    except (PersistenceError, SQLAlchemyError) as error:
        LOG.warning("what was erased waits for the database: %r", error)


def commit_reads(biaogan: Biaogan) -> None:
    """The leaf over the reads put on record since the last one (查阅批次). Rows that were changed stop it, loudly."""
    try:
        if biaogan.batches.commit():
            biaogan.log.publish()
    except IntegrityAlarm as alarm:
        LOG.critical("reads are no longer committed to: %s", alarm.diagnostics())


def expire_due(biaogan: Biaogan) -> list[Outcome]:
    """State everything that has become due; answers what the office said to each.

    What has to wait (an outage not settled, an objection) is not tried, so leaves no refusal in the log every second.
    """
    office, now = biaogan.office, biaogan.office.now()
    at = biaogan.views.position()
    cycles = biaogan.views.cycles(at)
    ending = [*(list_id(cycle.id) for cycle in cycles), *(row.id for row in biaogan.views.grants(at))]
    sealed = [row.id for cycle in cycles for row in biaogan.views.rounds(cycle.id, at) if row.sealed]
    for round_ in sealed:
        office.open_seal(round_)
    with office.lock:
        office.streams.refresh()
        found = [act for stream in ending for act in due(stream, Reading(office.streams, {}), now)]
    return [state(office, stream, event, now).result() for stream, event in found]
