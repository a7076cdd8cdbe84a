"""Sealed scores (评分密封): nobody reads one before its round is over, except by two persons and aloud. R-13."""

from base64 import b64decode
from hashlib import sha256
from typing import Any

from biaogan.domain.act import World
from biaogan.domain.events import (
    CustodyKeyEnrolled,
    EarlyOpeningApproved,
    EarlyOpeningProposed,
    KeyShareReleased,
    ReviewRoundOpened,
    SealOpened,
)
from biaogan.domain.ids import sheet_id
from biaogan.domain.matter import Matter, rule
from biaogan.domain.person import Person
from biaogan.domain.rejections import Rejected
from biaogan.domain.round import Round
from biaogan.domain.rules.second_person import somebody_else_acts, the_proposal_is_named
from biaogan.domain.seal import CUSTODIANS, Seal
from biaogan.domain.sheet import Sheet
from biaogan.domain.status import Phase

KEY_BYTES = 32


@rule("R-13")
def the_custody_key_is_a_custodians_own(e: CustodyKeyEnrolled, m: Matter) -> None:
    """R-13: only a key custodian (密钥保管人) has a custody key, 32 bytes in base64 (X25519)."""
    person = m.state
    if not isinstance(person, Person) or not person.holds("key_custodian", ""):
        raise Rejected("not_a_custodian", person=m.actor)
    if len(_bytes(e.public_key)) != KEY_BYTES:
        raise Rejected("custody_key_malformed")


@rule("R-13")
def the_custodians_of_the_key_are_named(e: ReviewRoundOpened, m: Matter) -> None:
    """R-13: where the cycle splits the key, enough different custodians (密钥保管人) with a custody key are named."""
    sealing = m.config.sealing
    if sealing.custody != CUSTODIANS:
        if e.custodians:
            raise Rejected("custodians_wrong", given=len(e.custodians), wanted=0)
        return
    if len(set(e.custodians)) != len(e.custodians) or len(e.custodians) < sealing.threshold:
        raise Rejected("custodians_wrong", given=len(set(e.custodians)), wanted=sealing.threshold)
    for name in e.custodians:
        person = m.referred("custodians", name, Person)
        if not person.holds("key_custodian", "") or not person.custody_key:
            raise Rejected("not_a_custodian", person=name)


@rule("R-13")
def the_round_is_still_sealed(m: Matter) -> None:
    """R-13: there is a seal (密封), and it was not opened yet."""
    if not m.state.is_sealed:
        raise Rejected("round_not_sealed", round=m.stream)


@rule("R-13")
def the_seal_may_be_opened(m: Matter) -> None:
    """R-13: the round is closed (启封时机), or two persons have agreed to open it early."""
    seal: Seal = m.state.seal
    if m.state.status != Phase.CLOSED and not seal.early:
        raise Rejected("seal_still_closed", round=m.stream, closes=m.state.closes)


@rule("R-13")
def a_custodian_hands_over_the_own_share_once(e: KeyShareReleased, m: Matter) -> None:
    """R-13: the share (密钥份额) is the one that was given to this custodian, by its digest."""
    seal: Seal = m.state.seal
    if m.actor not in seal.shares:
        raise Rejected("not_a_custodian", person=m.actor)
    if m.actor in seal.released:
        raise Rejected("share_released_already", person=m.actor)
    if sha256(_bytes(e.share)).hexdigest() != seal.shares[m.actor]:
        raise Rejected("share_mismatch", person=m.actor)


@rule("R-13")
def the_key_is_at_hand(m: Matter) -> None:
    """R-13: enough custodians have handed over their share (份额足够), or the operator keeps the key."""
    seal: Seal = m.state.seal
    if not seal.can_be_opened:
        raise Rejected("shares_missing", released=len(seal.released), wanted=seal.threshold)


@rule("R-13")
def the_opening_names_every_sheet(e: SealOpened, m: Matter) -> None:
    """R-13: every sheet of the round becomes readable at once (同时启封), and the opening says so truly."""
    early = m.state.status != Phase.CLOSED
    if sorted(e.sheets) != sheets_of_round(m.stream, m.state, m.world) or e.early != early:
        raise Rejected("sheets_left_out", round=m.stream)


def sheets_of_round(name: str, round_: Round, world: World) -> list[str]:
    """The streams of every sheet (评分表) there is in a round, by id."""
    seats = {(case, expert) for case, experts in round_.panels.items() for expert in experts} | {*round_.stood_aside}
    found = (sheet_id(name, case, expert, round_.salt) for case, expert in seats)
    return sorted(sheet for sheet in found if isinstance(world[sheet], Sheet))


@rule("R-13")
def the_early_opening_has_its_reason(e: EarlyOpeningProposed, m: Matter) -> None:
    """R-13: who wants the scores opened early (提前启封) says why, once."""
    if not e.reason.strip():
        raise Rejected("text_missing", rule="R-13", field="reason")
    if m.state.seal.early:
        raise Rejected("early_opening_agreed", round=m.stream)


@rule("R-13")
def another_person_agrees_to_open_early(e: EarlyOpeningApproved, m: Matter) -> None:
    """R-13: the second person (双人) names exactly what was proposed and is not who proposed it."""
    seal: Seal = m.state.seal
    the_proposal_is_named(e.proposal, seal.proposal, "R-13")
    somebody_else_acts(m, "R-13", seal.proposer)
    if seal.early:
        raise Rejected("early_opening_agreed", round=m.stream)


def _bytes(text: Any) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (TypeError, ValueError):
        return b""
