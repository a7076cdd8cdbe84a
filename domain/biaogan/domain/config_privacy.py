"""Section ``[privacy]`` of the cycle file: how long what is sealed may be opened and is kept, who is told (保密), D-25."""

from dataclasses import dataclass

from biaogan.domain.config_reader import Reader

CONCERNED = ("person", "expert", "objector", "applicant")
"""Whom something sealed can concern (当事人)."""


@dataclass(frozen=True, slots=True)
class Retention:
    """How long data is kept (保存期限), in years from the 1 January after the year of the cycle, D-25."""

    unsuccessful_years: int
    """Years the data of a case without a title is kept (未获评项目保存年限), D-25."""
    title_years: int
    """Years the data of a case that was titled is kept (获评项目保存年限), D-25."""


@dataclass(frozen=True, slots=True)
class Privacy:
    """Access to what is sealed (查阅授权), rulebook 1.12, D-25."""

    grant_days: int
    """Longest time of a grant in days (查阅授权最长期限), D-25."""
    notify_on_k3_read: bool
    """Whether persons see who, by role, has read sealed things about them (查阅告知), D-25."""
    notify: tuple[str, ...]
    """Who of those concerned is told (告知对象): ``person``, ``expert`` of the own sheets, ``objector``, ``applicant``; D-25."""
    retention: Retention
    """How long data is kept (保存期限), D-25."""


def read(reader: Reader) -> Privacy:
    """The section, with its faults noted."""
    section = reader.table("privacy")
    kept = section.table("retention")
    retention = Retention(kept.number("unsuccessful_years", 1, 100), kept.number("title_years", 1, 100))
    notify = section.texts("notify", CONCERNED) if "notify" in section.names() else CONCERNED
    return Privacy(section.number("grant_days", 1, 365), section.flag("notify_on_k3_read"), notify, retention)
