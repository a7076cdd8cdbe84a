"""The register of titles (称号名录): who holds which, and a tombstone for each that is revoked or given back. R-83, D-11."""

from dataclasses import dataclass
from typing import Annotated, Any

from biaogan.domain import events as ev
from biaogan.domain.act import Recorded
from biaogan.domain.forms import Posting
from biaogan.domain.ids import kind_of
from biaogan.projections.cases import CASES
from biaogan.projections.cipher import Sealed
from biaogan.projections.keyset import Key, Keyset, Part
from biaogan.projections.reader import Reader
from biaogan.projections.values import listed
from biaogan.projections.versioned import Store, Versioned, View, instant

VALID, REVOKED, RENOUNCED = "VALID", "REVOKED", "RENOUNCED"


@dataclass(frozen=True, slots=True)
class TitleRow:
    """A title (称号). Public, the last status check excepted."""

    case: str
    title_no: str
    year: int
    cycle: str
    organisation: str
    organisation_name: Annotated[str | None, Sealed("organisation")]
    title: Annotated[str | None, Sealed("case")]
    """Title of the experience (经验名称)."""
    unit: str
    status: str
    """``VALID``, ``REVOKED`` or ``RENOUNCED``: a revocation under review is not public."""
    granted_at: str
    ended_at: str | None
    ground: str | None
    """Of the revocation, R-82; or why it was given back."""
    document_no: str | None
    """Of the decision that revoked it, or reversed that."""
    postings: tuple[Posting, ...] | None
    """Where the revocation was announced (撤销公告)."""
    restored_at: str | None
    """When a wrongful revocation was reversed (恢复称号)."""
    checked_year: Annotated[int | None, Sealed("case")]
    """Year of the last status check (年度核查), D-36."""
    checked_on: Annotated[str | None, Sealed("case")]
    since: int


TITLES = Versioned("view_title", TitleRow, ["case"], ["cycle"], ["year"], ["organisation"])
VIEW = View("titles", TITLES)


@VIEW.on(ev.TitleGranted)
def _granted(store: Store, r: Recorded, e: ev.TitleGranted) -> None:
    case = store[CASES].current(r.stream)
    if case is None:
        return
    same = ("cycle", "organisation", "organisation_name", "title", "unit")
    row: dict[str, Any] = dict.fromkeys(TITLES.fields) | {name: case[name] for name in same}
    known = {"case": r.stream, "title_no": e.title_no or "", "year": e.year or 0}
    store[TITLES].supersede(r.position, row | known | {"status": VALID, "granted_at": instant(r.at)})


def _amend(store: Store, r: Recorded, **changes: Any) -> None:
    if kind_of(r.stream) == "case":
        store[TITLES].amend(r.position, r.stream, **changes)


@VIEW.on(ev.StatusCheckRecorded)
def _checked(store: Store, r: Recorded, e: ev.StatusCheckRecorded) -> None:
    _amend(store, r, checked_year=e.year, checked_on=e.checked_on)


@VIEW.on(ev.TitleRevoked)
def _revoked(store: Store, r: Recorded, e: ev.TitleRevoked) -> None:
    ended = {"status": REVOKED, "ended_at": instant(r.at), "postings": None, "restored_at": None}
    _amend(store, r, ground=e.ground, document_no=e.document_no, **ended)


@VIEW.on(ev.RevocationAnnounced)
def _announced(store: Store, r: Recorded, e: ev.RevocationAnnounced) -> None:
    _amend(store, r, postings=listed(e.postings))


@VIEW.on(ev.RevocationReversed)
def _restored(store: Store, r: Recorded, e: ev.RevocationReversed) -> None:
    restored = {"status": VALID, "ended_at": None, "ground": None, "restored_at": instant(r.at)}
    _amend(store, r, document_no=e.document_no, **restored)


@VIEW.on(ev.TitleRenounced)
def _renounced(store: Store, r: Recorded, e: ev.TitleRenounced) -> None:
    _amend(store, r, status=RENOUNCED, ended_at=instant(r.at), ground=e.reason)


_OF_CASE = TITLES.equals("case")
REGISTER = Keyset(TITLES, "year", "title_no", "case")
"""By year and number of the title."""


def title(reader: Reader, case: str, at: int) -> TitleRow | None:
    """The title of a case at position ``at``; a revoked one too."""
    return reader.one(TITLES, _OF_CASE, case=case, at=at)


def register(
    reader: Reader, at: int, first: int, after: Key | None, *, cycle: str | None, year: int | None
) -> Part[TitleRow]:
    """The next titles behind ``after``."""
    return REGISTER.page(reader, at, first, after, cycle=cycle, year=year)
