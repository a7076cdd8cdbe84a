"""Hearing the holder before a title is revoked (听取陈述申辩), D-22."""

from biaogan.domain.events import HolderHeard, RevocationProposed
from biaogan.domain.matter import Matter, rule
from biaogan.domain.rejections import Rejected
from biaogan.domain.rules.periods import the_end_is_the_computed_one, working_days
from biaogan.domain.title import Proposed
from biaogan.domain.values import instant


@rule("D-22")
def the_hearing_has_its_working_days(e: RevocationProposed, m: Matter) -> None:
    """D-22: the holder has so many working days (工作日) after the proposal; the end that is signed is the computed one."""
    closes = working_days(m).notice_close(m.at, m.config.award.hearing_workdays, False)
    the_end_is_the_computed_one("hearing_closes", e.hearing_closes, closes, "hearing_end_wrong")


@rule("D-22")
def the_hearing_is_open(m: Matter) -> None:
    """D-22: the holder is heard once, before the hearing (听取陈述) closes; at its instant it has closed."""
    proposal: Proposed = m.state.award.proposal
    if proposal.hearing:
        raise Rejected("hearing_ended", hearing=proposal.hearing)
    if m.at >= instant(proposal.hearing_closes, "hearing_closes"):
        raise Rejected("hearing_ended", hearing=proposal.hearing_closes)


@rule("D-22")
def the_holder_states_something_or_declines(e: HolderHeard, m: Matter) -> None:
    """D-22: the holder states its case in writing (书面陈述), or says that it declines to (放弃陈述)."""
    if not e.declines and not e.statement.strip():
        raise Rejected("text_missing", rule="D-22", field="statement")


@rule("D-22")
def the_hearing_closed_without_a_word(m: Matter) -> None:
    """D-22: only a hearing that closed without a statement has lapsed (逾期未陈述)."""
    proposal: Proposed = m.state.award.proposal
    if proposal.hearing:
        raise Rejected("hearing_ended", hearing=proposal.hearing)
    if m.at < instant(proposal.hearing_closes, "hearing_closes"):
        raise Rejected("hearing_not_over", closes=proposal.hearing_closes)


@rule("D-22")
def the_holder_had_its_hearing(m: Matter) -> None:
    """D-22: nothing is decided before the holder was heard, declined, or let the hearing (听取陈述) lapse."""
    proposal: Proposed = m.state.award.proposal
    if not proposal.hearing:
        raise Rejected("holder_not_heard", closes=proposal.hearing_closes)
