"""What the rules' own codes are called (规则用语): rounds, counting, ties, conflicts, custody, in Chinese and English.

Promises: one word for a code, wherever it is told; a test holds each table against the codes that the domain knows.
"""

from collections.abc import Iterable
from typing import Final

from biaogan.domain.config_model import MEAN, NEGOTIATED, TRIMMED, Aggregate, Criteria, Criterion, Term
from biaogan.graphql.plots.svg import Words

ROUNDS: Final = {
    "provincial": Words("省级评审", "provincial review"),
    "desk": Words("资料评审", "desk review"),
    "defence": Words("现场答辩", "defence"),
}
"""Kind of a review round (评审轮次类型)."""
TIES: Final = {
    "final": Words("最终得分", "the final score"),
    "desk": Words("资料评审平均分", "the mean of the desk review"),
    "median": Words("评分中位数", "the median of the sheets"),
    "recommendation_rank": Words("推荐排序", "the rank of the recommendation"),
    "vote": Words("记名在案的表决", "a vote on record"),
}
"""Link of the tie chain (同分规则), D-04; further links are the criteria of the cycle."""
METHODS: Final = {
    MEAN: Words("算术平均", "the mean"),
    TRIMMED: Words("去掉最高分和最低分后平均", "the mean without the highest and the lowest"),
    NEGOTIATED: Words("专业组协商评分", "the rating agreed on"),
}
"""Way to one score (汇总方式), D-02."""
CONFLICTS: Final = {
    "employer": Words("任职单位", "employer"),
    "consultant": Words("咨询服务", "consultant"),
    "auditor": Words("审核服务", "auditor"),
    "trainer": Words("培训服务", "trainer"),
    "shareholding": Words("持股", "shareholding"),
    "kinship": Words("亲属关系", "kinship"),
    "unit": Words("推荐单位人员", "employee of the recommending unit"),
    "coauthor": Words("经验共同作者", "co-author of the experience"),
    "competitor": Words("竞争对手", "competitor"),
    "excluded": Words("申报组织申请回避", "excluded at the applicant's request"),
}
"""Kind of a conflict of interest (利益冲突), D-23."""
CUSTODY: Final = {
    "person": Words("本人保管", "the person's own"),
    "custodial": Words("代为保管", "kept for the person"),
    "service": Words("服务自有", "the service's own"),
}
"""Who keeps a key (密钥保管方式), D-30."""


def tie_words(link: str, criteria: Criteria | None) -> Words:
    """What told two cases apart (同分规则): a link of every chain, or a criterion of the cycle by its own wording."""
    own: Iterable[Term | Criterion] = () if criteria is None else (*criteria.groups, *criteria.rows)
    named = (Words(f"{each.zh}得分", f"the score of {each.en}") for each in own if each.code == link)
    return TIES.get(link) or next(named, Words(link, link))


def method_words(rule: Aggregate, *, calibrated: bool) -> Words:
    """How the sheets of a case are counted (汇总方式), with the numbers that the cycle sets."""
    called = METHODS.get(rule.method, Words(rule.method, rule.method))
    if rule.method == TRIMMED:
        zh, en = (
            f"各去掉 {rule.trim} 个，不足 {rule.min_n} 份时取平均",
            f"{rule.trim} each, from {rule.min_n} sheets on",
        )
        called = Words(f"{called.zh}（{zh}）", f"{called.en} ({en})")
    return Words(f"{called.zh}，经尺度校准", f"{called.en}, calibrated") if calibrated else called


def conflict_words(kind: str | None) -> Words:
    """What a conflict of interest is called; "" for none."""
    return CONFLICTS.get(kind or "", Words(kind or "", kind or ""))


def custody_words(custody: str) -> Words:
    """Who keeps a key."""
    return CUSTODY.get(custody, Words(custody, custody))


def with_value(called: Words, value: str) -> Words:
    """The words with what they stand at."""
    return Words(f"{called.zh} {value}", f"{called.en} {value}")


def listed(found: Iterable[Words]) -> Words:
    """Several, in their order; ``-`` for none."""
    told = list(found) or [Words("-", "-")]
    return Words("、".join(each.zh for each in told), ", ".join(each.en for each in told))
