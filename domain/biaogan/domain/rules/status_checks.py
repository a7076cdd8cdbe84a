"""Dynamic management of titles (动态管理), R-81, D-36: the yearly status check and reported facts."""

from biaogan.domain.events import AdverseFactReported, StatusCheckRecorded
from biaogan.domain.matter import Matter, rule
from biaogan.domain.rejections import Rejected
from biaogan.domain.values import iso_date

RESULTS = ("valid", "concern")
"""Results of a check (核查结果): nothing against the title, or something to look into."""


@rule("R-81", "D-36")
def the_check_is_the_next_one_that_is_due(e: StatusCheckRecorded, m: Matter) -> None:
    """R-81, D-36: one check (状态核查) per interval, counted from the year of the cycle; none twice, none in advance."""
    last = m.state.award.last_check
    earliest = (last[0] if last else m.config.year) + m.config.award.check_every_years
    if e.year < earliest:
        raise Rejected("status_check_not_due", year=e.year, earliest=earliest)
    checked = iso_date(e.checked_on, "checked_on")
    if checked > m.at.astimezone(m.config.zone).date():
        raise Rejected("date_in_the_future", rule="R-81", field="checked_on", given=e.checked_on)
    if checked.year != e.year:
        raise Rejected("status_check_other_year", year=e.year, checked_on=e.checked_on)


@rule("R-81")
def the_check_has_a_result_and_its_findings(e: StatusCheckRecorded, m: Matter) -> None:
    """R-81: the result (核查结果) is one of two, and what was found is written down."""
    if e.result not in RESULTS:
        raise Rejected("unknown_reference", rule="R-81", field="result", value=e.result)
    if not e.findings.strip():
        raise Rejected("text_missing", rule="R-81", field="findings")


@rule("R-81")
def the_fact_says_what_how_grave_and_whence(e: AdverseFactReported, m: Matter) -> None:
    """R-81, R-82: an adverse fact (不良事实) has a kind and a severity of the cycle, a source and a description."""
    terms = m.config.award
    for field, value, known in (("kind", e.kind, terms.fact_kinds), ("severity", e.severity, terms.severities)):
        if value not in known:
            raise Rejected("unknown_reference", rule="R-81", field=field, value=value)
    for field, text in (("source", e.source), ("summary", e.summary)):
        if not text.strip():
            raise Rejected("text_missing", rule="R-81", field=field)
