"""Enumerations of the further chapters: the words their rows use."""

from enum import Enum

import strawberry
from strawberry import enum_value


@strawberry.enum(description="State of an objection (异议状态).")
class ObjectionStatus(Enum):
    """As in the domain."""

    FILED = enum_value("FILED", description="Received; admissibility not yet decided (待受理).")
    ADMITTED = enum_value("ADMITTED", description="Under investigation (核查中).")
    REFUSED = enum_value("REFUSED", description="Not admissible (不予受理).")
    LEAD = enum_value("LEAD", description="Kept as a lead, checked ex officio (线索).")
    REPORTED = enum_value("REPORTED", description="Investigated, before the committee (待审议).")
    DECIDED = enum_value("DECIDED", description="Decided (已决定).")
    RETRACTED = enum_value("RETRACTED", description="Withdrawn, or discontinued (已撤回).")


@strawberry.enum(description="Who examined (审查阶段).")
class CheckStage(Enum):
    """Stage of a formal result."""

    T1 = enum_value("T1", description="The recommending unit (推荐单位初审).")
    PROVINCE = enum_value("PROVINCE", description="The province (省级形式审查).")
    NATION = enum_value("NATION", description="The national office (形式审查), R-68.")


@strawberry.enum(description="How an examination ended (审查结果).")
class CheckResult(Enum):
    """A formal result."""

    PASSED = enum_value("PASSED", description="Passed (通过).")
    FAILED = enum_value("FAILED", description="Failed (未通过).")
    RETURNED = enum_value("RETURNED", description="Returned for correction (退回补正).")
    CORRECTION_REQUESTED = enum_value("CORRECTION_REQUESTED", description="A correction is asked for (通知补正), D-12.")
    CORRECTION_SUPPLIED = enum_value("CORRECTION_SUPPLIED", description="The correction is supplied (提交补正), D-12.")


@strawberry.enum(description="Why something was erased (删除事由), D-25.")
class ErasureGround(Enum):
    """The two grounds."""

    PERSONAL_REQUEST = enum_value("PERSONAL_REQUEST", description="The person asked for it (本人请求).")
    RETENTION_LAPSED = enum_value("RETENTION_LAPSED", description="The period is over (保存期限届满).")


@strawberry.enum(description="How a defence ended (答辩结果).")
class DefenceResult(Enum):
    """Held or not."""

    HELD = enum_value("HELD", description="It took place (已答辩).")
    NO_SHOW = enum_value("NO_SHOW", description="Nobody came (缺席).")


@strawberry.enum(description="State of a title (称号状态). A revocation under review is not public.")
class TitleStatus(Enum):
    """As the register has it."""

    VALID = enum_value("VALID", description="Held (有效).")
    REVOKED = enum_value("REVOKED", description="Revoked (已撤销), R-83.")
    RENOUNCED = enum_value("RENOUNCED", description="Given back (已放弃), D-11.")


@strawberry.enum(description="What a title obliges to (义务类型).")
class DutyKind(Enum):
    """Kind of a duty."""

    VIDEO = enum_value("VIDEO", description="The video of the experience (经验视频), R-40.")
    EXCHANGE = enum_value("EXCHANGE", description="An exchange activity (交流活动), R-80.")


@strawberry.enum(description="Where the holder stands with a duty (履行情况).")
class DutyStatus(Enum):
    """State of a duty."""

    SUBMITTED = enum_value("SUBMITTED", description="The video is handed in (已提交).")
    ACCEPTED = enum_value("ACCEPTED", description="The video is accepted (已接收).")
    INVITED = enum_value("INVITED", description="Invited (已邀请).")
    ATTENDED = enum_value("ATTENDED", description="Took part (已参加).")
    EXCUSED = enum_value("EXCUSED", description="Excused (已免除).")


@strawberry.enum(description="What is proposed (提议类型).")
class ProposalKind(Enum):
    """To revoke, or to reverse that."""

    REVOCATION = enum_value("REVOCATION", description="To revoke the title (撤销称号), R-82.")
    REVERSAL = enum_value("REVERSAL", description="To reverse a wrongful revocation (恢复称号).")


@strawberry.enum(description="What became of a proposal (处理结果).")
class ProposalStatus(Enum):
    """State of a proposal."""

    PROPOSED = enum_value("PROPOSED", description="Under review (审议中).")
    REJECTED = enum_value("REJECTED", description="The title stands (不予撤销).")
    DECIDED = enum_value("DECIDED", description="Decided as proposed (已决定).")


@strawberry.enum(description="How the hearing of the holder ended (听取陈述), D-22.")
class HearingEnd(Enum):
    """End of a hearing."""

    HEARD = enum_value("HEARD", description="The holder stated its case (已陈述).")
    DECLINED = enum_value("DECLINED", description="The holder declined (放弃陈述).")
    LAPSED = enum_value("LAPSED", description="The holder said nothing in time (逾期未陈述).")


@strawberry.enum(description="After which round a group deliberated (合议类型).")
class ConsensusKind(Enum):
    """Desk or final."""

    DESK = enum_value("DESK", description="After the desk review (资料评审合议), R-69.")
    FINAL = enum_value("FINAL", description="After the defence: the group's report (终评合议), R-72.")


@strawberry.enum(description="A step in the history of a cycle (沿革).")
class CycleChangeKind(Enum):
    """Kind of a step."""

    PUBLISHED = enum_value("PUBLISHED", description="The configuration is published (发布), R-05.")
    PROPOSED = enum_value("PROPOSED", description="An amendment is proposed (提议修订).")
    AMENDED = enum_value("AMENDED", description="The amendment is in force (批准修订).")
    DEADLINE_EXTENDED = enum_value("DEADLINE_EXTENDED", description="A deadline is moved back (延长截止时间).")


@strawberry.enum(description="What joined the file of an objection (卷宗类型).")
class FileKind(Enum):
    """Kind of an entry of the file."""

    APPLICANT = enum_value("APPLICANT", description="The applicant was heard, or waived it (听取申报组织意见).")
    EXPERT = enum_value("EXPERT", description="An expert was heard (听取专家意见).")
    EVIDENCE = enum_value("EVIDENCE", description="A piece of evidence (证据).")


@strawberry.enum(description="How the sums of the experts are supposed to become one score (汇总方式), D-02.")
class SupposedAggregate(Enum):
    """As in the domain."""

    MEAN = enum_value("MEAN", description="The mean (平均分).")
    TRIMMED = enum_value("TRIMMED", description="The mean without the highest and lowest (去掉最高分和最低分).")


@strawberry.enum(description="On which side of the cut line a case lies (入选线).")
class LineSide(Enum):
    """As in the domain."""

    INSIDE = enum_value("INSIDE", description="Inside (入选).")
    ON_LINE = enum_value("ON_LINE", description="Tied with others of whom only some are inside (线上同分), D-04.")
    OUTSIDE = enum_value("OUTSIDE", description="Outside (未入选).")


@strawberry.enum(description="Why a sheet is left out of a supposed ranking (剔除原因).")
class LeftOutKind(Enum):
    """As in the domain."""

    EXPERT = enum_value("EXPERT", description="Its expert is left out (剔除专家).")
    STATEMENT = enum_value("STATEMENT", description="The sheet itself is (剔除评分表).")
    KEY = enum_value("KEY", description="It was signed with a key in other hands (密钥失控).")
    CONFLICT = enum_value("CONFLICT", description="Its expert had a conflict (利益冲突), D-23.")


@strawberry.enum(description="A term that runs on an objection (办理时限类型).")
class ClockKind(Enum):
    """The notice, and the service levels of D-18."""

    NOTICE = enum_value("NOTICE", description="The public notice (公示).")
    RECEIPT = enum_value("RECEIPT", description="The receipt (回执).")
    ADMISSIBILITY = enum_value("ADMISSIBILITY", description="The decision on admissibility (受理).")
    DECISION = enum_value("DECISION", description="The decision (审议决定).")
