"""Initial review and recommendation by the tier-1 unit (初审与推荐), R-15, R-17, R-20, R-26, R-35, R-63."""

from biaogan.domain.case import Case
from biaogan.domain.events import CaseEndorsedByT1, CaseNotRecommendedByT1, T1BatchSigned, T1ReviewPassed
from biaogan.domain.events import EndorsementWithdrawnByT1 as Withdrawn
from biaogan.domain.ids import roster_id
from biaogan.domain.matter import Matter, rule
from biaogan.domain.rejections import Rejected
from biaogan.domain.roster import Roster
from biaogan.domain.rules.conflict import nobody_decides_about_the_own_organisation
from biaogan.domain.rules.formal import every_item_is_passed
from biaogan.domain.rules.intake import the_day_is_not_in_the_future
from biaogan.domain.rules.ranking import the_ranks_are_a_permutation
from biaogan.domain.status import Phase, Status
from biaogan.domain.values import sha256_hex

T1_CHECKLIST = ("R-24", "R-25", "R-26", "R-27", "R-28", "R-62")
"""What the unit examines (初审清单): eligibility and a complete package."""
CONFIRMATIONS = ("integrity", "quality", "safety", "environment")
"""Clean records (诚信、质量、安全、环保) the unit confirms, R-26."""


def roster_of(m: Matter) -> Roster:
    """The roster (推荐名册) of the case's unit; an empty one before the first endorsement."""
    case: Case = m.state
    found = m.world[roster_id(case.cycle, case.unit)]
    return found if isinstance(found, Roster) else Roster()


@rule("R-63", "R-27")
def the_initial_review_is_complete(e: T1ReviewPassed, m: Matter) -> None:
    """R-27, R-63: the unit's initial review (初审) passes every item of its checklist."""
    every_item_is_passed(e.checklist, T1_CHECKLIST)


@rule("R-26")
def the_four_clean_records_are_confirmed(e: T1ReviewPassed, m: Matter) -> None:
    """R-26: the unit confirms four clean records (诚信、质量、安全、环保), each by itself."""
    if sorted(e.confirmations) != sorted(CONFIRMATIONS):
        raise Rejected("confirmations_incomplete", given=e.confirmations, wanted=list(CONFIRMATIONS))


@rule("R-63")
def a_reason_is_given(e: CaseNotRecommendedByT1 | Withdrawn, m: Matter) -> None:
    """R-63: an act against a case states its reason (理由)."""
    if not e.reason.strip():
        raise Rejected("text_missing", field="reason")


@rule("R-17")
def the_letter_is_not_signed_yet(m: Matter) -> None:
    """R-17: the letter (推荐函) is one act; after it no place is taken, freed or ranked anew."""
    roster = m.state if isinstance(m.state, Roster) else None if m.state is None else roster_of(m)
    if roster is not None and roster.status == Phase.SIGNED:
        raise Rejected("letter_already_signed", rule="R-17")


@rule("R-15")
def the_case_has_no_place_yet(m: Matter) -> None:
    """R-15: a case takes one place (名额), once."""
    if m.state.endorsed:
        raise Rejected("already_endorsed")


@rule("R-15")
def the_case_has_a_place(m: Matter) -> None:
    """R-15: only an endorsed case (拟推荐) has a place to give back."""
    if not m.state.endorsed:
        raise Rejected("not_endorsed")


@rule("R-15")
def a_place_of_the_quota_is_free(m: Matter) -> None:
    """R-15: a city bureau recommends at most three, an association at most two (推荐数量不超过名额)."""
    case: Case = m.state
    quota, used = m.config.units[case.unit].quota, len(roster_of(m).places)
    if used >= quota:
        raise Rejected("quota_exhausted", unit=case.unit, quota=quota, used=used)


@rule("R-35")
def the_unit_gives_its_opinion(e: CaseEndorsedByT1, m: Matter) -> None:
    """R-35: a recommendation without the unit's opinion (推荐意见) is refused."""
    if not e.opinion.strip():
        raise Rejected("text_missing", rule="R-35", field="opinion")


@rule("R-17")
def the_letter_is_that_of_a_unit_of_the_cycle(e: T1BatchSigned, m: Matter) -> None:
    """R-07, R-17: a letter (推荐函) comes from a tier-1 unit of the cycle."""
    if e.unit not in m.config.units:
        raise Rejected("unknown_reference", field="unit", value=e.unit)


@rule("R-15")
def the_letter_keeps_to_the_quota(e: T1BatchSigned, m: Matter) -> None:
    """R-15: fewer than the quota (名额), or none, may be recommended, never more."""
    quota = m.config.units[e.unit].quota
    if len(e.entries) > quota:
        raise Rejected("quota_exhausted", unit=e.unit, quota=quota, used=len(e.entries))


@rule("R-17")
def the_letter_ranks_exactly_the_endorsed_cases(e: T1BatchSigned, m: Matter) -> None:
    """R-17: an explicit order (明确推荐排序): ranks 1..k without gap or tie over exactly the endorsed cases."""
    places = m.state.places if isinstance(m.state, Roster) else ()
    the_ranks_are_a_permutation(e.entries)
    if {entry.case for entry in e.entries} != set(places):
        named = {entry.case for entry in e.entries}
        raise Rejected(
            "ranking_not_of_the_endorsed", missing=sorted(set(places) - named), extra=sorted(named - set(places))
        )
    nobody_decides_about_the_own_organisation(places, m)
    for place in places:
        case = m.referred("entries", place, Case)
        if case.status != Status.T1_ACCEPTED:
            raise Rejected("case_in_wrong_state", case=place, status=case.status, allowed=[Status.T1_ACCEPTED])


@rule("R-17", "R-35")
def the_letter_is_sealed_and_on_file(e: T1BatchSigned, m: Matter) -> None:
    """R-17, R-35: the sealed letter (盖章推荐函) is named by its digest and dated not after today."""
    sha256_hex(e.letter_digest, "letter_digest")
    the_day_is_not_in_the_future("sealed_on", e.sealed_on, m)
