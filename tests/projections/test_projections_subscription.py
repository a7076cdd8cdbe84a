"""The views driven by an eventsourcing subscription instead of reading the log themselves."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from eventsourcing.persistence import Notification, StoredEvent
from eventsourcing.popo import POPOApplicationRecorder
from sqlalchemy import Engine
from view_answers import applied, dump, emptied
from view_cipher import CIPHER
from view_histories import whole_cycle

from biaogan.domain.act import Recorded
from biaogan.projections.runner import NoEvent, Runner
from biaogan.projections.subscription import SubscriptionSource

RECORDS = whole_cycle(2).records


def decode(notification: Notification) -> Recorded | NoEvent:
    return RECORDS[notification.id - 1]


def read_until(source: SubscriptionSource) -> None:
    """Reads for ten seconds at most."""
    for _ in range(100):
        source.wait(0, 0.1)


def stored(record: Recorded) -> StoredEvent:
    return StoredEvent(UUID(int=record.position), 1, record.event.TOPIC, b"")


@pytest.fixture
def recorder() -> POPOApplicationRecorder:
    return POPOApplicationRecorder()


@pytest.fixture
def source(recorder: POPOApplicationRecorder) -> Iterator[SubscriptionSource]:
    def subscribe(gt: int) -> Any:
        return recorder.subscribe(gt=gt)

    source = SubscriptionSource(subscribe, decode)
    yield source
    source.close()


def test_a_subscription_builds_the_same_views(
    engine: Engine, recorder: POPOApplicationRecorder, source: SubscriptionSource
) -> None:
    applied(engine, RECORDS)
    whole = dump(engine)
    emptied(engine)
    runner = Runner(engine, CIPHER, source, batch=10)
    half = len(RECORDS) // 2
    # The library's in-memory subscription can miss what is inserted while it is being opened: so the first half is there.
    recorder.insert_events([stored(record) for record in RECORDS[:half]])
    runner.start()
    assert runner.wait_for(half - 1, 30)
    recorder.insert_events([stored(record) for record in RECORDS[half:]])
    assert runner.wait_for(len(RECORDS) - 1, 30)
    runner.stop()
    assert dump(engine) == whole


def test_records_are_handed_out_again_until_they_are_applied(
    recorder: POPOApplicationRecorder, source: SubscriptionSource
) -> None:
    recorder.insert_events([stored(record) for record in RECORDS])
    source.wait(3, 5)
    found: list[Recorded | NoEvent] = []
    while len(found) < 4:
        found = list(source.read_from(3, 4))
    assert found == RECORDS[3:7] == source.read_from(3, 4)
    assert source.read_from(5, 2) == RECORDS[5:7]


def test_a_rebuild_subscribes_anew_from_the_beginning(
    recorder: POPOApplicationRecorder, source: SubscriptionSource
) -> None:
    recorder.insert_events([stored(record) for record in RECORDS])
    source.wait(20, 5)
    source.wait(0, 5)
    assert source.read_from(0, 1) == RECORDS[:1]


def test_what_another_worker_applied_is_passed_over(
    recorder: POPOApplicationRecorder, source: SubscriptionSource
) -> None:
    recorder.insert_events([stored(record) for record in RECORDS])
    source.wait(0, 5)
    found: list[Recorded | NoEvent] = []
    while not found:
        found = list(source.read_from(len(RECORDS) - 1, 5))
    assert found == RECORDS[-1:]


def test_an_unreadable_notification_reaches_whoever_reads(recorder: POPOApplicationRecorder) -> None:
    def subscribe(gt: int) -> Any:
        return recorder.subscribe(gt=gt)

    def unreadable(_: Notification) -> Recorded:
        raise LookupError("unknown topic")

    source = SubscriptionSource(subscribe, unreadable)
    recorder.insert_events([stored(RECORDS[0])])
    with pytest.raises(LookupError):
        read_until(source)
    with pytest.raises(LookupError):
        source.close()
