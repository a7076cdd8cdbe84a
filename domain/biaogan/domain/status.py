"""States of a case (项目状态), rulebook 1.13, and the phases of the other streams; each with its Chinese and English label.

The national list goes through the later states together with its cases, so its state is a ``Status`` too.
"""

from enum import StrEnum


class Status(StrEnum):
    """State of a case (项目状态). Terminal ones have no act that leads on."""

    DRAFT = "DRAFT"
    T1_SUBMITTED = "T1_SUBMITTED"
    T1_RETURNED = "T1_RETURNED"
    T1_ACCEPTED = "T1_ACCEPTED"
    T1_NOT_RECOMMENDED = "T1_NOT_RECOMMENDED"
    T1_RECOMMENDED = "T1_RECOMMENDED"
    PROV_RECEIVED = "PROV_RECEIVED"
    PROV_INELIGIBLE = "PROV_INELIGIBLE"
    PROV_IN_REVIEW = "PROV_IN_REVIEW"
    PROV_SELECTED = "PROV_SELECTED"
    PROV_NOT_SELECTED = "PROV_NOT_SELECTED"
    NAT_SUBMITTED = "NAT_SUBMITTED"
    NAT_CORRECTION = "NAT_CORRECTION"
    NAT_INELIGIBLE = "NAT_INELIGIBLE"
    DESK_REVIEW = "DESK_REVIEW"
    DESK_CONSENSUS = "DESK_CONSENSUS"
    DESK_NOT_ADVANCED = "DESK_NOT_ADVANCED"
    DEFENCE = "DEFENCE"
    SITE_VISIT = "SITE_VISIT"
    FINAL_CONSENSUS = "FINAL_CONSENSUS"
    RECOMMENDED = "RECOMMENDED"
    NOT_RECOMMENDED = "NOT_RECOMMENDED"
    CONSULTATION = "CONSULTATION"
    CLEARED_FOR_NOTICE = "CLEARED_FOR_NOTICE"
    NOTICE = "NOTICE"
    NOTICE_HELD = "NOTICE_HELD"
    DELIBERATION = "DELIBERATION"
    RE_NOTICE = "RE_NOTICE"
    REMOVED = "REMOVED"
    NOTICE_CLEARED = "NOTICE_CLEARED"
    APPROVED = "APPROVED"
    NOT_APPROVED = "NOT_APPROVED"
    TITLED = "TITLED"
    REVOCATION_REVIEW = "REVOCATION_REVIEW"
    REVOKED = "REVOKED"
    WITHDRAWN = "WITHDRAWN"
    DISQUALIFIED = "DISQUALIFIED"

    @property
    def terminal(self) -> bool:
        """Whether the case has ended: no act leads on from here (终态)."""
        return self in TERMINAL

    def label(self, lang: str = "zh") -> str:
        """The state in words, ``zh`` or ``en``."""
        return LABELS[self][0 if lang == "zh" else 1]


class Phase(StrEnum):
    """State of a stream that is not a case and not the national list."""

    ACTIVE = "ACTIVE"
    """A person, an organisation or a cycle that exists."""
    OPEN = "OPEN"
    """A roster, a selection or a round that still takes acts."""
    SIGNED = "SIGNED"
    """A roster whose letter is signed; a selection that is adopted."""
    LOCKED = "LOCKED"
    """A score sheet: final."""
    CLOSED = "CLOSED"
    """A review round that takes no more sheets; a group that has reported."""
    VOIDED = "VOIDED"
    """A score sheet that no longer counts."""
    SUSPENDED = "SUSPENDED"
    """An expert who is not to be called on."""


TERMINAL = frozenset(
    {
        Status.T1_NOT_RECOMMENDED,
        Status.PROV_INELIGIBLE,
        Status.PROV_NOT_SELECTED,
        Status.NAT_INELIGIBLE,
        Status.DESK_NOT_ADVANCED,
        Status.NOT_RECOMMENDED,
        Status.REMOVED,
        Status.NOT_APPROVED,
        Status.REVOKED,
        Status.WITHDRAWN,
        Status.DISQUALIFIED,
    }
)

LABELS: dict[Status, tuple[str, str]] = {
    Status.DRAFT: ("草稿", "Draft"),
    Status.T1_SUBMITTED: ("已提交推荐单位", "Submitted to the recommending unit"),
    Status.T1_RETURNED: ("退回补正", "Returned for correction"),
    Status.T1_ACCEPTED: ("初审通过", "Initial review passed"),
    Status.T1_NOT_RECOMMENDED: ("推荐单位不予推荐", "Not recommended by the unit"),
    Status.T1_RECOMMENDED: ("推荐单位已推荐", "Recommended by the unit"),
    Status.PROV_RECEIVED: ("省级已收件", "Received by the province"),
    Status.PROV_INELIGIBLE: ("省级形式审查未通过", "Provincial formal check failed"),
    Status.PROV_IN_REVIEW: ("省级评审中", "In provincial review"),
    Status.PROV_SELECTED: ("省级择优入选", "Selected by the province"),
    Status.PROV_NOT_SELECTED: ("省级未入选", "Not selected by the province"),
    Status.NAT_SUBMITTED: ("已报送全国办公室", "Filed with the national office"),
    Status.NAT_CORRECTION: ("全国形式审查补正", "Correction asked by the national office"),
    Status.NAT_INELIGIBLE: ("形式审查未通过", "Formal examination failed"),
    Status.DESK_REVIEW: ("资料评审", "Desk review"),
    Status.DESK_CONSENSUS: ("资料评审合议", "Desk consensus"),
    Status.DESK_NOT_ADVANCED: ("未进入答辩", "Not advanced to the defence"),
    Status.DEFENCE: ("答辩评审", "Defence"),
    Status.SITE_VISIT: ("现场考察", "Site visit"),
    Status.FINAL_CONSENSUS: ("终评合议", "Final consensus"),
    Status.RECOMMENDED: ("列入推荐名单", "On the recommended list"),
    Status.NOT_RECOMMENDED: ("未列入推荐名单", "Not on the recommended list"),
    Status.CONSULTATION: ("征求主管部门意见", "Ministry consultation"),
    Status.CLEARED_FOR_NOTICE: ("待公示", "Cleared for the public notice"),
    Status.NOTICE: ("公示中", "Public notice"),
    Status.NOTICE_HELD: ("公示期异议核查", "Held for an objection"),
    Status.DELIBERATION: ("审议", "Deliberation"),
    Status.RE_NOTICE: ("重新公示", "To be noticed again"),
    Status.REMOVED: ("移出名单", "Removed from the list"),
    Status.NOTICE_CLEARED: ("公示期满无异议", "Notice period over"),
    Status.APPROVED: ("已批准", "Approved"),
    Status.NOT_APPROVED: ("未批准", "Not approved"),
    Status.TITLED: ("已授予称号", "Titled"),
    Status.REVOCATION_REVIEW: ("撤销审议", "Revocation under review"),
    Status.REVOKED: ("已撤销称号", "Title revoked"),
    Status.WITHDRAWN: ("已撤回", "Withdrawn"),
    Status.DISQUALIFIED: ("已取消资格", "Disqualified"),
}
