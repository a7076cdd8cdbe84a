"""The expert pool (专家库), R-09, R-10, D-23: profiles, pledges, declared conflicts, and how long a conflict lasts."""

from datetime import date

from biaogan.domain.case import Case
from biaogan.domain.events import (
    ConflictDeclared,
    ExpertProfileUpdated,
    ExpertRegistered,
    ExpertSuspended,
    IntegrityPledgeSigned,
)
from biaogan.domain.expert import Expert
from biaogan.domain.matter import Matter, rule
from biaogan.domain.organisation import Organisation
from biaogan.domain.person import Person
from biaogan.domain.rejections import Rejected
from biaogan.domain.values import iso_date, sha256_hex

ENDING = frozenset({"employer", "consultant", "auditor", "trainer"})
"""Kinds that still conflict for the cycle's years after their last day (D-23)."""
KINDS = frozenset({*ENDING, "shareholding", "kinship", "unit", "coauthor", "competitor", "excluded"})
EXCLUDED = "excluded"
"""What an applicant declares: this expert is not to judge us, the reasons sealed (申请回避)."""


@rule("R-09")
def the_expert_is_a_known_person(e: ExpertRegistered, m: Matter) -> None:
    """R-09: the pool (专家库) takes in persons who can sign."""
    m.referred("person", e.person, Person)


@rule("R-09")
def the_profile_is_complete(e: ExpertRegistered | ExpertProfileUpdated, m: Matter) -> None:
    """R-09: a profile (专家信息) names specialities, industries and employments with their days."""
    for field in ("specialities", "industries", "employments"):
        if not getattr(e, field):
            raise Rejected("text_missing", rule="R-09", field=field)
    for job in e.employments:
        _period(job.since, job.until)


@rule("R-09")
def the_suspension_has_a_reason(e: ExpertSuspended, m: Matter) -> None:
    """R-09: nobody is suspended (暂停资格) without a reason."""
    if not e.reason.strip():
        raise Rejected("text_missing", rule="R-09", field="reason")


@rule("R-10", "R-13")
def the_pledge_is_the_experts_own_and_new(e: IntegrityPledgeSigned, m: Matter) -> None:
    """R-10, R-13: each expert pledges (承诺) integrity and secrecy personally, once in a cycle."""
    _own(m)
    sha256_hex(e.pledge_digest, "pledge_digest")
    if e.cycle in m.state.pledges:
        raise Rejected("pledge_already_signed", cycle=e.cycle)


@rule("D-23")
def the_conflict_is_one_of_the_known_kinds(e: ConflictDeclared, m: Matter) -> None:
    """D-23: a conflict (利益冲突) has a kind, its days and its evidence; an applicant may only ask for an exclusion."""
    allowed = {EXCLUDED} if m.role == "applicant_signatory" else KINDS - {EXCLUDED}
    if e.kind not in allowed:
        raise Rejected("unknown_reference", rule="D-23", field="kind", value=e.kind)
    if not e.evidence.strip():
        raise Rejected("text_missing", rule="D-23", field="evidence")
    _period(e.since, e.until)


@rule("D-23")
def the_conflict_is_declared_by_who_may(e: ConflictDeclared, m: Matter) -> None:
    """D-23: an expert declares the own conflicts (声明回避); an applicant names at most so many experts in a cycle."""
    m.referred("organisation", e.organisation, Organisation)
    if m.role == "expert":
        _own(m)
    if m.role != "applicant_signatory":
        return
    organisation = m.referred("organisation", e.organisation, Organisation)
    named = {expert for cycle, expert in organisation.exclusions if cycle == e.cycle} - {m.stream}
    limit = m.config.review.conflicts.applicant_exclusions
    if len(named) >= limit:
        raise Rejected("exclusions_used_up", limit=limit)


def interest_of(expert: Expert, case: Case, day: date, years: int) -> str | None:
    """The kind of a conflict the expert has with a case on a day, or ``None`` (利益冲突), D-23.

    An ended employment or service conflicts up to and including the day so many years after its last day.
    """
    for job in expert.employments:
        if job.employer in (case.organisation, case.unit) and lasts(job.since, job.until, day, years):
            return "employer" if job.employer == case.organisation else "unit"
    for found in expert.conflicts:
        if found.organisation != case.organisation or (found.kind == EXCLUDED and found.cycle != case.cycle):
            continue
        if stands(found.kind, found.since, found.until, day, years):
            return found.kind
    return None


def stands(kind: str, since: str, until: str, day: date, years: int) -> bool:
    """Whether a declared conflict of this kind (利益冲突) stands on a day, D-23."""
    return lasts(since, until, day, years if kind in ENDING else 0)


def current_employers(expert: Expert, day: date) -> set[str]:
    """Where the expert works on a day (现任职单位)."""
    return {job.employer for job in expert.employments if lasts(job.since, job.until, day, 0)}


def lasts(since: str, until: str, day: date, years: int) -> bool:
    """Whether a conflict from a day to its last day, "" while it lasts, holds on a day, or so many years after it."""
    if iso_date(since, "since") > day:
        return False
    return not until or day <= _years_later(iso_date(until, "until"), years)


def _years_later(day: date, years: int) -> date:
    """The same day so many years later; 29 February becomes the 28th (民法典: the month's last day)."""
    last = 28 if (day.month, day.day) == (2, 29) else day.day
    return day if years == 0 else date(day.year + years, day.month, last)


def _period(since: str, until: str) -> None:
    first = iso_date(since, "since")
    if until and iso_date(until, "until") < first:
        raise Rejected("period_backwards", since=since, until=until)


def _own(m: Matter) -> None:
    if m.actor != m.state.person:
        raise Rejected("not_the_own_profile", person=m.actor)
