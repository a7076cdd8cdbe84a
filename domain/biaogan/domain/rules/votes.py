"""Recorded votes (表决), D-04, D-07: quorum, majority, and the vote on a tie. How each person voted is nobody's to know."""

from collections.abc import Collection, Sequence
from fractions import Fraction

from biaogan.domain.case import Case
from biaogan.domain.committee import Committee
from biaogan.domain.events import TieVoteRecorded
from biaogan.domain.forms import CaseVote
from biaogan.domain.ids import committee_id
from biaogan.domain.matter import Matter, rule
from biaogan.domain.rejections import Rejected
from biaogan.domain.round import Round
from biaogan.domain.rules.conflict import conflict_with, nobody_decides_about_the_own_organisation
from biaogan.domain.rules.ranking import the_ranks_are_a_permutation
from biaogan.domain.values import sha256_hex


def the_quorum_is_present(attendance: Sequence[str], seats: Collection[str], m: Matter) -> None:
    """Those present are of the body, nobody twice, and enough of it (法定人数), D-07."""
    if twice := sorted({person for person in attendance if list(attendance).count(person) > 1}):
        raise Rejected("person_twice", persons=twice)
    if strangers := sorted(set(attendance) - set(seats)):
        raise Rejected("not_of_the_committee", persons=strangers)
    quorum = m.config.review.seats.quorum
    if not seats or Fraction(len(attendance), len(seats)) < quorum:
        raise Rejected("quorum_not_met", present=len(attendance), seats=len(seats), wanted=str(quorum))


def carried(votes: Sequence[CaseVote], cases: Collection[str], attendance: Sequence[str], m: Matter) -> set[str]:
    """The cases more than the majority of those present voted for (D-07); each case has one complete count.

    Who is present but must stand aside from a case (回避) counts as an abstention on it, D-23.
    """
    present = len(attendance)
    voted = [vote.case for vote in votes]
    if sorted(voted) != sorted(cases):
        missing, extra = sorted(set(cases) - set(voted)), sorted(set(voted) - set(cases))
        raise Rejected("votes_incomplete", missing=missing, extra=extra)
    for vote in votes:
        given = vote.yes + vote.no + vote.abstained
        if given != present or min(vote.yes, vote.no, vote.abstained) < 0:
            raise Rejected("votes_do_not_add_up", case=vote.case, given=given, present=present)
        case = m.referred("votes", vote.case, Case)
        aside = sum(conflict_with(person, case, m) is not None for person in attendance)
        if vote.abstained < aside:
            raise Rejected("conflicted_members_voted", case=vote.case, aside=aside, abstained=vote.abstained)
    majority = m.config.review.seats.majority
    return {vote.case for vote in votes if present and Fraction(vote.yes, present) > majority}


@rule("D-04")
def the_vote_orders_exactly_the_tied_cases(e: TieVoteRecorded, m: Matter) -> None:
    """D-04: a vote (同分表决) orders all the cases of one tie that the chain could not break, and nothing else."""
    round_: Round = m.state
    the_ranks_are_a_permutation(e.entries)
    voted = {entry.case for entry in e.entries}
    tied = [row for row in round_.results if row["needs_vote"] and row["case"] in voted]
    shared = {row["rank"] for row in tied}
    whole = {row["case"] for row in round_.results if row["needs_vote"] and row["rank"] in shared}
    if len(shared) != 1 or whole != voted:
        raise Rejected("not_a_tie", cases=sorted(voted))


@rule("D-04", "D-23")
def the_tie_vote_is_counted(e: TieVoteRecorded, m: Matter) -> None:
    """D-04, D-23: the vote (同分表决) is counted per case, its minutes named; no interested person presides."""
    sha256_hex(e.minutes_digest, "minutes_digest")
    nobody_decides_about_the_own_organisation([entry.case for entry in e.entries], m)
    votes = {vote.case: vote.yes for vote in e.votes}
    ordered = [entry.case for entry in sorted(e.entries, key=lambda entry: entry.rank)]
    if sorted(votes) != sorted(ordered) or len(votes) != len(e.votes):
        missing, extra = sorted(set(ordered) - set(votes)), sorted(set(votes) - set(ordered))
        raise Rejected("votes_incomplete", missing=missing, extra=extra)
    counts = [votes[case] for case in ordered]
    if min(counts) < 0 or sorted(counts, reverse=True) != counts:
        raise Rejected("order_against_the_vote", votes=counts)


@rule("R-11", "D-04")
def the_chair_presides(m: Matter) -> None:
    """R-11, D-04: where the cycle has a committee, its own chair (主任委员) presides over its decisions."""
    committee = m.world[committee_id(m.cycle)]
    if isinstance(committee, Committee) and committee.chair != m.actor:
        raise Rejected("not_the_leader", person=m.actor)


def live_cases(cases: Sequence[str], m: Matter) -> list[str]:
    """Those of the cases that are still in the procedure (在评项目)."""
    return [case for case in cases if not m.referred("cases", case, Case).status.terminal]
