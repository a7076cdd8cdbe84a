"""Erasing personal data (个人信息删除): the sentences of its acts (行为说明)."""
# One line per language keeps the pairs readable.

from biaogan.domain.sentence import Sentence

# fmt: off
SENTENCES: dict[str, Sentence] = {
    "propose_erasure": Sentence("申请销毁密钥", "Propose an erasure",
        "申请销毁 {subject} 的密钥 {keys}（{ground}）：{legal_basis}；卷号 {reference}。",
        "Proposes to destroy the keys {keys} of {subject} ({ground}): {legal_basis}; file {reference}."),
    "erase_personal_data": Sentence("删除个人信息", "Erase personal data",
        "执行申请 {proposal}：永久销毁 {subject} 的密钥 {keys}（{ground}）：{legal_basis}；卷号 {reference}。其内容自此无人可读。",
        "Carries out proposal {proposal}: destroys the keys {keys} of {subject} for good ({ground}): {legal_basis}; file {reference}. Nobody reads what they opened any more."),  # noqa: E501
}
# fmt: on
