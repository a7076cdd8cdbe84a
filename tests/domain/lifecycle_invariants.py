"""What must hold after every act of a year, told from the recorded events alone: nothing here asks the rules.

A ``Watch`` takes the records one by one, as an investigator would read them in the log, and raises AssertionError with a
sentence about the first thing that is wrong.
"""

from collections import defaultdict
from dataclasses import dataclass, field, fields
from typing import Any

import world as w

from biaogan.domain import events as ev
from biaogan.domain import ids
from biaogan.domain.act import Recorded
from biaogan.domain.lifecycle import ACTS
from biaogan.domain.status import Status
from biaogan.domain.two_person import act_digest

MOVES = {
    row.event: (frozenset(row.sources), row.target)
    for row in ACTS
    if row.kind == "case" and row.target in Status.__members__.values()
}
"""Acts on a case that move it, from the table: allowed sources and target."""
DUTIES = {
    "expert": "expert",
    "investigator": "investigator",
    "caq_approver": "approver",
    "integrity_auditor": "auditor",
}
"""Roles of which nobody acts in two on the same case (rulebook 1.12)."""
APPROVING = {Status.APPROVED, Status.TITLED}


@dataclass
class Watch:
    """Follows a year. ``quotas``: code of each unit -> the most cases its letter may name."""

    quotas: dict[str, int]
    cycle: str
    status: dict[str, str] = field(default_factory=dict)
    organisation: dict[str, str] = field(default_factory=dict)
    places: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    ranks: dict[tuple[str, int], str] = field(default_factory=dict)
    closed: set[str] = field(default_factory=set)
    objections: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    duties: dict[str, dict[str, set[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))
    proposals: dict[str, str] = field(default_factory=dict)

    def take(self, recorded: Recorded) -> None:
        """One more record. Raises AssertionError."""
        event = recorded.event
        self._quota(recorded)
        self._ranks(event)
        self._status(recorded)
        self._scores(recorded)
        self._two_persons(recorded)
        self._duties(recorded)
        self._objections(recorded)

    def _quota(self, recorded: Recorded) -> None:
        event, roster = recorded.event, self.places[recorded.stream]
        if isinstance(event, ev.RosterPlaceTaken):
            roster.add(event.case)
        elif isinstance(event, ev.RosterPlaceFreed):
            roster.discard(event.case)
        for unit, quota in self.quotas.items():
            if recorded.stream == ids.roster_id(self.cycle, unit):
                assert len(roster) <= quota, f"{unit} holds {len(roster)} places of {quota}"
        if isinstance(event, ev.T1BatchSigned):
            assert len(event.entries) <= self.quotas[event.unit], f"{event.unit} names more than its quota"

    def _ranks(self, event: Any) -> None:
        for entries in (getattr(event, name, None) for name in ("entries", "selected")):
            if entries:
                ranks = sorted(entry.rank for entry in entries)
                assert ranks == list(range(1, len(ranks) + 1)), f"ranks {ranks} in {event.TOPIC}"
                cases = [entry.case for entry in entries]
                assert len(set(cases)) == len(cases), f"a case twice in {event.TOPIC}"

    def _status(self, recorded: Recorded) -> None:
        event, case = recorded.event, recorded.stream
        if not case.startswith("case_"):
            return
        before = self.status.get(case)
        if isinstance(event, ev.CaseDrafted):
            self.organisation[case] = event.organisation
            self.status[case] = Status.DRAFT
            live = [c for c, o in self.organisation.items() if o == event.organisation and self._live(c)]
            assert len(live) == 1, f"{event.organisation} has {len(live)} live cases"
        elif type(event) in MOVES:
            sources, target = MOVES[type(event)]
            assert before in sources, f"{event.TOPIC} on a case that is {before}"
            self.status[case] = str(target)
        elif isinstance(event, ev.CaseMoved | ev.ObjectionSettled | ev.CaseReinstated):
            ended = before is not None and Status(before).terminal and not isinstance(event, ev.CaseReinstated)
            self.status[case] = event.to if event.to in Status.__members__ and not ended else str(before)
        elif isinstance(event, ev.CaseHeldForObjection):
            self.status[case] = Status.NOTICE_HELD if before == Status.NOTICE else str(before)
        elif isinstance(event, ev.CasePromoted):
            self.status[case] = Status.RE_NOTICE
        elif isinstance(event, ev.CaseRenoticed):
            self.status[case] = Status.NOTICE_HELD if self.objections[case] else Status.NOTICE
        elif isinstance(event, ev.CaseRecommendedByT1):
            self.status[case] = Status.T1_RECOMMENDED
        elif isinstance(event, ev.CaseSelectedByProvince):
            self.status[case] = Status.PROV_SELECTED
        elif isinstance(event, ev.CaseNotSelectedByProvince):
            self.status[case] = Status.PROV_NOT_SELECTED
        elif isinstance(event, ev.TitleGranted):
            self.status[case] = Status.TITLED
        after = self.status.get(case)
        returns = isinstance(event, ev.CaseReinstated | ev.CasePromoted | ev.RevocationReversed)
        if after != before and before is not None and Status(before).terminal and not returns:
            raise AssertionError(f"{event.TOPIC} moves a case that had ended as {before}")
        if after != before and after in APPROVING:
            assert not self.objections[case], f"{case} is {after} with an open objection"
            assert before in {
                Status.NOTICE_CLEARED,
                Status.APPROVED,
                Status.REVOCATION_REVIEW,
                Status.REVOKED,
                after,
            }, f"{case} went from {before} to {after}"

    def _live(self, case: str) -> bool:
        return not Status(self.status[case]).terminal

    def _scores(self, recorded: Recorded) -> None:
        event = recorded.event
        if isinstance(event, ev.ReviewRoundClosed):
            self.closed.add(recorded.stream)
        if isinstance(event, ev.ScoreSheetLocked):
            assert event.round not in self.closed, "a sheet after the round was closed"
            assert recorded.stream == w.sheet_id(event.round, event.case, recorded.actor), "somebody else's sheet"

    def _two_persons(self, recorded: Recorded) -> None:
        event = recorded.event
        if any(found.name == "proposal" for found in fields(event)):  # type: ignore[arg-type]
            proposer = self.proposals.get(event.proposal)  # type: ignore[attr-defined]
            assert proposer is not None, f"{event.TOPIC} approves what nobody proposed"
            assert proposer != recorded.actor, f"{event.TOPIC}: one person did both"
        self.proposals[act_digest(event)] = recorded.actor

    def _duties(self, recorded: Recorded) -> None:
        duty = DUTIES.get(recorded.role)
        named = getattr(recorded.event, "case", None)
        case = named if isinstance(named, str) else recorded.stream
        if duty is None or not case.startswith("case_"):
            return
        held = self.duties[case][recorded.actor]
        held.add(duty)
        assert len(held) == 1, f"{recorded.actor} acts as {sorted(held)} on {case}"

    def _objections(self, recorded: Recorded) -> None:
        topic = recorded.event.TOPIC.partition("/")[0]
        case = getattr(recorded.event, "case", None)
        if topic == "objection_admitted" and isinstance(case, str):
            self.objections[case].add(recorded.stream)
        elif topic == "objection_decided":
            for open_ in self.objections.values():
                open_.discard(recorded.stream)
