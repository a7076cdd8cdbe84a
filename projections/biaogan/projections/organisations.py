"""Organisations (申报组织): name, credit code and kind, as registered."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Annotated

from biaogan.domain.act import Recorded
from biaogan.domain.events import OrganisationRegistered
from biaogan.projections.cipher import Sealed
from biaogan.projections.reader import Reader
from biaogan.projections.versioned import Store, Versioned, View, instant


@dataclass(frozen=True, slots=True)
class OrganisationRow:
    """An organisation (申报组织), R-24. ``None`` where a value is erased."""

    id: str
    full_name: Annotated[str | None, Sealed("id")]
    credit_code: Annotated[str | None, Sealed("id")]
    enterprise_type: Annotated[str | None, Sealed("id")]
    industry: Annotated[str | None, Sealed("id")]
    address: Annotated[str | None, Sealed("id")]
    synthetic: bool
    """Made for a demonstration: no such organisation exists."""
    registered_at: str
    since: int


ORGANISATIONS = Versioned("view_organisation", OrganisationRow, ["id"])
VIEW = View("organisations", ORGANISATIONS)


@VIEW.on(OrganisationRegistered)
def _registered(store: Store, r: Recorded, e: OrganisationRegistered) -> None:
    row = {
        "id": r.stream,
        "full_name": e.full_name,
        "credit_code": e.credit_code,
        "enterprise_type": e.enterprise_type,
        "industry": e.industry,
        "address": e.address,
        "synthetic": bool(e.synthetic),
        "registered_at": instant(r.at),
    }
    store[ORGANISATIONS].supersede(r.position, row, first=r.version == 1)


_BY_ID = ORGANISATIONS.equals("id")


def organisation(reader: Reader, id_: str, at: int) -> OrganisationRow | None:
    """The organisation as it stood at position ``at``."""
    return reader.one(ORGANISATIONS, _BY_ID, id=id_, at=at)


def organisations(reader: Reader, ids: Collection[str], at: int) -> tuple[OrganisationRow, ...]:
    """Those of ``ids`` that exist at position ``at``, by id."""
    return reader.among(ORGANISATIONS, "id", ids, at)
