"""Leaving the procedure (撤回、恢复、取消资格), D-11, R-42: while it is free, and never past the quota."""

from biaogan.domain.case import Case
from biaogan.domain.events import CaseDisqualified, CaseReinstated, CaseWithdrawn, TitleRenounced
from biaogan.domain.group import Group
from biaogan.domain.ids import list_id, selection_id
from biaogan.domain.matter import Matter, rule
from biaogan.domain.national_list import NationalList
from biaogan.domain.rejections import Rejected
from biaogan.domain.roster import Roster
from biaogan.domain.round import Round
from biaogan.domain.rules.intake import the_organisation_stays_within_its_live_cases
from biaogan.domain.rules.panels import REVIEWED_IN
from biaogan.domain.rules.recommendation import a_place_of_the_quota_is_free, roster_of
from biaogan.domain.status import TERMINAL, Phase, Status
from biaogan.domain.values import instant_text, sha256_hex

BEFORE_THE_LETTER = (Status.DRAFT, Status.T1_SUBMITTED, Status.T1_RETURNED, Status.T1_ACCEPTED)
AWARDED = frozenset({Status.APPROVED, Status.TITLED, Status.REVOCATION_REVIEW})
FROM_THE_NOTICE = frozenset(
    {Status.NOTICE, Status.NOTICE_HELD, Status.DELIBERATION, Status.RE_NOTICE, Status.NOTICE_CLEARED}
)
FREE = {
    "letter": frozenset(BEFORE_THE_LETTER),
    "notice": frozenset(Status) - TERMINAL - AWARDED - FROM_THE_NOTICE,
    "approval": frozenset(Status) - TERMINAL - AWARDED,
}
"""Up to where a withdrawal is free (``withdraw.until``) -> the states it is possible in."""
LISTED = FREE["approval"] - FREE["letter"] - {status for status in Status if status.name.startswith(("T1", "PROV"))}

AT_THE_GROUP = {
    Status.DESK_REVIEW: Status.DESK_REVIEW,
    Status.DESK_CONSENSUS: Status.DESK_CONSENSUS,
    Status.DEFENCE: Status.DEFENCE,
    Status.SITE_VISIT: Status.DEFENCE,
    Status.FINAL_CONSENSUS: Status.FINAL_CONSENSUS,
}
"""State of a case with its group (专业组) -> the group's own state then."""


@rule("D-11")
def the_case_can_still_be_withdrawn(m: Matter) -> None:
    """D-11: a case withdraws freely (撤回) up to where the cycle says, by default the approval."""
    until = m.config.filing.withdraw.until
    if m.state.status not in FREE[until]:
        raise Rejected("withdrawal_too_late", status=m.state.status, until=until)


@rule("D-11")
def the_reason_of_leaving_is_given(
    e: CaseWithdrawn | CaseReinstated | CaseDisqualified | TitleRenounced, m: Matter
) -> None:
    """D-11, R-42: whoever ends a case or takes the end back says why (理由)."""
    if not e.reason.strip():
        raise Rejected("text_missing", rule="D-11", field="reason")


@rule("D-11")
def the_withdrawal_can_still_be_taken_back(m: Matter) -> None:
    """D-11: a withdrawal of the procedure (not of a title) is taken back (恢复) before its deadline; at it, it is late."""
    case: Case = m.state
    if case.left_from is None:
        raise Rejected("withdrawal_final")
    deadline = m.config.deadlines[m.config.filing.withdraw.reinstate_before]
    if deadline.passed(m.at):
        raise Rejected("deadline_passed", rule="D-11", deadline=deadline.name, closes=instant_text(deadline.closes))


@rule("D-11", "R-15")
def the_place_it_held_is_still_to_be_had(m: Matter) -> None:
    """D-11, R-15: who held a place (名额) comes back only into a free one, and not into a letter signed without it."""
    case: Case = m.state
    roster: Roster = roster_of(m)
    if case.endorsed and m.stream not in roster.places:
        if roster.status == Phase.SIGNED:
            raise Rejected("letter_already_signed", rule="D-11")
        a_place_of_the_quota_is_free(m)


@rule("D-11", "D-03")
def the_organisation_has_not_filed_anew(m: Matter) -> None:
    """D-11, D-03: no other live case (有效申报) has taken the place of the withdrawn one."""
    the_organisation_stays_within_its_live_cases(m.state.organisation, m.state.cycle, m)


@rule("D-11")
def the_review_has_not_passed_it_by(m: Matter) -> None:
    """D-11: nobody comes back to a round closed without its scores, or a decision (合议、择优、名单) taken without it."""
    case: Case = m.state
    for kind, reviewed_in in REVIEWED_IN.items():
        round_ = m.world[case.round_of(kind) or ""]
        closed = isinstance(round_, Round) and round_.status != Phase.OPEN and m.stream not in round_.order
        if case.left_from == reviewed_in and closed:
            raise Rejected("round_over", rule="D-11", closes=round_.closes, status=round_.status)
    group = m.world[case.group] if case.group else None
    if isinstance(group, Group) and AT_THE_GROUP.get(case.left_from or case.status, group.status) != group.status:
        raise Rejected("decision_already_adopted", rule="D-11")
    selection, listed = m.world[selection_id(case.cycle)], m.world[list_id(case.cycle)]
    if case.left_from == Status.PROV_IN_REVIEW and selection is not None and selection.status != Phase.OPEN:
        raise Rejected("decision_already_adopted", rule="D-11")
    if case.left_from in LISTED and isinstance(listed, NationalList) and listed.status != Phase.OPEN:
        raise Rejected("decision_already_adopted", rule="D-11")


@rule("D-11")
def the_case_returns_to_the_state_it_left(e: CaseReinstated, m: Matter) -> None:
    """D-11: the return (恢复) leads to the very state the case had left, neither further nor back."""
    if e.to != m.state.left_from:
        raise Rejected("not_the_state_left", given=e.to, expected=m.state.left_from)


@rule("R-42")
def the_disqualification_has_its_ground_and_evidence(e: CaseDisqualified, m: Matter) -> None:
    """R-42, transition 33: disqualified (取消资格) for improper conduct or falsification, with evidence on file."""
    known = m.config.filing.withdraw.grounds
    if e.ground not in known:
        raise Rejected("ground_unknown", given=e.ground, known=list(known))
    sha256_hex(e.evidence_digest, "evidence_digest")
