"""What the classes of the visibility table are called (字段类别名称), in Chinese and English; a test finds what is missing."""

from typing import Final

from biaogan.graphql.plots.svg import Words

CLASSES: Final = {
    "cycle": Words("年度活动", "cycle"),
    "case.listed": Words("项目名录信息", "case as listed"),
    "case.content": Words("申报内容", "content of a case"),
    "case.suspected": Words("疑似涉密内容", "content under suspicion"),
    "case.recommendation": Words("推荐意见", "recommendation"),
    "case.outcome": Words("评审结果", "outcome of a case"),
    "organisation.details": Words("组织详情", "organisation's details"),
    "roster": Words("推荐名册", "roster"),
    "unit.report": Words("推荐单位统计", "unit report"),
    "round": Words("评审轮次", "round"),
    "round.seal": Words("密封状态", "seal of a round"),
    "round.size": Words("轮次规模", "size of a round"),
    "round.panels": Words("评审组组成", "panels"),
    "round.strictness": Words("评分尺度", "strictness of experts"),
    "round.signals": Words("评审信号", "signals of a round"),
    "sheet": Words("评分表", "score sheet"),
    "sheet.expert": Words("评分人身份", "who signed a sheet"),
    "ranking": Words("评分排序", "ranking"),
    "supposition": Words("推演", "supposition"),
    "list.notice": Words("公示名单", "list under notice"),
    "list.ranks": Words("名单排序", "ranks on the list"),
    "list.steps": Words("名单流程", "steps of the list"),
    "person": Words("人员信息", "person"),
    "case.process": Words("办理过程", "process of a case"),
    "case.review": Words("评审过程", "review of a case"),
    "case.sealed": Words("项目密封内容", "sealed part of a case"),
    "title.revocation": Words("称号撤销", "revocation of a title"),
    "register": Words("称号名录", "register"),
    "objection": Words("异议", "objection"),
    "objection.report": Words("异议核查报告", "report on an objection"),
    "objection.file": Words("异议案卷", "file of an objection"),
    "objection.objector": Words("异议人身份", "identity of an objector"),
    "expert": Words("专家信息", "expert"),
    "expert.employments": Words("专家任职经历", "expert's employments"),
    "expert.conflicts": Words("专家利益冲突", "expert's conflicts"),
    "committee.formed": Words("委员会成立", "committee formed"),
    "committee": Words("委员会名单", "committee"),
    "group": Words("专业组", "group"),
    "group.sealed": Words("专业组密封内容", "sealed part of a group"),
    "draw": Words("抽签", "draw"),
    "round.progress": Words("评审进度", "progress of a round"),
    "pipeline": Words("办理进度", "pipeline"),
    "sight": Words("他人视角", "view of somebody else"),
    "log": Words("账本", "log"),
    "audit": Words("保密审计", "audit of reads"),
    "erasure": Words("销毁记录", "erasure"),
    "erasure.persons": Words("人员销毁记录", "erasure of a person"),
    "refusal": Words("不予记录", "refusal"),
}
OBJECTS: Final = {
    "case": Words("项目", "case"),
    "round": Words("轮次", "round"),
    "sheet": Words("评分表", "sheet"),
    "objection": Words("异议", "objection"),
    "org": Words("组织", "organisation"),
    "person": Words("人员", "person"),
    "expert": Words("专家", "expert"),
    "roster": Words("名册", "roster"),
    "list": Words("名单", "list"),
    "cycle": Words("年度活动", "cycle"),
    "group": Words("专业组", "group"),
    "grant": Words("授权", "grant"),
    "draw": Words("抽签", "draw"),
    "committee": Words("委员会", "committee"),
    "title": Words("称号", "title"),
    "erasure": Words("销毁", "erasure"),
}
"""Kind of an object, by its stream id."""


def class_words(klass: str) -> Words:
    """What a class is called; the kind of what was denied as a whole; else by its own name."""
    return CLASSES.get(klass) or object_words(klass)


def object_words(kind: str) -> Words:
    """What a kind of objects is called."""
    return OBJECTS.get(kind, Words(kind, kind))
