"""The sentences of a chain of reasons (理由链用语), in Chinese and English; values between braces."""
# One line per language keeps the pairs readable.
# ruff: noqa: E501

from collections.abc import Mapping
from typing import Final

from biaogan.graphql.plots.svg import Words
from biaogan.graphql.viewer import Relation
from biaogan.graphql.visibility import When

# fmt: off
WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "withheld": ("此步骤存在，依 {rule} 不予显示。", "There is such a step; {rule} withholds it from the viewer."),
    "ranking": ("{case} 在轮次 {round} 的 {cases} 个项目中列第 {rank}，精确得分 {score}（{shown}），名次由{decided_by}确定。",
        "{case} is ranked {rank} among {cases} cases of {round}: exact score {score} ({shown}), told apart by {decided_by}."),
    "listed": ("{case} 在推荐名单中列第 {rank}，名单依轮次 {round} 通过。", "{case} is ranked {rank} on the recommended list, which was adopted on {round}."),
    "reported": ("专业组 {group} 建议 {case} 列第 {rank}。", "The group {group} proposed {case} as number {rank}."),
    "departed": ("专业组 {group} 将 {case} 由统计名次 {before} 改为 {after}，理由已记录。", "The group {group} ranked {case} {after} where the scores say {before}; the reason is on record."),
    "configuration": ("配置摘要 {digest}；汇总方式：{method}；同分规则：{ties}。", "Configuration {digest}; scores are counted by: {method}; ties go by: {ties}."),
    "rules": ("所依据的配置，摘要 {digest}。", "The configuration it was done under, digest {digest}."),
    "weighted": ("{case} 的总分 {score}：各轮加权 {rounds}。", "{case} comes to {score} over its rounds: {rounds}."),
    "aggregate": ("{case} 在轮次 {round} 得分 {score}：{n} 份有效评分，{method}。", "{case} comes to {score} in {round}: {n} valid sheets, {method}."),
    "agreed": ("{case} 在轮次 {round} 得分 {score}：按专业组协商评分，不取 {n} 份评分的汇总。", "{case} comes to {score} in {round}: by the rating its group agreed on, not by its {n} sheets."),
    "counted": ("评分表 {name} 合计 {total}，计入。", "Sheet {name}, total {total}, counts."),
    "trimmed_high": ("评分表 {name} 合计 {total}，有效，作为最高分去掉。", "Sheet {name}, total {total}, is valid and left out as one of the highest."),
    "trimmed_low": ("评分表 {name} 合计 {total}，有效，作为最低分去掉。", "Sheet {name}, total {total}, is valid and left out as one of the lowest."),
    "beside": ("评分表 {name} 合计 {total}，有效；得分另由协商评分确定。", "Sheet {name}, total {total}, is valid; the score is the rating agreed on."),
    "voided": ("评分表 {name} 已作废，不计入。", "Sheet {name} was voided and does not count."),
    "reopened": ("评分表 {name} 已重开而未再锁定，不计入。", "Sheet {name} was reopened and not locked again; it does not count."),
    "abstained": ("评分表 {name} 弃权，不计入。", "Sheet {name} abstains and does not count."),
    "stood_aside": ("评分表 {name} 的专家已回避或被更换，不计入。", "The expert of sheet {name} stood aside or was replaced; it does not count."),
    "unread": ("评分表 {name} 无法读取，不计入。", "Sheet {name} cannot be read and does not count."),
    "recused": ("一名专家回避 {case}，未评分。", "An expert stood aside from {case} and did not score it."),
    "replaced": ("一名专家在 {case} 上被更换，未评分。", "An expert was replaced on {case} and did not score it."),
    "silent": ("一名专家未对 {case} 提交评分表。", "An expert of the panel of {case} handed in no sheet."),
    "panel": ("轮次 {round} 开始时即在 {case} 的评审组。", "On the panel of {case} from the opening of {round} on."),
    "joined": ("在轮次 {round} 中接替他人评审 {case}。", "Took over {case} in {round} from another expert."),
    "drawn": ("评审组由抽取 {draw} 产生，任何人可复算。", "The panels are what the draw {draw} gave; anybody can compute it again."),
    "committed": ("先公布对随机数的承诺 {commitment}。", "First one party was bound to a secret: {commitment}."),
    "answered": ("他人随后给出应答，种子自此确定。", "Then another party answered, which fixed the seed."),
    "pledged": ("分配之时在案记录中未见与 {organisation} 的利益冲突，并已签署廉洁保密承诺。", "When assigned, no conflict with {organisation} was on record, and the pledge of the cycle was signed."),
    "cleared": ("分配之时在案记录中未见与 {organisation} 的利益冲突。", "When assigned, no conflict with {organisation} was on record."),
    "conflicted": ("分配之日与 {organisation} 存在利益冲突（{found}）。", "On the day of the assignment a conflict with {organisation} stood ({found})."),
    "conflict": ("声明的利益冲突：{kind}，自 {since} {until}。", "A declared conflict: {kind}, from {since} {until}."),
    "opened": ("评分于此启封；此前无人可读。", "Here the scores were opened; nobody could read them before."),
    "opened_early": ("评分经两人批准提前启封。", "The scores were opened early, by two persons."),
    "status": ("{stream} 的状态为{zh}（{status}）。", "{stream} is {status} ({en})."),
    "act": ("{zh}：{before_zh} → {after_zh}；角色：{role}。", "{en}: {before} -> {after}; in the role {role}."),
    "done": ("{zh}；角色：{role}。", "{en}; in the role {role}."),
    "voted": ("对 {case} 的表决：赞成 {yes}，反对 {no}，弃权 {abstained}。", "The vote on {case}: {yes} for it, {no} against, {abstained} abstained."),
    "balloted": ("逐人表决合计：赞成 {yes}，反对 {against}，弃权 {abstain}，缺席 {absent}，回避 {recused}。", "The members' votes: {yes} for it, {against} against, {abstain} abstained, {absent} absent, {recused} recused."),
    "statement": ("由 {actor} 以密钥 {kid} 签署；签名{holds_zh}。", "Signed by {actor} with the key {kid}; the signature {holds_en}."),
    "key": ("密钥 {kid} 在此登记，保管方式：{custody}。", "The key {kid} was enrolled here; custody: {custody}."),
    "right": ("角色“{role}”（范围 {scope}）在此授予。", "Here the role {role} (scope {scope}) was given."),
    "refusal": ("{zh}", "{en}"),
    "refused_act": ("所请求的行为：{zh}。可作出者：{roles}；所须状态：{sources_zh}。", "What was asked for: {en}. It may be done as {roles}, from {sources}."),
    "refused_statement": ("被驳回的声明，摘要 {digest}，编号 {jti}；驳回由服务签名。", "The refused statement, digest {digest}, jti {jti}; the service signed the refusal."),
    "state": ("裁决时 {stream} 为第 {version} 版，状态为{status_zh}。", "When it was decided, {stream} stood at version {version}, state {status}."),
    "no_state": ("裁决时 {stream} 尚不存在。", "When it was decided, {stream} did not exist."),
    "rule": ("规则 {rule}（代码 {code}）。", "Rule {rule} (code {code})."),
    "denial": ("{person} 在位置 {basis} 查阅 {stream} 的“{klass}”（{fields}），被拒，依据 {rule}。", "{person} asked at position {basis} for {klass} of {stream} ({fields}) and was denied it under {rule}."),
    "klass": ("字段类别“{klass}”（{name}），密级 {level}，依据 {rule}。", "The class {klass} ({name}) is {level}, under {rule}."),
    "need_to_know": ("整个对象不在其知悉范围内，依据 {rule}；不存在的对象亦同样答复。", "The object as a whole was not theirs to know of, under {rule}; one that does not exist is answered alike."),
    "was": ("当时的角色：{roles}。", "Roles held then: {roles}."),
    "judged": ("对该对象的关系：{relations}；可见性表当时的判断：{verdict}。", "What they were to the object: {relations}; the table's judgement then: {verdict}."),
    "opening": ("可由下列身份查阅：{zh}。", "It opens to: {en}."),
    "nobody": ("仅对有权知悉该对象者开放。", "It opens to whoever is party to the object."),
}
# fmt: on
RELATIONS: Final[Mapping[Relation, str]] = {
    Relation.PUBLIC: "公众",
    Relation.SELF: "本人",
    Relation.APPLICANT: "申报组织",
    Relation.UNIT: "推荐单位",
    Relation.PROVINCE: "省级",
    Relation.OFFICE: "办公室",
    Relation.DIRECTOR: "办公室主任",
    Relation.CHAIR: "主任委员",
    Relation.EXPERT: "评审专家",
    Relation.AUDITOR: "审计人员",
    Relation.INVESTIGATOR: "核查人员",
    Relation.PUBLISHER: "发布人",
    Relation.APPROVER: "批准人",
    Relation.MINISTRY: "主管部门",
    Relation.REGISTRAR: "登记员",
    Relation.CUSTODIAN: "密钥保管人",
}  # fmt: skip
TIMES: Final[Mapping[When, str]] = {
    When.ALWAYS: "始终", When.LISTED: "公示后", When.ON_LIST: "列入名单后", When.CLOSED: "评审关闭后",
    When.PROVINCIAL: "省级轮次", When.PROVINCIAL_CLOSED: "省级轮次关闭后", When.GRANTED: "凭两人授权",
    When.GRANTED_CLOSED: "评审关闭后凭两人授权",
}  # fmt: skip


def worded(name: str, /, **values: object) -> tuple[str, str]:
    """A sentence in both languages with its values; one that is words itself (用语) is told in each."""
    zh, en = WORDS[name]
    return (
        zh.format_map({key: value.zh if isinstance(value, Words) else value for key, value in values.items()}),
        en.format_map({key: value.en if isinstance(value, Words) else value for key, value in values.items()}),
    )
