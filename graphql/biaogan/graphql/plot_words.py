"""What a record and a role are called in pictures (名称), in Chinese and English.

Acts are called as their signers know them; only what follows by itself is named here, and a test finds what is missing.
"""

from typing import Final

from biaogan.domain.lifecycle import ACTS
from biaogan.domain.summaries import title
from biaogan.graphql.plots.svg import Words

_CONSEQUENCES: Final = {
    "reapplication_bar_set/1": Words("限制再次申报", "Barred from applying again"),
    "reapplication_bar_lifted/1": Words("解除申报限制", "Bar lifted"),
    "expert_excluded_by_applicant/1": Words("应申报组织请求回避", "Expert excluded at the applicant's request"),
    "committee_seat_given/1": Words("委员席位变更", "Seat given"),
    "case_entered_group/1": Words("进入专业组", "Entered a group"),
    "stage_begun/1": Words("阶段开始", "Stage begun"),
    "case_left_review/1": Words("退出评审", "Left the review"),
    "case_rejoined_review/1": Words("恢复评审", "Back in the review"),
    "document_checked/1": Words("文件检查", "Document checked"),
    "experience_fingerprinted/1": Words("经验材料指纹", "Experience fingerprinted"),
    "similar_experience_found/1": Words("发现相似经验", "Similar experience found"),
    "case_entered_round/1": Words("进入评审轮次", "Entered a round"),
    "score_statistics_computed/1": Words("评分统计", "Statistics computed"),
    "title_granted/1": Words("授予称号", "Title granted"),
    "case_moved/1": Words("状态变更", "Moved on"),
    "refused/1": Words("不予记录", "Refused"),
    "case_struck_from_list/1": Words("移出名单", "Struck from the list"),
    "case_added_to_list/1": Words("列入名单", "Added to the list"),
    "case_promoted/1": Words("递补", "Promoted"),
    "erasure_held/1": Words("不得删除", "Erasure held"),
    "decision_notified/1": Words("送达", "Decision notified"),
    "reexamination_docketed/1": Words("复核立案", "Re-examination docketed"),
    "objection_docketed/1": Words("异议回执", "Objection docketed"),
    "objection_received/1": Words("收到异议", "Objection received"),
    "case_held_for_objection/1": Words("因异议暂缓", "Held for an objection"),
    "objection_settled/1": Words("异议了结", "Objection settled"),
    "objection_reopened/1": Words("异议重新审议", "Objection reopened"),
    "case_opened_for_organisation/1": Words("立项登记", "Case opened"),
    "roster_place_taken/1": Words("占用名额", "Place taken"),
    "roster_place_freed/1": Words("释放名额", "Place freed"),
    "case_recommended_by_t1/1": Words("推荐单位推荐", "Recommended by its unit"),
    "case_awaits_decision/1": Words("等待处理", "Awaits a decision"),
    "case_selected_by_province/1": Words("省级择优入选", "Selected by the province"),
    "case_not_selected_by_province/1": Words("省级未入选", "Not selected by the province"),
    "round_sealed/1": Words("评分密封", "Round sealed"),
    "log_created/1": Words("账本建立", "Log created"),
}
EVENTS: Final[dict[str, Words]] = {**{row.event.TOPIC: Words(*title(row)) for row in ACTS}, **_CONSEQUENCES}
"""Topic -> what it is called."""
LOUD: Final = frozenset(
    {"objection_received/1", "case_held_for_objection/1", "objection_settled/1", "case_renoticed/1", "case_promoted/1"}
)
"""Topics that tell of objections and holds."""

ROLES: Final = {
    "applicant_editor": Words("申报人", "applicant"),
    "applicant_signatory": Words("申报组织签署人", "signatory"),
    "t1_officer": Words("推荐单位经办", "unit officer"),
    "t1_approver": Words("推荐单位签发", "unit approver"),
    "t2_officer": Words("省级经办", "province officer"),
    "t2_approver": Words("省级签发", "province approver"),
    "office_officer": Words("办公室经办", "office officer"),
    "office_director": Words("办公室主任", "office director"),
    "committee_chair": Words("主任委员", "committee chair"),
    "vice_chair": Words("副主任委员", "vice chair"),
    "group_leader": Words("专业组组长", "group leader"),
    "expert": Words("专家", "expert"),
    "publisher": Words("公示发布人", "publisher"),
    "investigator": Words("核查人员", "investigator"),
    "objector": Words("异议人", "objector"),
    "caq_approver": Words("批准人", "approver"),
    "ministry_consultee": Words("征求意见部门", "ministry"),
    "integrity_auditor": Words("监督审计", "auditor"),
    "registrar": Words("登记人员", "registrar"),
    "key_custodian": Words("密钥保管人", "custodian"),
    "system": Words("系统", "service"),
    "self": Words("本人", "the person"),
    "anyone": Words("任何人", "anyone"),
}


def event_words(topic: str) -> Words:
    """What a kind of record is called; a kind that is not known here by its own name."""
    return EVENTS.get(topic, Words(topic, topic))


def role_words(role: str) -> Words:
    """What a role is called."""
    return ROLES.get(role, Words(role, role))
