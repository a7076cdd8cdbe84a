"""The national list (推荐名单) of a cycle: adopted, consulted upon, noticed to the public, approved, announced.

Its status is what the domain's own fold says; each step keeps what was signed in it, with the time of its record.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any

from biaogan.domain import events as ev
from biaogan.domain.act import Recorded
from biaogan.domain.forms import Posting, RankedCase
from biaogan.domain.ids import kind_of
from biaogan.domain.national_list import EVOLVE, NationalList, Outage, list_digest
from biaogan.domain.status import Status
from biaogan.projections.cipher import Sealed
from biaogan.projections.reader import Reader
from biaogan.projections.versioned import Store, Versioned, View, instant


@dataclass(frozen=True, slots=True)
class NationalListRow:
    """The list (推荐名单), R-72..R-76. A value is ``None`` until its step is taken."""

    id: str
    cycle: str | None
    status: str
    """A value of :class:`biaogan.domain.status.Status`."""
    round: str | None
    entries: Annotated[tuple[RankedCase, ...] | None, Sealed("id")]
    """First rank first."""
    digest: Annotated[str | None, Sealed("id")]
    """What consultation, notice and approval name the list by."""
    minutes_digest: Annotated[str | None, Sealed("id")]
    override_reason: Annotated[str | None, Sealed("id")]
    adopted_at: str
    consultation_due_on: str | None = None
    consultation_opened_at: str | None = None
    consultation_reply: Annotated[str | None, Sealed("id")] = None
    """``none``, ``agreed`` or ``objects``."""
    consultation_comments: Annotated[str | None, Sealed("id")] = None
    consultation_closed_at: str | None = None
    notice_postings: tuple[Posting, ...] | None = None
    notice_contact: str | None = None
    notice_closes: str | None = None
    """Exclusive end of the notice period (公示期), as signed."""
    notice_published_at: str | None = None
    notice_expired_at: str | None = None
    notice_outages: tuple[Outage, ...] | None = None
    """When channels did not show it (公示中断), in the order they were reported."""
    approval_document_no: Annotated[str | None, Sealed("id")] = None
    approved_at: str | None = None
    announcement_postings: tuple[Posting, ...] | None = None
    announcement_digest: str | None = None
    announced_at: str | None = None
    since: int = -1


LISTS = Versioned("view_national_list", NationalListRow, ["id"], ["cycle"])
VIEW = View("notices", LISTS)


def _step(store: Store, r: Recorded, **changes: Any) -> None:
    """One further step: the list's next status, and what the step adds."""
    row = store[LISTS].current(r.stream)
    if row is not None and kind_of(r.stream) == "list":
        state = NationalList(cycle=row["cycle"] or "", status=Status(row["status"]))
        status = EVOLVE[type(r.event)](state, r.event, r).status
        store[LISTS].amend(r.position, r.stream, status=status.value, **changes)


@VIEW.on(ev.FinalListAdopted)
def _adopted(store: Store, r: Recorded, e: ev.FinalListAdopted) -> None:
    entries = tuple(sorted(e.entries or (), key=lambda entry: entry.rank))
    row = dict.fromkeys(LISTS.fields) | {
        "id": r.stream,
        "cycle": e.cycle,
        "status": Status.RECOMMENDED.value,
        "round": e.round,
        "entries": entries,
        "digest": list_digest(entries, e.minutes_digest or ""),
        "minutes_digest": e.minutes_digest,
        "override_reason": e.override_reason,
        "adopted_at": instant(r.at),
    }
    store[LISTS].supersede(r.position, row)


@VIEW.on(ev.MinistryConsultationOpened)
def _consultation_opened(store: Store, r: Recorded, e: ev.MinistryConsultationOpened) -> None:
    _step(store, r, consultation_due_on=e.due_on, consultation_opened_at=instant(r.at))


@VIEW.on(ev.MinistryConsultationClosed)
def _consultation_closed(store: Store, r: Recorded, e: ev.MinistryConsultationClosed) -> None:
    at = instant(r.at)
    _step(store, r, consultation_reply=e.reply, consultation_comments=e.comments, consultation_closed_at=at)


@VIEW.on(ev.DeliberationConcluded)
def _deliberated(store: Store, r: Recorded, e: ev.DeliberationConcluded) -> None:
    _step(store, r)
    _relisted(store, r, lambda state: EVOLVE[type(e)](state, e, r))


@VIEW.on(ev.CaseStruckFromList, ev.CaseAddedToList)
def _changed(store: Store, r: Recorded, e: Any) -> None:
    _relisted(store, r, lambda state: EVOLVE[type(e)](state, e, r))


def _relisted(store: Store, r: Recorded, fold: Callable[[NationalList], NationalList]) -> None:
    """Other cases on the list, so another digest."""
    row = store[LISTS].current(r.stream)
    if row is not None and kind_of(r.stream) == "list":
        state = fold(NationalList(entries=tuple(row["entries"] or ()), minutes_digest=row["minutes_digest"] or ""))
        entries = tuple(sorted(state.entries, key=lambda entry: entry.rank))
        store[LISTS].amend(r.position, r.stream, entries=entries, digest=state.digest)


@VIEW.on(ev.NoticePostingFailed, ev.NoticeReposted)
def _interrupted(store: Store, r: Recorded, e: Any) -> None:
    _step(store, r, notice_outages=_outages(store, r))


@VIEW.on(ev.NoticeExtended)
def _extended(store: Store, r: Recorded, e: ev.NoticeExtended) -> None:
    _step(store, r, notice_closes=e.closes, notice_outages=_outages(store, r))


def _outages(store: Store, r: Recorded) -> tuple[Outage, ...]:
    """The outages after an event on them, by the domain's own fold."""
    row = store[LISTS].current(r.stream) or {}
    state: NationalList = EVOLVE[type(r.event)](
        NationalList(outages=tuple(row.get("notice_outages") or ())), r.event, r
    )
    return state.outages


@VIEW.on(ev.NoticePublished)
def _published(store: Store, r: Recorded, e: ev.NoticePublished) -> None:
    postings = tuple(e.postings or ())
    at = instant(r.at)
    _step(store, r, notice_postings=postings, notice_contact=e.contact, notice_closes=e.closes, notice_published_at=at)


@VIEW.on(ev.NoticePeriodExpired)
def _expired(store: Store, r: Recorded, e: ev.NoticePeriodExpired) -> None:
    _step(store, r, notice_expired_at=instant(r.at))


@VIEW.on(ev.ResultApproved)
def _approved(store: Store, r: Recorded, e: ev.ResultApproved) -> None:
    _step(store, r, approval_document_no=e.document_no, approved_at=instant(r.at))


@VIEW.on(ev.ResultAnnounced)
def _announced(store: Store, r: Recorded, e: ev.ResultAnnounced) -> None:
    at = instant(r.at)
    _step(store, r, announcement_postings=tuple(e.postings or ()), announcement_digest=e.text_digest, announced_at=at)


_OF_CYCLE = LISTS.equals("cycle")


def national_list(reader: Reader, cycle: str, at: int) -> NationalListRow | None:
    """The cycle's list at position ``at``; ``None`` before it is adopted."""
    return reader.one(LISTS, _OF_CYCLE, cycle=cycle, at=at)
