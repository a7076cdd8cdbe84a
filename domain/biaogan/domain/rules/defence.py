"""The defence (答辩), R-70: scheduled by the office, held by the group, its absence on record."""

from biaogan.domain.case import Case
from biaogan.domain.events import DefenceHeld, DefenceNoShow, DefenceScheduled
from biaogan.domain.group import Group
from biaogan.domain.matter import Matter, rule
from biaogan.domain.rejections import Rejected
from biaogan.domain.rules.votes import the_quorum_is_present
from biaogan.domain.values import instant, sha256_hex


@rule("R-70")
def the_defence_is_still_ahead(m: Matter) -> None:
    """R-70: a case is defended (答辩) once; what was held, or missed, is not held again."""
    if m.state.defended:
        raise Rejected("defence_over", case=m.stream, outcome=m.state.defended)


@rule("R-70")
def the_slot_lies_ahead(e: DefenceScheduled, m: Matter) -> None:
    """R-70: the slot (答辩时间) lies in the future and has a place or a link."""
    if instant(e.starts, "starts") <= m.at:
        raise Rejected("slot_wrong", starts=e.starts)
    if not e.place.strip():
        raise Rejected("text_missing", rule="R-70", field="place")


@rule("R-70", "R-12")
def the_group_of_the_case_is_led_by_the_actor(m: Matter) -> None:
    """R-70, R-12: the leader (组长) of the case's own group conducts its defence and raises doubts."""
    if group_of(m).leader != m.actor:
        raise Rejected("not_the_leader", person=m.actor)


@rule("R-70")
def the_slot_has_begun(m: Matter) -> None:
    """R-70: nothing is recorded of a defence (答辩) before its slot begins."""
    case: Case = m.state
    if not case.defence_at or m.at < instant(case.defence_at, "starts"):
        raise Rejected("slot_wrong", starts=case.defence_at)


@rule("R-70", "D-07")
def the_defence_is_minuted(e: DefenceHeld, m: Matter) -> None:
    """R-70, D-07: with its length, the members present, a quorum of the group, and its questions (答辩问题)."""
    if e.minutes < 1:
        raise Rejected("text_missing", rule="R-70", field="minutes")
    the_quorum_is_present(e.attendance, group_of(m).members, m)
    sha256_hex(e.questions_digest, "questions_digest")


@rule("R-70")
def the_absence_is_noted(e: DefenceNoShow, m: Matter) -> None:
    """R-70: an absence (缺席) is recorded with what is known about it."""
    if not e.note.strip():
        raise Rejected("text_missing", rule="R-70", field="note")


def group_of(m: Matter) -> Group:
    """The professional group of the case that is the matter's stream (所属专业组)."""
    return m.referred("group", m.state.group, Group)
