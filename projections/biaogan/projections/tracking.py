"""How far the views have come (跟踪位置), kept in the same transaction as the views themselves.

``eventsourcing`` counts notifications from 1, the log counts leaves from 0: notification id = position + 1. Every record
is tracked, also one that no view reads; so "applied up to" always names a leaf of the log.
"""

from eventsourcing.persistence import IntegrityError, Tracking
from sqlalchemy import BigInteger, Column, Connection, Table, Text, select, update

from biaogan.projections.versioned import METADATA

SOURCE = "log"
"""The ``application_name`` under which the log is tracked; its row is there from the first migration on."""

TRACKING = Table(
    "view_tracking",
    METADATA,
    Column("application_name", Text, primary_key=True),
    Column("notification_id", BigInteger, nullable=False),
    Column("generation", BigInteger, nullable=False),
)
"""``generation``: how often the views were built anew. Whoever remembers rows of another one has to forget them."""

APPLIED = select(TRACKING.c.notification_id).where(TRACKING.c.application_name == SOURCE)
"""Notification id of the last applied record; 0 if there is none."""


def applied(connection: Connection) -> int:
    """Position of the last applied record; -1 if there is none."""
    return int(connection.execute(APPLIED).scalar_one()) - 1


def advance(connection: Connection, before: int, tracking: Tracking) -> None:
    """Moves from position ``before`` to what ``tracking`` names; ``IntegrityError`` if the views are not at ``before``.

    This is the last word on "applied once": a record is applied only by the one transaction that moves past it.
    """
    here = (TRACKING.c.application_name == tracking.application_name, TRACKING.c.notification_id == before + 1)
    moved = connection.execute(update(TRACKING).where(*here).values(notification_id=tracking.notification_id))
    if moved.rowcount != 1:
        raise IntegrityError(f"the views are not at position {before}")


def generation(connection: Connection) -> int:
    """How often these views were built anew."""
    return int(
        connection.execute(select(TRACKING.c.generation).where(TRACKING.c.application_name == SOURCE)).scalar_one()
    )


def renew(connection: Connection, generation: int) -> None:
    """The views are of another generation from now on."""
    connection.execute(update(TRACKING).values(generation=generation))
