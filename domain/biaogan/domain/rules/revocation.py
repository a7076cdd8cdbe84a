"""Revocation of a title (撤销称号), R-82, R-83, D-22: ground, decision of two persons, announcement, reversal."""

from datetime import date

from biaogan.domain.events import (
    RevocationAnnounced,
    RevocationProposed,
    RevocationRejected,
    RevocationReversalProposed,
    RevocationReversed,
    TitleRevoked,
)
from biaogan.domain.ids import appeal_id
from biaogan.domain.matter import Matter, rule
from biaogan.domain.rejections import Rejected
from biaogan.domain.rules.conflict import the_actor_scored_none_of
from biaogan.domain.rules.notice import every_mandatory_channel_carries
from biaogan.domain.rules.objection import open_objections
from biaogan.domain.rules.second_person import somebody_else_acts, the_proposal_is_named
from biaogan.domain.status import Phase
from biaogan.domain.title import Proposed
from biaogan.domain.values import iso_date, sha256_hex


@rule("R-82", "D-22")
def the_ground_is_one_of_the_cycle_and_not_too_old(e: RevocationProposed, m: Matter) -> None:
    """R-82, D-22: falsification (弄虚作假) at any time; an accident (重大责任事故) has a day within the probe window."""
    ground = m.config.award.grounds.get(e.ground)
    if ground is None:
        raise Rejected("unknown_reference", rule="R-82", field="ground", value=e.ground)
    if not (ground.probe_years or e.occurred_on):
        return
    happened, today = iso_date(e.occurred_on, "occurred_on"), m.at.astimezone(m.config.zone).date()
    if happened > today:
        raise Rejected("date_in_the_future", rule="R-82", field="occurred_on", given=e.occurred_on)
    if ground.probe_years and happened < (earliest := _years_before(today, ground.probe_years)):
        raise Rejected("fact_too_old", ground=e.ground, occurred_on=e.occurred_on, earliest=earliest.isoformat())


def _years_before(day: date, years: int) -> date:
    """The same day so many years ago; 1 March for a 29 February that year did not have."""
    try:
        return day.replace(year=day.year - years)
    except ValueError:
        return date(day.year - years, 3, 1)


@rule("R-82")
def the_evidence_is_on_file(e: RevocationProposed | RevocationReversalProposed, m: Matter) -> None:
    """R-82: nobody takes a title away, or gives it back, without evidence (证据) on file and a statement of the facts."""
    if not e.evidence:
        raise Rejected("text_missing", rule="R-82", field="evidence")
    for digest in e.evidence:
        sha256_hex(digest, "evidence")
    if not e.statement.strip():
        raise Rejected("text_missing", rule="R-82", field="statement")


@rule("R-82", "D-22")
def the_rejection_has_reasons_and_minutes(e: RevocationRejected, m: Matter) -> None:
    """R-82, D-22: the committee says why there is no ground (不予撤销理由); its minutes are on file."""
    if not e.reasons.strip():
        raise Rejected("text_missing", rule="R-82", field="reasons")
    sha256_hex(e.minutes_digest, "minutes_digest")


@rule("R-75", "R-83", "D-21")
def nothing_about_the_case_is_still_open(m: Matter) -> None:
    """R-75, R-83, D-21: a title is not taken while an objection (异议) or a re-examination (复核) of its case is open.

    The proposal and the hearing may go on meanwhile; the decision waits, so that it rests on what the other finds.
    """
    undecided = list(open_objections(m, m.stream))
    appeal = m.world[appeal_id(m.stream)]
    if appeal is not None and appeal.status == Phase.OPEN:
        undecided.append(appeal_id(m.stream))
    if undecided:
        raise Rejected("case_disputed", open=undecided)


@rule("D-23")
def who_decides_on_the_title_did_not_score_the_case(m: Matter) -> None:
    """D-23, rulebook 1.12: who scored the case in any round decides neither its revocation nor a reversal (职责分离)."""
    the_actor_scored_none_of([m.stream], m)


@rule("R-83", "D-22")
def another_person_revokes_exactly_what_was_proposed(e: TitleRevoked, m: Matter) -> None:
    """R-83, D-22: two persons (双人): whoever proposed does not decide, and the decision names the proposal and ground."""
    proposal: Proposed = m.state.award.proposal
    _second_person(proposal, e.proposal, m)
    if e.ground != proposal.ground:
        raise Rejected("not_as_registered", rule="R-82", field="ground", given=e.ground, registered=proposal.ground)


@rule("R-83", "D-22")
def the_decision_has_its_number_and_the_committees_opinion(e: TitleRevoked, m: Matter) -> None:
    """R-83, D-22: CAQ decides by a numbered document (文号), on the committee's opinion (委员会意见)."""
    if not e.document_no.strip():
        raise Rejected("text_missing", rule="R-83", field="document_no")
    sha256_hex(e.opinion_digest, "opinion_digest")


@rule("R-83")
def the_revocation_is_not_announced_yet(m: Matter) -> None:
    """R-83: a revocation is announced (公告) once."""
    if m.state.award.announced:
        raise Rejected("revocation_already_announced")


@rule("R-83")
def every_mandatory_channel_carries_the_revocation(e: RevocationAnnounced, m: Matter) -> None:
    """R-83: revoked AND announced (撤销称号并公告), on each mandatory channel, not before the decision; text on file."""
    every_mandatory_channel_carries(e.postings, m.state.award.revoked_at, m)
    sha256_hex(e.text_digest, "text_digest")


@rule("R-83")
def another_person_reverses_exactly_what_was_proposed(e: RevocationReversed, m: Matter) -> None:
    """R-83, D-22: a wrongful revocation is reversed (纠正) by two persons and a numbered document."""
    reversal: Proposed = m.state.award.reversal
    if not reversal.digest:
        raise Rejected("reversal_not_proposed")
    _second_person(reversal, e.proposal, m)
    if not e.document_no.strip():
        raise Rejected("text_missing", rule="R-83", field="document_no")


def _second_person(proposal: Proposed, named: str, m: Matter) -> None:
    somebody_else_acts(m, "D-22", proposal.by)
    the_proposal_is_named(named, proposal.digest, "D-22")
