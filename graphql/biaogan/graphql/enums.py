"""Enumerations of the schema, made from the domain's own so that neither can forget a value."""

from enum import Enum
from typing import TYPE_CHECKING, Any, Final, TypeVar

import strawberry

from biaogan.domain.status import LABELS, Phase, Status
from biaogan.projections.cases import CaseOrder as Order

_PHASES: Final = {
    Phase.ACTIVE: "It exists (存在).",
    Phase.OPEN: "It still takes acts (进行中).",
    Phase.SIGNED: "Its letter is signed (已签发).",
    Phase.LOCKED: "It is final (已锁定).",
    Phase.CLOSED: "It takes no more sheets, or has reported (已关闭).",
    Phase.VOIDED: "It no longer counts (已作废).",
    Phase.SUSPENDED: "It is not to be called on (已暂停).",
}
_ORDERS: Final = {
    Order.ID: "By id: any fixed order.",
    Order.TITLE: "By title (题目), code point order.",
    Order.ORGANISATION: "By the organisation's name (单位名称), code point order.",
    Order.STATUS: "By status (状态).",
    Order.OLDEST: "Drafted first, first.",
    Order.NEWEST: "Drafted last, first.",
    Order.LATEST_CHANGE: "Changed last, first.",
    Order.T1_RANK: "By the unit's rank (推荐排序), R-17; without a rank last.",
    Order.PROVINCE_RANK: "By the province's rank (省级排序), R-16; without a rank last.",
    Order.FINAL_RANK: "By the rank on the national list (推荐名单排序), R-72; without a rank last.",
}
_KINDS: Final = {
    "PROVINCIAL": "The province's own review (省级评审), R-16.",
    "DESK": "National desk review (资料评审), R-69.",
    "DEFENCE": "National defence review (答辩评审), R-70.",
}
_REPLIES: Final = {
    "NONE": "The ministry was silent until its days were over (未提出意见), D-35.",
    "AGREED": "It agreed (同意).",
    "OBJECTS": "It objected (有异议), D-35.",
}
_METHODS: Final = {
    "KEY": "With the person's own key (本人密钥).",
    "OIDC": "By the login of an institution (统一身份认证); it reads, and signs nothing.",
}


def _enum(name: str, description: str, members: dict[str, str]) -> Any:
    values = {member: strawberry.enum_value(member, description=text) for member, text in members.items()}
    return strawberry.enum(Enum(name, values), name=name, description=description)  # type: ignore[call-overload]


if TYPE_CHECKING:
    CaseStatus = Status
    CaseOrder = Order
    StreamPhase = Phase

    class RoundKind(Enum):
        """Kind of a review round."""

    class Reply(Enum):
        """The ministry's reply."""

    class SessionMethod(Enum):
        """How a session was opened."""
else:
    CaseStatus = _enum(
        "CaseStatus",
        "State of a case or of the national list (状态), rulebook 1.13.",
        {status.value: f"{LABELS[status][1]} ({LABELS[status][0]})." for status in Status},
    )
    StreamPhase = _enum(
        "Phase", "State of a roster or a round (阶段).", {phase.value: _PHASES[phase] for phase in Phase}
    )
    CaseOrder = _enum("CaseOrder", "Order of a list of cases (排序方式).", {o.name: _ORDERS[o] for o in Order})
    RoundKind = _enum("RoundKind", "Kind of a review round (评审轮次类型).", _KINDS)
    Reply = _enum("MinistryReply", "The ministry's reply (征求意见结果), R-73.", _REPLIES)
    SessionMethod = _enum("SessionMethod", "How a session was opened (登录方式).", _METHODS)


E = TypeVar("E", bound=Enum)


def member(kind: type[E], name: str) -> E:
    """The member of this name."""
    return kind[name]
