"""Publishing the year's call (年度通知) and the working-day tables: R-05, D-14."""

from biaogan.domain.calendar import CalendarTable
from biaogan.domain.config import CycleConfig, digest
from biaogan.domain.events import CalendarYearLoaded, CyclePublished
from biaogan.domain.ids import cycle_id
from biaogan.domain.matter import Matter, rule
from biaogan.domain.rejections import Rejected


@rule("R-05")
def the_configuration_is_valid_and_is_the_one_named(e: CyclePublished, m: Matter) -> None:
    """R-05: the year's call (年度通知) is published whole, without a fault, on its own stream, under its own digest."""
    config = CycleConfig.from_document(e.config)
    if m.stream != cycle_id(config.id):
        raise Rejected("stream_mismatch", given=m.stream, expected=cycle_id(config.id))
    if e.digest != digest(e.config):
        raise Rejected("digest_mismatch", field="digest", given=e.digest, expected=config.digest)


@rule("D-14")
def the_year_is_a_consistent_table(e: CalendarYearLoaded, m: Matter) -> None:
    """D-14: holidays (放假) and make-up workdays (调休上班) are days of that year, each named once, with their source."""
    CalendarTable.from_event(e)
    if not e.source.strip():
        raise Rejected("text_missing", rule="D-14", field="source")
