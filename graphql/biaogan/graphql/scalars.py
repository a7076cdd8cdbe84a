"""Our scalars: a position in the log, an instant, a piece of JSON; and how each is read and shown."""

from datetime import UTC, datetime
from typing import Any, Final, NewType

import strawberry
from graphql import GraphQLError

Position = NewType("Position", int)
Instant = NewType("Instant", str)
Json = NewType("Json", object)

HIGHEST: Final = 2**53 - 1


def _position(value: Any) -> Position:
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= HIGHEST:
        raise GraphQLError("a position is a whole number from 0 on")
    return Position(value)


def _instant(value: Any) -> Instant:
    """An RFC 3339 instant with an offset, kept as it was written."""
    if isinstance(value, str) and "T" in value:
        try:
            if datetime.fromisoformat(value).tzinfo is not None:
                return Instant(value)
        except ValueError:
            pass
    raise GraphQLError("an instant is RFC 3339 with an offset, such as 2022-06-30T16:00:00Z")


def _same(value: Any) -> Any:
    return value


SCALARS: Final[dict[object, Any]] = {
    Position: strawberry.scalar(
        name="Position",
        description="A place in the log (账本位置), counted from 0. Position p means: after record p, before record p + 1.",
        serialize=int,
        parse_value=_position,
    ),
    Instant: strawberry.scalar(
        name="Instant",
        description="An instant (时刻): RFC 3339 with an offset.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc3339",
        serialize=str,
        parse_value=_instant,
    ),
    Json: strawberry.scalar(
        name="JSON",
        description="A value without a fixed shape, as JSON. Numbers are whole; amounts are decimal strings.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc8259",
        serialize=_same,
        parse_value=_same,
    ),
}


def aware(value: Instant) -> datetime:
    """The instant as a datetime."""
    return datetime.fromisoformat(value)


def instant(at: datetime) -> Instant:
    """An aware datetime as the API shows it: UTC, microseconds, Z, so that text order is time order."""
    return Instant(at.astimezone(UTC).isoformat(timespec="microseconds").replace("+00:00", "Z"))
