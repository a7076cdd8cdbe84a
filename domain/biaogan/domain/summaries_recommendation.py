"""Tier-1 review, the ranked letter, the provincial stage (初审与推荐、省级评审): the sentences of its acts (行为说明)."""
# One line per language keeps the pairs readable.

from biaogan.domain.sentence import Sentence

# fmt: off
SENTENCES: dict[str, Sentence] = {
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
}
# fmt: on
