"""What an act of a committee or a group came of (表决): the vote, told in counts and never by name, to whom the vote is open.

Promises: a vote on several cases is told of the one that is asked about, so neither how many there were nor their order is;
whoever may see the act but not the vote learns that there was one, as the rules demand, and what withholds it.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from biaogan.domain.events import (
    DeliberationConcluded,
    DeskConsensusConcluded,
    FinalListAdopted,
    GroupReportAdopted,
    ObjectionDecided,
    TieVoteRecorded,
)
from biaogan.domain.forms import CaseVote
from biaogan.domain.forms_objection import Ballot
from biaogan.domain.rules.adjudication import ABSENCES, VOTES
from biaogan.graphql.why_chain import Chain, Gate, Steps, Told
from biaogan.graphql.why_gates import subject_of
from biaogan.graphql.why_kinds import WhyKind
from biaogan.graphql.why_port import Trace


def voted(chain: Chain, trace: Trace) -> Steps:
    """The vote that an act came of; () where it came of none, or of one on other cases."""
    event: Any = None if trace.told is None else trace.told.event
    match event:
        case DeskConsensusConcluded() | GroupReportAdopted():
            return _on_the_case(chain, trace, event.votes, _within(chain, trace, "group.sealed"), "D-07")
        case TieVoteRecorded():
            return _on_the_case(chain, trace, event.votes, _within(chain, trace, "round.panels"), "D-04")
        case FinalListAdopted():
            return _on_the_case(chain, trace, event.votes, _of_the_case(chain), "R-72")
        case DeliberationConcluded():
            return _by_members(chain, trace, event.ballots, _of_the_case(chain), "D-35")
        case ObjectionDecided():
            return _by_members(chain, trace, event.ballots, _of_the_objection(chain, trace), "D-19")
    return ()


def _within(chain: Chain, trace: Trace, klass: str) -> Gate | None:
    """The vote is of the group, or the round; who has an interest in the case is told of neither."""
    subject, case = subject_of(chain.reading, trace.face.stream), subject_of(chain.reading, chain.case)
    if subject is None or case is None:
        return None
    return Gate(trace.face.stream, klass, replace(subject, organisation=case.organisation, case=chain.case))


def _of_the_case(chain: Chain) -> Gate | None:
    subject = subject_of(chain.reading, chain.case) if chain.case else None
    return None if subject is None else Gate(chain.case, "case.sealed", subject)


def _of_the_objection(chain: Chain, trace: Trace) -> Gate | None:
    subject = subject_of(chain.reading, trace.face.stream)
    return None if subject is None else Gate(trace.face.stream, "objection.file", subject)


def _on_the_case(chain: Chain, trace: Trace, votes: Iterable[CaseVote] | None, gate: Gate | None, rule: str) -> Steps:
    for vote in votes or ():
        if gate is not None and vote.case == chain.case:
            values = {"case": vote.case, "yes": vote.yes, "no": vote.no, "abstained": vote.abstained}
            return _told(chain, trace, gate, Told("voted", values, (rule,), trace.face.stream, trace))
    return ()


def _by_members(chain: Chain, trace: Trace, ballots: Iterable[Ballot] | None, gate: Gate | None, rule: str) -> Steps:
    if gate is None or not ballots:
        return ()
    counts = Counter(ballot.vote for ballot in ballots)
    values = {name if name != "for" else "yes": counts[name] for name in (*VOTES, *ABSENCES)}
    return _told(chain, trace, gate, Told("balloted", values, (rule,), trace.face.stream, trace))


def _told(chain: Chain, trace: Trace, gate: Gate, told: Told) -> Steps:
    return chain.add(WhyKind.VOTE, gate, lambda: told, once=(trace.position, "vote"))
