"""The expert pool, the committee and its groups (专家库、评审委员会、专业组): the sentences of its acts (行为说明)."""
# One line per language keeps the pairs readable.
# ruff: noqa: E501

from biaogan.domain.sentence import Sentence

# fmt: off
SENTENCES: dict[str, Sentence] = {
    "register_expert": Sentence("专家入库", "Register an expert",
        "将 {person} 列入专家库：专业 {specialities}；行业 {industries}；任职 {employments}；资深质量专家：{senior_quality_expert}。",
        "Takes {person} into the expert pool: specialities {specialities}; industries {industries}; employments {employments}; senior quality expert: {senior_quality_expert}."),
    "update_expert_profile": Sentence("更新专家信息", "Update an expert's profile",
        "更新 {stream} 的专家信息：专业 {specialities}；行业 {industries}；任职 {employments}；资深质量专家：{senior_quality_expert}。",
        "Updates the profile {stream}: specialities {specialities}; industries {industries}; employments {employments}; senior quality expert: {senior_quality_expert}."),
    "suspend_expert": Sentence("暂停专家资格", "Suspend an expert",
        "暂停 {stream} 的专家资格，理由：{reason}。",
        "Suspends the expert {stream}, because: {reason}."),
    "sign_integrity_pledge": Sentence("签署廉洁保密承诺", "Sign the integrity pledge",
        "签署年度 {cycle} 的廉洁保密承诺，文本摘要 {pledge_digest}。",
        "Signs the pledge of integrity and secrecy for {cycle}, text {pledge_digest}."),
    "declare_conflict": Sentence("声明利益冲突", "Declare a conflict of interest",
        "声明 {stream} 与 {organisation} 存在利益冲突：{kind}，{since} 至 {until}；依据：{evidence}（年度 {cycle}）。",
        "Declares that {stream} has a conflict with {organisation}: {kind}, {since} to {until}; evidence: {evidence} (cycle {cycle})."),
    "form_committee": Sentence("组建评审委员会", "Form the review committee",
        "组建 {cycle} 评审委员会：主任委员 {chair}；副主任委员 {vice_chairs}；委员 {members}。",
        "Forms the review committee of {cycle}: chair {chair}; vice-chairs {vice_chairs}; members {members}."),
    "replace_member": Sentence("更换委员", "Replace a member of the committee",
        "在 {stream} 中以 {replacement} 更换 {member}（职务随席位），理由：{reason}。",
        "Puts {replacement} in the place of {member} in {stream}, with the office held there, because: {reason}."),
    "form_group": Sentence("组建专业组", "Form a professional group",
        "组建 {cycle} 专业组 {code}（{field}）：组长 {leader}；组员 {members}；评审项目 {cases}。",
        "Forms the group {code} ({field}) of {cycle}: leader {leader}; members {members}; cases {cases}."),
    "replace_group_member": Sentence("更换组员", "Replace a member of a group",
        "在专业组 {stream} 中以 {replacement} 更换 {member}（组长职务随席位），理由：{reason}。",
        "Puts {replacement} in the place of {member} in group {stream}, with its lead if held, because: {reason}."),
}
# fmt: on
