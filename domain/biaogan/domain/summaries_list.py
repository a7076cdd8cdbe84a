"""Consultation, notice, approval, announcement (征求意见、公示、批准、公告): the sentences of its acts (行为说明)."""
# One line per language keeps the pairs readable.
# ruff: noqa: E501

from biaogan.domain.sentence import Sentence

# fmt: off
SENTENCES: dict[str, Sentence] = {
    "open_ministry_consultation": Sentence("征求主管部门意见", "Open the ministry's consultation",
        "就名单 {list_digest} 征求主管部门意见，截止 {due_on}。",
        "Sends list {list_digest} to the ministry for its opinion until {due_on}."),
    "close_ministry_consultation": Sentence("记录主管部门意见", "Record the ministry's opinion",
        "主管部门意见：{reply}。{comments}",
        "The ministry's opinion: {reply}. {comments}"),
    "conclude_deliberation": Sentence("作出审议结论", "Conclude the deliberation",
        "对主管部门意见的审议结论：{reasons}；移出名单：{struck}；其余名单 {list_digest}；表决：{ballots}；会议纪要 {minutes_digest}。",
        "Answers the ministry's opinion: {reasons}; struck: {struck}; what remains is list {list_digest}; votes: {ballots}; minutes {minutes_digest}."),
    "publish_notice": Sentence("发布公示", "Publish the notice",
        "名单 {list_digest} 已在 {postings} 公示，公示期至 {closes}（不含此刻）；异议受理：{contact}；日历 {calendar_digest}。",
        "List {list_digest} is on public notice at {postings} until {closes} (exclusive); objections to: {contact}; calendar {calendar_digest}."),
    "record_posting_failure": Sentence("登记公示中断", "Record an outage of the notice",
        "渠道 {channel} 自 {failed_at} 起不再显示公示，证据 {evidence_digest}。",
        "Channel {channel} has not shown the notice since {failed_at}; evidence {evidence_digest}."),
    "repost_notice": Sentence("恢复公示", "Post the notice again",
        "公示已恢复：{posting}。",
        "The notice is posted again: {posting}."),
    "extend_notice": Sentence("延长公示", "Extend the notice",
        "因渠道 {channel} 自 {failed_at} 起中断，公示延长至 {closes}（不含此刻）；日历 {calendar_digest}。",
        "For the outage of {channel} since {failed_at} the notice runs until {closes} (exclusive); calendar {calendar_digest}."),
    "renotice_case": Sentence("重新公示", "Put a case on notice anew",
        "{stream} 已在 {postings} 重新公示，公示期至 {closes}（不含此刻）；异议受理：{contact}；日历 {calendar_digest}。",
        "{stream} is on notice anew at {postings} until {closes} (exclusive); objections to: {contact}; calendar {calendar_digest}."),
    "expire_case_notice": Sentence("重新公示期满", "The case's own notice is over",
        "{stream} 的公示期已于 {closes} 届满。",
        "The notice of {stream} ended at {closes}."),
    "expire_notice": Sentence("公示期满", "The notice period is over",
        "公示期已于 {closes} 届满。",
        "The notice period ended at {closes}."),
    "approve_result": Sentence("批准结果", "Approve the result",
        "以文号 {document_no} 批准名单 {list_digest}，项目（空为全部）：{cases}。",
        "Approves list {list_digest} by document {document_no}, cases (none named: all): {cases}."),
    "refuse_result": Sentence("不予批准", "Refuse the approval",
        "以文号 {document_no} 对名单 {list_digest} 中的下列项目不予批准：{cases}。",
        "Refuses by document {document_no} these cases of list {list_digest}: {cases}."),
    "announce_result": Sentence("公告结果", "Announce the result",
        "已在 {postings} 公告结果，公告文本摘要 {text_digest}；授予称号。",
        "The result is announced at {postings}, text {text_digest}; the titles are granted."),
}
# fmt: on
