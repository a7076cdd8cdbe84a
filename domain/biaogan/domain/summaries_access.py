"""Access to what is sealed (查阅授权): the sentences of its acts (行为说明)."""
# One line per language keeps the pairs readable.

from biaogan.domain.sentence import Sentence

# fmt: off
SENTENCES: dict[str, Sentence] = {
    "propose_access": Sentence("提议查阅授权", "Propose access to what is sealed",
        "提议授权 {grantee} 查阅 {streams} 的密封内容（{classes}），用途：{purpose}；至 {expires} 止。",
        "Proposes that {grantee} may read the sealed {classes} of {streams}, for: {purpose}; until {expires}."),
    "grant_access": Sentence("批准查阅授权", "Grant access to what is sealed",
        "批准提议 {proposal}：{grantee} 可查阅 {streams} 的密封内容（{classes}），用途：{purpose}；至 {expires} 止。",
        "Grants proposal {proposal}: {grantee} may read the sealed {classes} of {streams}, for: {purpose}; until {expires}."),
    "revoke_access": Sentence("收回查阅授权", "Revoke an access",
        "收回查阅授权 {stream}，理由：{reason}。",
        "Ends the access {stream}, because: {reason}."),
    "expire_access": Sentence("查阅授权到期", "Expire an access",
        "查阅授权 {stream} 于 {expires} 到期。",
        "The access {stream} is over at {expires}."),
    "report_confidentiality": Sentence("报告保密审计", "Report a confidentiality audit",
        "报告 {cycle} 的保密审计，期间 {period_from} 至 {period_to}，异常事项 {anomalies} 项，报告清单摘要 {digest}。",
        "Reports the confidentiality audit of {cycle} from {period_from} to {period_to}: {anomalies} anomalies; manifest {digest}."),
}
# fmt: on
