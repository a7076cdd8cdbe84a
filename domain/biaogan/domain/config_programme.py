"""Section ``[programme]`` of the cycle file: what the year's call tells everybody and no decision rests on (活动说明)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from biaogan.domain.config_faults import Faults
from biaogan.domain.config_model import Term
from biaogan.domain.config_reader import Reader

TEXTS = ("purpose", "focus", "unit_duties", "guidance")
"""Texts that have to be there: R-84, R-87, R-23, R-21."""
TIERS = ("province", "national")
"""Who takes deliveries (报送对象), R-86."""


@dataclass(frozen=True, slots=True)
class Briefing:
    """The online briefing (说明会), R-19."""

    starts: datetime
    """When it begins: an instant with an offset."""
    ends: datetime
    """When it ends: an instant with an offset."""
    topics: tuple[Term, ...]
    """What it is about, in the order of the agenda."""


@dataclass(frozen=True, slots=True)
class Contact:
    """Where a tier takes paper and electronic deliveries (联系方式), R-86: a role's mailbox, no person."""

    tier: str
    """``province`` or ``national``."""
    zh: str
    """The receiving office in Chinese."""
    en: str
    """The receiving office in English."""
    mailbox: str
    """E-mail address of the role."""
    address: str
    """Postal address for the paper set."""
    postcode: str
    """Six digits."""


@dataclass(frozen=True, slots=True)
class Programme:
    """Texts, briefing and contacts of the year's call (活动说明), R-19, R-21, R-23, R-84, R-86, R-87."""

    texts: Mapping[str, Term]
    """``purpose`` (R-84), ``focus`` (R-87), ``unit_duties`` (R-23) and ``guidance`` (R-21), in Chinese and English."""
    briefing: Briefing
    """The online briefing (说明会), R-19."""
    contacts: Mapping[str, Contact]
    """By tier, R-86."""


def read(reader: Reader, faults: Faults) -> Programme:
    """The section, with its faults noted."""
    programme = reader.table("programme")
    briefing = programme.table("briefing")
    contacts = [_contact(row) for row in programme.tables("contacts")]
    tiers = [contact.tier for contact in contacts]
    for tier in TIERS:
        if contacts and tiers.count(tier) != 1:
            faults.add("programme.contacts", "inconsistent", given=", ".join(tiers), expected=", ".join(TIERS))
    found = Programme(
        {name: _text(name, programme.table(name)) for name in TEXTS},
        Briefing(
            briefing.instant("starts"),
            briefing.instant("ends"),
            tuple(_text(str(place), row) for place, row in enumerate(briefing.tables("topics"), 1)),
        ),
        {contact.tier: contact for contact in contacts},
    )
    if not faults.within("programme") and found.briefing.ends <= found.briefing.starts:
        given = found.briefing.ends.isoformat()
        faults.add("programme.briefing.ends", "inconsistent", given=given, expected="after starts")
    return found


def _text(name: str, row: Reader) -> Term:
    return Term(name, row.text("zh"), row.text("en"))


def _contact(row: Reader) -> Contact:
    return Contact(
        row.choice("tier", TIERS),
        row.text("zh"),
        row.text("en"),
        row.text("mailbox", r"[^@\s]+@[^@\s]+"),
        row.text("address"),
        row.text("postcode", r"[0-9]{6}"),
    )
