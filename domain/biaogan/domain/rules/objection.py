"""Filing an objection (提出异议), R-75, D-15..D-18: complete, named, in time, and not the same facts again."""

from datetime import datetime

from biaogan.domain.case import Case
from biaogan.domain.events import ObjectionFiled
from biaogan.domain.ids import list_id
from biaogan.domain.matter import Matter, rule
from biaogan.domain.national_list import NationalList
from biaogan.domain.objection import REMEDIES, Objection, ObjectionStatus, facts_digest
from biaogan.domain.rejections import Rejected
from biaogan.domain.round import Round
from biaogan.domain.values import instant, instant_text, sha256_hex


def open_objections(m: Matter, case: str) -> tuple[str, ...]:
    """R-75: the streams of the objections to a case that are not yet answered; pure, for whoever must wait for them."""
    state = m.world[case]
    return state.notice.open if isinstance(state, Case) else ()


def scorers_of(m: Matter, case: Case, name: str) -> frozenset[str]:
    """Everybody assigned to score the case (评审专家), in any round, stood aside later or not."""
    rounds = (m.world[round_] for _, round_ in case.rounds)
    found = [round_ for round_ in rounds if isinstance(round_, Round)]
    aside = {person for round_ in found for case_id, person in round_.stood_aside if case_id == name}
    return frozenset(aside.union(*(round_.panels.get(name, ()) for round_ in found)))


def closes_of(case: Case, m: Matter) -> datetime | None:
    """End of the notice an objection must be filed within: the case's own, else the list's; ``None`` before any."""
    adopted = m.world[list_id(case.cycle)]
    text = case.notice.closes or (adopted.closes if isinstance(adopted, NationalList) else "")
    return instant(text, "closes") if text else None


@rule("R-75", "D-17", "D-18")
def the_objection_is_complete(e: ObjectionFiled, m: Matter) -> None:
    """R-75, D-17, D-18: what it relates to, its ground and its remedy (诉求) are known ones; each argument has evidence."""
    terms = m.config.objection
    known_code("subject", e.subject, [term.code for term in terms.subjects])
    known_code("ground", e.ground, [term.code for term in (*terms.grounds, *terms.not_grounds)])
    known_code("remedy", e.remedy, list(REMEDIES))
    if not e.arguments:
        raise Rejected("text_missing", rule="D-18", field="arguments")
    for argument in e.arguments:
        if not argument.text.strip() or not argument.evidence:
            raise Rejected("text_missing", rule="D-18", field="evidence" if argument.text.strip() else "text")
        for digest in argument.evidence:
            sha256_hex(digest, "evidence")


@rule("D-15", "D-18")
def the_objector_is_named(e: ObjectionFiled, m: Matter) -> None:
    """D-15, D-18: real name and contact (实名), a unit with its seal; an anonymous one only where the cycle takes it."""
    if e.anonymous:
        if m.config.objection.anonymous == "refuse":
            raise Rejected("objection_anonymous")
        return
    wanted = ["name", "contact", "kind", *(["seal_digest"] if e.objector.get("kind") == "unit" else [])]
    if missing := [name for name in wanted if not e.objector.get(name, "").strip()]:
        raise Rejected("objector_unnamed", missing=missing)
    known_code("kind", e.objector["kind"], ["person", "unit"])
    if e.objector["kind"] == "unit":
        sha256_hex(e.objector["seal_digest"], "seal_digest")


@rule("R-75", "D-16")
def the_objection_is_filed_within_the_notice(e: ObjectionFiled, m: Matter) -> None:
    """R-75, D-16: half-open: an objection at the end of the notice is late (逾期); what is late may be a lead (线索).

    A letter counts by the instant it arrived, which an officer states and which cannot lie ahead.
    """
    case = m.referred("case", e.case, Case)
    received = m.at
    if e.received_at:
        received = instant(e.received_at, "received_at")
        if m.role == "objector" or received > m.at:
            raise Rejected("received_at_wrong", given=e.received_at)
    closes = closes_of(case, m)
    if closes is None:
        raise Rejected("notice_not_open", case=e.case)
    taken_late = e.as_information and m.config.objection.late == "lead"
    if received >= closes and not taken_late:
        raise Rejected("period_ended", closes=instant_text(closes), received=instant_text(received))


@rule("R-75", "D-18")
def the_same_facts_were_not_objected_before(e: ObjectionFiled, m: Matter) -> None:
    """R-75, D-18: the same facts (同一事实) are examined once, whoever brings them; withdrawn ones may be brought again."""
    case, facts = m.referred("case", e.case, Case), facts_digest(e)
    for known, stream in case.notice.facts:
        earlier = m.world[stream]
        gone = isinstance(earlier, Objection) and earlier.status == ObjectionStatus.RETRACTED
        if known == facts and not gone:
            raise Rejected("already_exists", facts=facts)


def known_code(field: str, value: str, known: list[str]) -> None:
    """D-18: a code of a closed list; ``unknown_reference`` else."""
    if value not in known:
        raise Rejected("unknown_reference", rule="D-18", field=field, value=value)
