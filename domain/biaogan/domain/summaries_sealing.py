"""The seal of a round (评分密封): the sentences of its acts (行为说明)."""
# One line per language keeps the pairs readable.
# ruff: noqa: E501

from biaogan.domain.sentence import Sentence

# fmt: off
SENTENCES: dict[str, Sentence] = {
    "enrol_custody_key": Sentence("登记保管密钥", "Enrol a custody key",
        "以公钥 {public_key} 接收评审密钥的份额。",
        "Takes shares of rounds' keys under the public key {public_key}."),
    "propose_early_opening": Sentence("申请提前启封", "Propose to open the scores early",
        "申请在轮次 {stream} 关闭之前启封评分，理由：{reason}。一经同意，全体参与人均可看到。",
        "Proposes to open the scores of {stream} before it is closed, because: {reason}. Everybody in the round will see that it happened."),
    "approve_early_opening": Sentence("同意提前启封", "Approve the early opening",
        "同意申请 {proposal}，提前启封轮次 {stream} 的评分。",
        "Agrees to proposal {proposal}: the scores of {stream} are opened early."),
    "release_key_share": Sentence("交出密钥份额", "Hand over a key share",
        "交出轮次 {stream} 的密钥份额 {share}，用于启封评分。",
        "Hands over the share {share} of the key of {stream}, which opens its scores."),
    "open_seal": Sentence("启封评分", "Open the scores",
        "启封轮次 {stream} 的评分（提前：{early}），自此可读的评分表：{sheets}。",
        "Opens the scores of {stream} (early: {early}); readable from here on: {sheets}."),
}
# fmt: on
