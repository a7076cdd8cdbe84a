"""People, keys, the calendar and the cycle (人员、密钥、日历、年度活动): the sentences of its acts (行为说明)."""
# One line per language keeps the pairs readable.
# ruff: noqa: E501

from biaogan.domain.sentence import Sentence

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
    "amend_calendar_year": Sentence("修订工作日历", "Amend a year's working days",
        "修订 {year} 年工作日历，依据：{source}。放假：{holidays}；调休上班：{workdays}；替换原表 {replaces}。",
        "Amends the working days of {year}, from: {source}. Holidays: {holidays}; make-up workdays: {workdays}; replaces table {replaces}."),
    "extend_deadline": Sentence("延长截止时间", "Extend a deadline",
        "将截止时间 {deadline} 延至 {last_day}（{closes} 止，不含此刻），理由：{reason}。此前被拒的行为不恢复。",
        "Moves the deadline {deadline} to {last_day} (ends at {closes}, exclusive), because: {reason}. What was refused before stays refused."),
    "publish_cycle": Sentence("发布年度通知", "Publish the year's call",
        "发布本年度全部规则，其摘要为 {digest}；自此冻结。",
        "Publishes all rules of the year, digest {digest}; from here on they are frozen."),
    "propose_amendment": Sentence("提议修订年度通知", "Propose an amendment",
        "提议在阶段 {stage} 开始前修订 {stream}：{changes}；理由：{reason}。修订后配置的摘要为 {digest}。",
        "Proposes to amend {stream} before stage {stage} begins: {changes}; because: {reason}. Digest after the change: {digest}."),
    "amend_cycle": Sentence("批准修订年度通知", "Approve the amendment",
        "批准提议 {proposal}，在阶段 {stage} 开始前修订 {stream}：{changes}；理由：{reason}。自此现行规则摘要为 {digest}。",
        "Approves proposal {proposal}, amending {stream} before stage {stage} begins: {changes}; because: {reason}. From here on the rules in force have digest {digest}."),
    "interpret_rules": Sentence("发布规则解释", "Issue an interpretation",
        "以文号 {number} 解释 {stream} 的规则 {rules}：{text}（文件摘要 {document_digest}），自发布之日起施行。",
        "Interprets rules {rules} of {stream} by {number}: {text} (document {document_digest}), effective from issue."),
}
# fmt: on
