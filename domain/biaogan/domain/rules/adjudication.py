"""The committee's deliberation (审议), R-75, D-19, D-20, D-35: by recorded vote, with one remedy, members in conflict out."""

from collections.abc import Sequence

from biaogan.domain.case import Case
from biaogan.domain.committee import Committee
from biaogan.domain.events import ApplicantInformed, DeliberationConcluded, ObjectionDecided
from biaogan.domain.forms_objection import Ballot
from biaogan.domain.ids import committee_id, list_id
from biaogan.domain.matter import Matter, rule
from biaogan.domain.national_list import NationalList, list_digest
from biaogan.domain.objection import REMEDIES
from biaogan.domain.person import Person
from biaogan.domain.rejections import Rejected
from biaogan.domain.round import Round
from biaogan.domain.rules.investigation import involved
from biaogan.domain.rules.objection import scorers_of
from biaogan.domain.status import Status
from biaogan.domain.values import sha256_hex

COMMITTEE = frozenset({"committee_chair", "vice_chair", "group_leader", "expert"})
VOTES = ("for", "against", "abstain")
ABSENCES = ("absent", "recused")


@rule("R-75", "D-19", "D-23")
def the_committee_votes(e: ObjectionDecided, m: Matter) -> None:
    """R-75, D-19, D-23: quorum and majority (法定人数、多数), and nobody votes who filed, investigated or is involved."""
    case = m.referred("case", m.state.case, Case)
    out = {m.state.filer, *m.state.investigators}
    _the_vote_carries(e.ballots, [(m.state.case, case)], out, m)
    sha256_hex(e.minutes_digest, "minutes_digest")
    if not e.reasons.strip():
        raise Rejected("text_missing", rule="R-75", field="reasons")


@rule("D-35")
def the_committee_votes_on_the_list(e: DeliberationConcluded, m: Matter) -> None:
    """D-35, D-19: the answer to the ministry's opinion (审议结论) is voted on like any; who is on the list stands aside."""
    listed = [(name, m.referred("entries", name, Case)) for name in m.state.cases]
    _the_vote_carries(e.ballots, listed, set(), m)
    sha256_hex(e.minutes_digest, "minutes_digest")
    if not e.reasons.strip():
        raise Rejected("text_missing", rule="D-35", field="reasons")


def _the_vote_carries(ballots: Sequence[Ballot], cases: list[tuple[str, Case]], out: set[str], m: Matter) -> None:
    members = [ballot.member for ballot in ballots]
    if twice := sorted({member for member in members if members.count(member) > 1}):
        raise Rejected("ballot_twice", members=twice)
    for ballot in ballots:
        if ballot.vote not in (*VOTES, *ABSENCES):
            raise Rejected("unknown_reference", rule="D-19", field="vote", value=ballot.vote)
        person = m.referred("ballots", ballot.member, Person)
        if not COMMITTEE & {role for role, _ in person.roles}:
            raise Rejected("not_of_the_committee", persons=[ballot.member])
        conflicted = ballot.member in out or any(involved(person, case) for _, case in cases)
        if conflicted and ballot.vote in VOTES:
            raise Rejected("conflicted_member_votes", person=ballot.member)
    committee = m.world[committee_id(m.cycle)]
    if isinstance(committee, Committee) and set(members) != set(committee.seats):
        raise Rejected("ballots_not_of_the_seats", persons=sorted(set(members) ^ set(committee.seats)))
    terms = m.config.objection
    entitled = sum(ballot.vote != "recused" for ballot in ballots)
    present = sum(ballot.vote in VOTES for ballot in ballots)
    agreed = sum(ballot.vote == "for" for ballot in ballots)
    if not present or present < terms.quorum * entitled:
        raise Rejected("quorum_missing", present=present, entitled=entitled, quorum=str(terms.quorum))
    if not agreed > terms.majority * present:
        raise Rejected("majority_missing", agreed=agreed, present=present, majority=str(terms.majority))


@rule("R-75", "D-19")
def deciding_by_scorers_is_disclosed(e: ObjectionDecided, m: Matter) -> None:
    """R-75, D-19: the rules send an objection to the committee that scored the case (独立性缺口); the record says so."""
    scorers = scorers_of(m, m.referred("case", m.state.case, Case), m.state.case)
    found = any(ballot.vote in VOTES and ballot.member in scorers for ballot in e.ballots)
    if e.decided_by_scorers != found:
        raise Rejected("scorers_flag_wrong", given=e.decided_by_scorers, expected=found)


@rule("R-75", "D-20")
def the_decision_carries_one_remedy(e: ObjectionDecided, m: Matter) -> None:
    """R-75, D-20: one remedy of a closed list (处理方式), of the outcome it belongs to; a correction says what it is."""
    if e.remedy not in REMEDIES:
        raise Rejected("unknown_reference", rule="D-20", field="remedy", value=e.remedy)
    if REMEDIES[e.remedy] != e.outcome:
        raise Rejected("remedy_not_of_the_outcome", remedy=e.remedy, outcome=e.outcome, expected=REMEDIES[e.remedy])
    if e.outcome == "corrected" and not e.correction.strip():
        raise Rejected("text_missing", rule="D-20", field="correction")
    if e.title and e.remedy != "correct":
        raise Rejected("remedy_not_of_the_outcome", remedy=e.remedy, outcome=e.outcome, expected="correct")


@rule("D-20")
def the_next_in_rank_is_promoted_only_where_the_cycle_says_so(e: ObjectionDecided, m: Matter) -> None:
    """D-20: no replacement (不递补) unless the cycle refills; then the next case in rank, and no other."""
    if e.remedy != "replace":
        if e.replacement:
            raise Rejected("replacement_wrong", given=e.replacement, expected=None)
        return
    if not m.config.objection.refill:
        raise Rejected("refill_not_configured")
    if e.replacement != (expected := next_in_rank(m)):
        raise Rejected("replacement_wrong", given=e.replacement, expected=expected)


def next_in_rank(m: Matter) -> str | None:
    """The best case of the statistics that is not, and never was, on the list (递补项目); ``None`` if there is none."""
    adopted = list_of(m)
    round_ = m.world[adopted.round]
    order = round_.order if isinstance(round_, Round) else ()
    past = set(adopted.ever_listed)
    left = (name for name in order if name not in past)
    return next((name for name in left if getattr(m.world[name], "status", None) == Status.NOT_RECOMMENDED), None)


def list_of(m: Matter) -> NationalList:
    """The list of the cycle."""
    return m.referred("list", list_id(m.cycle), NationalList)


@rule("D-35")
def what_remains_is_named_by_its_digest(e: DeliberationConcluded, m: Matter) -> None:
    """D-35: cases are struck (删除) with a reason each, the others keep their order, and the signed digest is of those."""
    struck = [reason.item for reason in e.struck]
    if unknown := sorted({name for name in struck if name not in m.state.cases or struck.count(name) > 1}):
        raise Rejected("not_on_the_list", cases=unknown)
    if any(not reason.text.strip() for reason in e.struck):
        raise Rejected("text_missing", rule="D-35", field="struck")
    kept = [entry for entry in m.state.entries if entry.case not in struck]
    if e.list_digest != (expected := list_digest(kept, m.state.minutes_digest)):
        raise Rejected("digest_mismatch", rule="D-35", field="list_digest", given=e.list_digest, expected=expected)


@rule("R-75")
def the_applicant_is_informed_once(e: ApplicantInformed, m: Matter) -> None:
    """R-75, D-21: the applicant gets the decision once (告知申报组织), a letter named by its digest."""
    sha256_hex(e.letter_digest, "letter_digest")
    if m.state.applicant_informed:
        raise Rejected("already_informed", who="applicant")
