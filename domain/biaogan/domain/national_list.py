"""The national list (推荐名单) of a cycle, from adoption over consultation, notice and approval to announcement.

Stream ``list_<uuid5 of the cycle>``. The list carries one status; its cases follow by ``CaseMoved``. A case that
is held, removed or noticed anew goes its own way: its own status is then the truth, and the list runs on for the others.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from json import dumps
from typing import Any

from biaogan.domain import events as ev
from biaogan.domain.act import Recorded
from biaogan.domain.folding import if_there
from biaogan.domain.forms import RankedCase
from biaogan.domain.status import Phase, Status


@dataclass(frozen=True, slots=True)
class Outage:
    """A channel that failed during the notice (公示中断); ``restored_at`` is "" while it lasts. Instants as signed."""

    channel: str
    failed_at: str
    restored_at: str = ""
    extended: bool = False


@dataclass(frozen=True, slots=True)
class NationalList:
    """``status`` is ``OPEN`` until adoption, then the status of the cases on the list."""

    cycle: str = ""
    awaiting: tuple[str, ...] = ()
    entries: tuple[RankedCase, ...] = ()
    round: str = ""
    minutes_digest: str = ""
    due_on: str = ""
    closes: str = ""
    status: Phase | Status = Phase.OPEN
    since: datetime | None = None
    """When the list reached its status."""
    struck: tuple[RankedCase, ...] = ()
    """Entries that were on the list and are no longer (移出)."""
    outages: tuple[Outage, ...] = ()
    gone: tuple[str, ...] = ()
    """Cases that have withdrawn or were disqualified: they stay in ``entries``, but nothing more is decided (D-11)."""

    @property
    def cases(self) -> tuple[str, ...]:
        """The listed cases that have not left, first rank first."""
        ranked = sorted(self.entries, key=lambda entry: entry.rank)
        return tuple(entry.case for entry in ranked if entry.case not in self.gone)

    @property
    def ever_listed(self) -> tuple[str, ...]:
        """The listed cases and those that were on the list once."""
        return (*self.cases, *(entry.case for entry in self.struck))

    @property
    def digest(self) -> str:
        """What the ministry, the notice and the approval name the list by."""
        return list_digest(self.entries, self.minutes_digest)


Step = Callable[[NationalList, Any, Recorded], NationalList]


def list_digest(entries: Iterable[RankedCase], minutes_digest: str) -> str:
    """SHA-256 (hex) of the list's canonical JSON, its cases by rank and its minutes (名单摘要).

    The digest is public from the notice on and a short list has few orders: the digest of the minutes, which is not
    public, keeps anybody from trying them out and so learning the ranks (D-24).
    """
    ranked = sorted(entries, key=lambda entry: entry.rank)
    rows = [{"case": entry.case, "rank": entry.rank} for entry in ranked]
    text = dumps({"entries": rows, "minutes": minutes_digest}, sort_keys=True, separators=(",", ":"))
    return sha256(text.encode()).hexdigest()


def _awaits(state: NationalList | None, e: ev.CaseAwaitsDecision, _: Recorded) -> NationalList:
    state = state or NationalList()
    return replace(state, cycle=e.cycle or state.cycle, awaiting=(*state.awaiting, e.case))


def _adopted(state: NationalList | None, e: ev.FinalListAdopted, r: Recorded) -> NationalList:
    state = state or NationalList(e.cycle or "")
    return replace(
        state,
        round=e.round or "",
        entries=tuple(e.entries or ()),
        minutes_digest=e.minutes_digest or "",
        status=Status.RECOMMENDED,
        since=r.at,
    )


def _consultation_opened(state: NationalList, e: ev.MinistryConsultationOpened, r: Recorded) -> NationalList:
    return replace(state, status=Status.CONSULTATION, since=r.at, due_on=e.due_on or "")


def _consultation_closed(state: NationalList, e: ev.MinistryConsultationClosed, r: Recorded) -> NationalList:
    to = Status.DELIBERATION if e.reply == "objects" else Status.CLEARED_FOR_NOTICE
    return replace(state, status=to, since=r.at)


def _noticed(state: NationalList, e: ev.NoticePublished, r: Recorded) -> NationalList:
    return replace(state, status=Status.NOTICE, since=r.at, closes=e.closes or "")


def _left(state: NationalList, e: ev.CaseLeftReview, _: Recorded) -> NationalList:
    waiting = tuple(case for case in state.awaiting if case != e.case)
    return replace(state, awaiting=waiting, gone=(*state.gone, e.case))


def _rejoined(state: NationalList, e: ev.CaseRejoinedReview, _: Recorded) -> NationalList:
    gone = tuple(case for case in state.gone if case != e.case)
    return replace(state, awaiting=(*state.awaiting, e.case), gone=gone)


def _deliberated(state: NationalList, e: ev.DeliberationConcluded, r: Recorded) -> NationalList:
    state = _without(state, {reason.item for reason in e.struck or ()})
    return replace(state, status=Status.CLEARED_FOR_NOTICE, since=r.at)


def _struck(state: NationalList, e: ev.CaseStruckFromList, _: Recorded) -> NationalList:
    return _without(state, {e.case})


def _added(state: NationalList, e: ev.CaseAddedToList, _: Recorded) -> NationalList:
    entries = (*state.entries, RankedCase(e.case or "", e.rank or 0))
    return replace(state, entries=entries, struck=tuple(entry for entry in state.struck if entry.case != e.case))


def _failed(state: NationalList, e: ev.NoticePostingFailed, _: Recorded) -> NationalList:
    return replace(state, outages=(*state.outages, Outage(e.channel or "", e.failed_at or "")))


def _reposted(state: NationalList, e: ev.NoticeReposted, _: Recorded) -> NationalList:
    channel, posted_at = (e.posting.channel, e.posting.posted_at) if e.posting else ("", "")
    return replace(
        state,
        outages=tuple(
            replace(outage, restored_at=posted_at or "")
            if outage.channel == channel and not outage.restored_at
            else outage
            for outage in state.outages
        ),
    )


def _extended(state: NationalList, e: ev.NoticeExtended, _: Recorded) -> NationalList:
    outages = tuple(
        replace(outage, extended=True) if (outage.channel, outage.failed_at) == (e.channel, e.failed_at) else outage
        for outage in state.outages
    )
    return replace(state, outages=outages, closes=e.closes or state.closes)


def _without(state: NationalList, gone: set[str]) -> NationalList:
    kept = tuple(entry for entry in state.entries if entry.case not in gone)
    struck = tuple(entry for entry in state.entries if entry.case in gone)
    return replace(state, entries=kept, struck=(*state.struck, *struck))


def _same(state: NationalList, e: Any, r: Recorded) -> NationalList:
    return state


def _to(status: Status) -> Step:
    def step(state: NationalList, e: Any, r: Recorded) -> NationalList:
        return replace(state, status=status, since=r.at)

    return step


_STEPS: dict[type[ev.Event], Step] = {
    ev.MinistryConsultationOpened: _consultation_opened,
    ev.MinistryConsultationClosed: _consultation_closed,
    ev.DeliberationConcluded: _deliberated,
    ev.CaseStruckFromList: _struck,
    ev.CaseAddedToList: _added,
    ev.NoticePublished: _noticed,
    ev.NoticePostingFailed: _failed,
    ev.NoticeReposted: _reposted,
    ev.NoticeExtended: _extended,
    ev.NoticePeriodExpired: _to(Status.NOTICE_CLEARED),
    ev.ResultApproved: _to(Status.APPROVED),
    ev.ResultRefused: _same,
    ev.ResultAnnounced: _to(Status.TITLED),
    ev.CaseLeftReview: _left,
    ev.CaseRejoinedReview: _rejoined,
}

EVOLVE: dict[type[ev.Event], Callable[[Any, Any, Recorded], Any]] = {
    ev.CaseAwaitsDecision: _awaits,
    ev.FinalListAdopted: _adopted,
    **{event: if_there(step) for event, step in _STEPS.items()},
}
