"""Section ``[privacy]`` of the cycle file: for how long what is sealed may be opened, and who is told (保密), D-25."""

from dataclasses import dataclass

from biaogan.domain.config_reader import Reader


@dataclass(frozen=True, slots=True)
class Privacy:
    """Access to what is sealed (查阅授权), rulebook 1.12, D-25."""

    grant_days: int
    """Longest time of a grant in days (查阅授权最长期限), D-25."""
    notify_on_k3_read: bool
    """Whether persons see who, by role, has read sealed things about them (查阅告知), D-25."""


def read(reader: Reader) -> Privacy:
    """The section, with its faults noted."""
    section = reader.table("privacy")
    return Privacy(section.number("grant_days", 1, 365), section.flag("notify_on_k3_read"))
