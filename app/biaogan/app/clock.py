"""The one place that reads the clock (时钟). Everything else is given the time as an argument."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias

Clock: TypeAlias = Callable[[], datetime]
"""Answers an aware instant."""


def system_clock() -> datetime:
    """Now, in UTC, to the microsecond."""
    return datetime.now(UTC)  # noqa: TID251 - this is the one place
