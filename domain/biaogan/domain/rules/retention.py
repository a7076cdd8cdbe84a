"""How long data is kept (保存期限) and what holds it beyond that (法律保留), D-25."""

from collections.abc import Iterator
from datetime import date

from biaogan.domain.access import Grant, GrantStatus
from biaogan.domain.case import Case
from biaogan.domain.cycle import Cycle
from biaogan.domain.erasure import RETENTION_LAPSED, Erasure
from biaogan.domain.events import ErasureProposed, PersonalDataErased
from biaogan.domain.expert import Expert
from biaogan.domain.ids import appeal_id, erasure_id
from biaogan.domain.matter import Matter, rule
from biaogan.domain.objection import Objection, ObjectionStatus
from biaogan.domain.person import Person
from biaogan.domain.reexamination import Reexamination
from biaogan.domain.rejections import Rejected
from biaogan.domain.rules.objection import open_objections
from biaogan.domain.status import Phase, Status
from biaogan.domain.title import NOTHING
from biaogan.domain.values import instant

Erasing = ErasureProposed | PersonalDataErased
ANSWERED = (ObjectionStatus.REFUSED, ObjectionStatus.DECIDED, ObjectionStatus.RETRACTED)


@rule("D-25")
def who_is_erased_is_no_longer_needed(e: Erasing, m: Matter) -> None:
    """D-25: the purpose is over (处理目的已实现): no role is held, the expert is not called on, the case has ended.

    Without an expert's employments nobody could tell a conflict any more.
    """
    subject = m.world[e.subject]
    match subject:
        case Person():
            needed = bool(subject.roles)
        case Expert():
            needed = subject.status != Phase.SUSPENDED
        case Case():
            needed = not (subject.status.terminal or subject.status == Status.TITLED)
        case _:
            needed = False
    if needed:
        raise Rejected("still_needed", stream=e.subject)


@rule("D-25")
def the_period_is_over(e: Erasing, m: Matter) -> None:
    """D-25: the years of the cycle (保存期限), from the 1 January after the year of the cycle; titles longer."""
    case = _case_of(e.subject, m)
    if e.ground != RETENTION_LAPSED or case is None:
        return
    config = m.referred("cycle", case.cycle, Cycle).config
    kept = config.privacy.retention
    years = kept.title_years if case.title_no else kept.unsuccessful_years
    over = date(config.year + 1 + years, 1, 1)
    if m.at.astimezone(config.zone).date() < over:
        raise Rejected("retention_not_over", stream=e.subject, over=over.isoformat())


@rule("D-25")
def nothing_under_way_holds_it(e: Erasing, m: Matter) -> None:
    """D-25: legal hold (法律保留): an objection, investigation, re-examination, revocation or live grant is waited for."""
    if reason := next(_holding(e.subject, m), None):
        raise Rejected("legal_hold", stream=e.subject, reason=reason)


def _holding(subject: str, m: Matter) -> Iterator[str]:
    """The streams whose procedure still needs the subject."""
    state = m.world[subject]
    if isinstance(state, Objection) and state.status not in ANSWERED:
        yield subject
    name = state.case if isinstance(state, Objection) else subject
    case = m.world[name]
    if isinstance(case, Case):
        yield from open_objections(m, name)
        again = m.world[appeal_id(name)]
        if isinstance(again, Reexamination) and again.status == Phase.OPEN:
            yield appeal_id(name)
        if case.award.proposal != NOTHING or case.award.reversal != NOTHING:
            yield name
    opened = {subject, name, *((case.cycle, *(round_ for _, round_ in case.rounds)) if isinstance(case, Case) else ())}
    if isinstance(state, Expert):
        opened.add(state.person)
    for stream in sorted(opened):
        yield from _grants(stream, m)


def _grants(stream: str, m: Matter) -> Iterator[str]:
    """The live grants that open a stream."""
    erasure = m.world[erasure_id(stream)]
    for name, until in sorted(erasure.holds.items()) if isinstance(erasure, Erasure) else ():
        grant = m.world[name]
        if isinstance(grant, Grant) and grant.status == GrantStatus.LIVE and m.at < instant(until, "until"):
            yield name


def _case_of(subject: str, m: Matter) -> Case | None:
    state = m.world[subject]
    case = m.world[state.case] if isinstance(state, Objection) else state
    return case if isinstance(case, Case) else None
