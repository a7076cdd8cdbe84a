"""How a cycle closes (公示、征求意见、称号), as read by :mod:`biaogan.domain.config`: notice, consultation, titles."""

from dataclasses import dataclass

from biaogan.domain.config_model import Term

NOTICE_FIELDS = ("no", "organisation", "title", "directions", "unit")
"""What a notice may say of a case; the times, channels and where to object are in every notice (D-24)."""


@dataclass(frozen=True, slots=True)
class Notice:
    """Public notice (公示), R-74: ``length`` days, and the channels (渠道) that must all carry it (D-14)."""

    unit: str
    """What ``length`` counts: ``workday`` (工作日) or ``day`` (calendar days, 日历日)."""
    length: int
    """How many of them the notice lasts (公示期), R-74."""
    count_opening_day: bool
    """Whether the day of posting counts (首日计入), D-14."""
    channels: tuple[Term, ...]
    """The channels that must all carry it (规定渠道), R-74, R-76."""
    fields: tuple[str, ...]
    """What it says of each case (公示内容), among :data:`NOTICE_FIELDS`: never a score, rank, contact or expert, D-24."""


@dataclass(frozen=True, slots=True)
class Consultation:
    """The ministry's opinion (征求意见), R-73: silence after so many working days means none (D-35)."""

    silence_workdays: int
    """Working days after which silence is no opinion (答复期限), D-35."""


@dataclass(frozen=True, slots=True)
class Titles:
    """How titles (称号) are numbered: a pattern over ``{year}`` and ``{n}``."""

    number_pattern: str
    """Pattern of title numbers (称号编号) over ``{year}`` and ``{n}``, D-34."""

    def number(self, year: int, n: int) -> str:
        """The number of the ``n``-th title of the year, counted from 1."""
        return self.number_pattern.format(year=year, n=n)
