"""Erasing by two persons (删除个人信息), D-25: which keys, on what ground, and who destroys them."""

from biaogan.domain.case import Case
from biaogan.domain.erasure import PERSONAL_REQUEST, RETENTION_LAPSED, Erasure
from biaogan.domain.event import PERSONAL
from biaogan.domain.events import ErasureProposed, PersonalDataErased
from biaogan.domain.expert import Expert
from biaogan.domain.matter import Matter, rule
from biaogan.domain.objection import Objection
from biaogan.domain.person import Person
from biaogan.domain.rejections import Rejected
from biaogan.domain.rules.second_person import somebody_else_acts, the_proposal_is_named
from biaogan.domain.two_person import act_digest

GROUNDS = (RETENTION_LAPSED, PERSONAL_REQUEST)


@rule("D-25")
def the_erasure_names_keys_of_its_subject(e: ErasureProposed, m: Matter) -> None:
    """D-25: keys (密钥) of one person, expert, case or objection, each once and still there.

    A person's roles and keys stay readable: everything the person signed is judged by them.
    """
    subject = m.world[e.subject]
    if not isinstance(subject, Person | Expert | Case | Objection):
        raise Rejected("unknown_reference", rule="D-25", field="subject", value=e.subject)
    known = [e.subject + PERSONAL, *([] if isinstance(subject, Person) else [e.subject])]
    if not e.keys or len(set(e.keys)) != len(e.keys) or not set(e.keys) <= set(known):
        raise Rejected("erasure_keys_wrong", given=e.keys, known=known)
    if isinstance(m.state, Erasure) and (gone := sorted(m.state.gone & set(e.keys))):
        raise Rejected("erased_already", keys=gone)


@rule("D-25")
def the_erasure_has_its_legal_ground(e: ErasureProposed, m: Matter) -> None:
    """D-25: the ground (法律依据) is one of two, with the provision and the file it rests on.

    What is not personal goes only when its period is over; the period counts for cases and objections.
    """
    if e.ground not in GROUNDS:
        raise Rejected("unknown_reference", rule="D-25", field="ground", value=e.ground)
    for field, text in (("legal_basis", e.legal_basis), ("reference", e.reference)):
        if not text.strip():
            raise Rejected("text_missing", rule="D-25", field=field)
    filed = isinstance(m.world[e.subject], Case | Objection)
    whole = e.subject in e.keys
    if (e.ground == RETENTION_LAPSED and not filed) or (e.ground == PERSONAL_REQUEST and filed and whole):
        raise Rejected("erasure_ground_unfit", ground=e.ground, keys=e.keys)


@rule("D-25")
def another_person_erases_exactly_what_was_proposed(e: PersonalDataErased, m: Matter) -> None:
    """D-25: a key custodian (密钥保管人), not who proposed it, carries out the proposal named by its digest (双人行为)."""
    erasure: Erasure = m.state
    the_proposal_is_named(e.proposal, erasure.proposal, "D-25")
    somebody_else_acts(m, "D-25", erasure.proposer)
    if act_digest(ErasureProposed(e.subject, e.keys, e.ground, e.legal_basis, e.reference)) != erasure.proposal:
        raise Rejected("erasure_not_as_proposed")
