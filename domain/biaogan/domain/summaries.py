"""What each act means, in words (行为说明): the title of the act, and the sentence its signer agrees to before signing.

Values between braces are the fields of the body, shown by :func:`shown`, and ``stream``, the thing acted on.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from biaogan.domain.events import Event
from biaogan.domain.row import Row


@dataclass(frozen=True, slots=True)
class Sentence:
    """Title and sentence template of an act in Chinese and English."""

    title_zh: str
    title_en: str
    says_zh: str
    says_en: str


# One line per language keeps the pairs readable.
# ruff: noqa: E501
# fmt: off
SENTENCES: dict[str, Sentence] = {
    "enrol_key": Sentence("登记密钥", "Enrol a key",
        "为 {actor} 登记一把签名密钥，其持有已经证明。",
        "Enrols a signing key for {actor}, who has proven to hold it."),
    "rotate_key": Sentence("更换密钥", "Replace the own key",
        "以新密钥替换本人密钥 {old_kid}，旧密钥自此停用。",
        "Replaces the own key {old_kid}; from here on the old key signs nothing."),
    "revoke_key": Sentence("吊销密钥", "Revoke a key",
        "吊销 {stream} 的密钥 {kid}，理由：{reason}。",
        "Revokes key {kid} of {stream}, because: {reason}."),
    "grant_role": Sentence("授予角色", "Grant a role",
        "授予 {stream} 角色 {role}，范围：{scope}。",
        "Grants {stream} the role {role}, within: {scope}."),
    "revoke_role": Sentence("撤销角色", "Revoke a role",
        "撤销 {stream} 的角色 {role}（范围：{scope}），理由：{reason}。",
        "Ends the role {role} of {stream} (within: {scope}), because: {reason}."),
    "load_calendar_year": Sentence("载入工作日历", "Load a year's working days",
        "载入 {year} 年工作日历，依据：{source}。放假：{holidays}；调休上班：{workdays}。",
        "Loads the working days of {year}, from: {source}. Holidays: {holidays}; make-up workdays: {workdays}."),
    "publish_cycle": Sentence("发布年度通知", "Publish the year's call",
        "发布本年度全部规则，其摘要为 {digest}；自此冻结。",
        "Publishes all rules of the year, digest {digest}; from here on they are frozen."),
    "register_organisation": Sentence("登记申报组织", "Register an organisation",
        "登记申报组织 {full_name}，统一社会信用代码 {credit_code}。",
        "Registers the organisation {full_name}, unified social credit code {credit_code}."),
    "draft_case": Sentence("起草申报", "Draft a case",
        "以 {organisation} 的名义起草申报“{title}”，推荐单位为 {unit}。",
        "Drafts the case \"{title}\" for {organisation}, to be filed with unit {unit}."),
    "save_declaration": Sentence("保存申报表", "Save the declaration",
        "保存申报表（{stream}）：{declaration}。",
        "Saves the declaration of {stream}: {declaration}."),
    "submit_case": Sentence("提交申报", "Submit the case",
        "向推荐单位提交 {stream}：材料 {manifest}；确认承诺 {commitments}；声明：{attestations}；签署人 {signer}，{signed_on}。",
        "Submits {stream} to the recommending unit: files {manifest}; commitments {commitments}; attests: {attestations}; signed by {signer} on {signed_on}."),
    "return_case": Sentence("退回补正", "Return for correction",
        "退回 {stream} 补正：{reasons}。",
        "Returns {stream} for correction: {reasons}."),
    "pass_t1_review": Sentence("初审通过", "Pass the initial review",
        "{stream} 初审通过：{checklist}；确认无不良记录：{confirmations}。",
        "Passes the initial review of {stream}: {checklist}; clean records confirmed: {confirmations}."),
    "not_recommend_case": Sentence("不予推荐", "Do not recommend",
        "不予推荐 {stream}，理由：{reason}。此决定为终局。",
        "Does not recommend {stream}, because: {reason}. This ends the case."),
    "endorse_case": Sentence("拟推荐", "Endorse",
        "拟推荐 {stream}，占用一个推荐名额；推荐意见：{opinion}。",
        "Endorses {stream}, which takes one place of the quota; opinion: {opinion}."),
    "withdraw_endorsement": Sentence("撤回拟推荐", "Withdraw the endorsement",
        "撤回对 {stream} 的拟推荐并释放名额，理由：{reason}。",
        "Withdraws the endorsement of {stream} and frees its place, because: {reason}."),
    "sign_t1_batch": Sentence("签署推荐函", "Sign the recommendation letter",
        "推荐单位 {unit} 按此排序推荐：{entries}。推荐函摘要 {letter_digest}，盖章日期 {sealed_on}。此后不可更改。",
        "Unit {unit} recommends in this order: {entries}. Letter {letter_digest}, sealed on {sealed_on}. It cannot be changed afterwards."),
    "record_provincial_receipt": Sentence("登记收件", "Record the receipt",
        "登记 {stream} 已于 {received_on} 收齐：电子版 {electronic}，纸质 {paper_copies} 份。",
        "Records that {stream} arrived on {received_on}: electronic {electronic}, paper copies {paper_copies}."),
    "pass_provincial_formal": Sentence("省级形式审查通过", "Pass the provincial formal check",
        "{stream} 通过省级形式审查：{checklist}。",
        "Passes the provincial formal check of {stream}: {checklist}."),
    "fail_provincial_formal": Sentence("省级形式审查不通过", "Fail the provincial formal check",
        "{stream} 未通过省级形式审查：{reasons}。此决定为终局。",
        "Fails the provincial formal check of {stream}: {reasons}. This ends the case."),
    "adopt_provincial_selection": Sentence("确定省级推荐", "Adopt the provincial selection",
        "根据轮次 {round} 择优确定：{selected}；其余评审中的项目未入选。会议纪要 {minutes_digest}。",
        "Selects on round {round}: {selected}; the other cases in review are not selected. Minutes {minutes_digest}."),
    "submit_national_package": Sentence("报送全国办公室", "File with the national office",
        "向全国质量标杆工作办公室报送 {stream}：材料 {manifest}。",
        "Files {stream} with the national office: files {manifest}."),
    "pass_formal_examination": Sentence("形式审查通过", "Pass the formal examination",
        "逐项确认 {stream} 符合条件：{checklist}。",
        "Confirms the eligibility of {stream} item by item: {checklist}."),
    "fail_formal_examination": Sentence("形式审查不通过", "Fail the formal examination",
        "{stream} 未通过形式审查：{reasons}。此决定为终局。",
        "Fails the formal examination of {stream}: {reasons}. This ends the case."),
    "open_review_round": Sentence("开启评审轮次", "Open a review round",
        "开启 {kind} 评审轮次，截止 {closes}；评审组：{panels}。",
        "Opens a {kind} review round until {closes}; panels: {panels}."),
    "lock_score_sheet": Sentence("锁定评分表", "Lock the score sheet",
        "对 {case} 作最终评分：{rows}；是否推荐：{recommend}；评语：{comment}。此后不可更改。",
        "Scores {case} finally: {rows}; recommends: {recommend}; comment: {comment}. It cannot be changed afterwards."),
    "close_review_round": Sentence("关闭评审轮次", "Close the review round",
        "关闭评审轮次 {stream}，不再接受评分，并计算统计结果。备注：{note}。",
        "Closes the review round {stream}: no more sheets, and the statistics are computed. Note: {note}."),
    "adopt_final_list": Sentence("通过推荐名单", "Adopt the recommended list",
        "根据轮次 {round} 通过推荐名单：{entries}；其余不予推荐。会议纪要 {minutes_digest}；与统计排序不一致的理由：{override_reason}。",
        "Adopts on round {round} the list: {entries}; the others are not recommended. Minutes {minutes_digest}; reason for departing from the statistics: {override_reason}."),
    "open_ministry_consultation": Sentence("征求主管部门意见", "Open the ministry's consultation",
        "就名单 {list_digest} 征求主管部门意见，截止 {due_on}。",
        "Sends list {list_digest} to the ministry for its opinion until {due_on}."),
    "close_ministry_consultation": Sentence("记录主管部门意见", "Record the ministry's opinion",
        "主管部门意见：{reply}。{comments}",
        "The ministry's opinion: {reply}. {comments}"),
    "publish_notice": Sentence("发布公示", "Publish the notice",
        "名单 {list_digest} 已在 {postings} 公示，公示期至 {closes}（不含此刻）；异议受理：{contact}；日历 {calendar_digest}。",
        "List {list_digest} is on public notice at {postings} until {closes} (exclusive); objections to: {contact}; calendar {calendar_digest}."),
    "expire_notice": Sentence("公示期满", "The notice period is over",
        "公示期已于 {closes} 届满。",
        "The notice period ended at {closes}."),
    "approve_result": Sentence("批准结果", "Approve the result",
        "以文号 {document_no} 批准名单 {list_digest}。",
        "Approves list {list_digest} by document {document_no}."),
    "announce_result": Sentence("公告结果", "Announce the result",
        "已在 {postings} 公告结果，公告文本摘要 {text_digest}；授予称号。",
        "The result is announced at {postings}, text {text_digest}; the titles are granted."),
    "withdraw_case": Sentence("撤回申报", "Withdraw the case",
        "撤回申报项目 {stream}，理由：{reason}。",
        "Withdraws case {stream}, because: {reason}."),
    "reinstate_case": Sentence("恢复申报", "Take the withdrawal back",
        "恢复已撤回的项目 {stream} 至状态 {to}，理由：{reason}。",
        "Takes the withdrawal of {stream} back, to the state {to}, because: {reason}."),
    "disqualify_case": Sentence("取消资格", "Disqualify the case",
        "取消项目 {stream} 的资格，依据：{ground}，理由：{reason}，证据摘要 {evidence_digest}。",
        "Disqualifies {stream} on the ground {ground}, because: {reason}; evidence {evidence_digest}."),
    "renounce_title": Sentence("放弃称号", "Renounce the title",
        "放弃项目 {stream} 的称号，理由：{reason}；登记簿保留记录。",
        "Renounces the title of {stream}, because: {reason}; the register keeps the record."),
    "submit_video": Sentence("报送经验视频", "Hand in the video",
        "报送 {stream} 的经验视频：品牌形象 {brand_seconds} 秒，经验介绍 {experience_seconds} 秒，摘要 {video_digest}。",
        "Hands in the video of {stream}: brand {brand_seconds} s, experience {experience_seconds} s, digest {video_digest}."),
    "accept_video": Sentence("验收经验视频", "Accept the video",
        "验收 {stream} 的经验视频（摘要 {video_digest}）。",
        "Accepts the video of {stream}, digest {video_digest}."),
    "invite_to_exchange": Sentence("邀请参加交流活动", "Invite to an exchange activity",
        "邀请 {stream} 的获评组织于 {takes_place_on} 参加交流活动 {activity}，邀请函摘要 {invitation_digest}。",
        "Invites the holder of {stream} to {activity} on {takes_place_on}; invitation {invitation_digest}."),
    "record_attendance": Sentence("登记参加交流活动", "Record attendance",
        "登记 {stream} 的获评组织已参加交流活动 {activity} 并分享经验，记录摘要 {record_digest}。",
        "Records that the holder of {stream} took part in {activity} and shared its experience; record {record_digest}."),
    "excuse_from_exchange": Sentence("免除一次交流活动", "Excuse from an exchange activity",
        "免除 {stream} 的获评组织参加交流活动 {activity}，理由：{reason}。",
        "Excuses the holder of {stream} from {activity}, because: {reason}."),
    "record_status_check": Sentence("登记年度核查", "Record the status check",
        "登记 {stream} {year} 年度核查（{checked_on}）：{result}。{findings}",
        "Records the check of {stream} for {year}, made on {checked_on}: {result}. {findings}"),
    "report_adverse_fact": Sentence("报告不良事实", "Report an adverse fact",
        "就 {stream} 报告不良事实（类别 {kind}，程度 {severity}，来源 {source}）：{summary}",
        "Reports on {stream} an adverse fact ({kind}, {severity}, from {source}): {summary}"),
    "propose_revocation": Sentence("提议撤销称号", "Propose the revocation",
        "以情形 {ground}（发生日 {occurred_on}）提议撤销 {stream} 的称号，证据 {evidence}：{statement}。获评组织可于 {hearing_closes} 前陈述。",
        "Proposes to revoke the title of {stream} on ground {ground} (of {occurred_on}), evidence {evidence}: {statement}. The holder may be heard until {hearing_closes}."),
    "hear_holder": Sentence("获评组织陈述", "State the holder's case",
        "就撤销 {stream} 称号的提议陈述（放弃陈述：{declines}）：{statement}",
        "States the holder's case against the revocation of {stream} (declines: {declines}): {statement}"),
    "lapse_hearing": Sentence("登记逾期未陈述", "Record that the hearing lapsed",
        "登记 {stream} 的获评组织逾期未陈述。备注：{note}。",
        "Records that the holder of {stream} let the hearing lapse. Note: {note}."),
    "reject_revocation": Sentence("不予撤销", "Reject the revocation",
        "不予撤销 {stream} 的称号：{reasons}。会议纪要 {minutes_digest}。",
        "Rejects the revocation of the title of {stream}: {reasons}. Minutes {minutes_digest}."),
    "revoke_title": Sentence("撤销称号", "Revoke the title",
        "以文号 {document_no} 按提议 {proposal} 撤销 {stream} 的称号，情形 {ground}；委员会意见 {opinion_digest}。",
        "Revokes the title of {stream} by document {document_no} on proposal {proposal}, ground {ground}; the committee's opinion {opinion_digest}."),
    "announce_revocation": Sentence("公告撤销", "Announce the revocation",
        "已在 {postings} 公告撤销 {stream} 的称号，公告文本摘要 {text_digest}。",
        "The revocation of the title of {stream} is announced at {postings}, text {text_digest}."),
    "propose_reversal": Sentence("提议纠正撤销", "Propose to reverse the revocation",
        "提议纠正对 {stream} 称号的错误撤销，证据 {evidence}：{statement}。",
        "Proposes to reverse the wrongful revocation of the title of {stream}, evidence {evidence}: {statement}."),
    "reverse_revocation": Sentence("恢复称号", "Reverse the revocation",
        "以文号 {document_no} 按提议 {proposal} 恢复 {stream} 的称号，并解除限制申报。",
        "Restores the title of {stream} by document {document_no} on proposal {proposal}, and lifts the bar."),
}
# fmt: on


def title(row: Row) -> tuple[str, str]:
    """What the act is called, in Chinese and English."""
    sentence = SENTENCES[row.act]
    return sentence.title_zh, sentence.title_en


def summary(row: Row, body: Event, stream: str) -> tuple[str, str]:
    """The sentence a signer agrees to, in Chinese and English, with the values of the body it speaks of."""
    sentence = SENTENCES[row.act]
    values = {field.name: shown(getattr(body, field.name)) for field in fields(body)}  # type: ignore[arg-type]
    values["stream"] = stream
    return sentence.says_zh.format_map(values), sentence.says_en.format_map(values)


def shown(value: Any) -> str:
    """A value for people: ``-`` for nothing, ``✓``/``✗`` for yes and no, parts joined in their order."""
    if value is None or value == "" or value == [] or value == {}:
        return "-"
    if isinstance(value, bool):
        return "✓" if value else "✗"
    if is_dataclass(value):
        return " ".join(f"{field.name}={shown(getattr(value, field.name))}" for field in fields(value))
    if isinstance(value, Mapping):
        return "; ".join(f"{name}: {shown(inner)}" for name, inner in value.items())
    if isinstance(value, Sequence) and not isinstance(value, str):
        return ", ".join(shown(inner) for inner in value)
    return str(value)
