"""Every code an act is refused with: the rule it rests on, and the sentence in Chinese and in English.

One line per code, sorted; ``{name}`` is filled from the details of the refusal. The rule is an R-id (the programme's
rule) or a D-id (this cycle's setting); a refusal may name a more specific rule than the table does.
"""
# One line per code keeps the table greppable and its diffs readable.
# ruff: noqa: E501

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rejection:
    """What a code means: the rule broken and the sentence templates (驳回说明)."""

    rule: str
    zh: str
    en: str


# fmt: off
REJECTIONS: dict[str, Rejection] = {
    "already_endorsed": Rejection("R-15", "该项目已占用一个推荐名额", "the case already holds a place of the quota"),
    "attestation_missing": Rejection("R-26", "未作声明：{name}", "not attested: {name}"),
    "calendar_already_loaded": Rejection("D-14", "该年度工作日历已载入（{stream}）", "the working-day table of that year is already loaded ({stream})"),
    "calendar_malformed": Rejection("D-14", "{year}年工作日历有误：{reason}（{value}）", "working-day table of {year} is malformed: {reason} ({value})"),
    "calendar_year_missing": Rejection("D-14", "尚未载入{year}年工作日历，无法计算工作日", "the working-day table of {year} is not loaded, so working days cannot be counted"),
    "case_in_another_round": Rejection("D-05", "{case} 已在同类评审轮次 {round} 中", "{case} is already in round {round} of this kind"),
    "case_in_wrong_state": Rejection("R-68", "{case} 当前状态为 {status}，应为 {allowed}", "{case} is {status}; it must be {allowed}"),
    "case_not_in_round": Rejection("R-16", "不在该评审轮次中：{cases}", "not in that review round: {cases}"),
    "case_twice": Rejection("R-17", "重复列入：{cases}", "listed twice: {cases}"),
    "cases_left_out": Rejection("R-16", "评审中的项目未列入该轮次：{cases}", "cases in review are not in that round: {cases}"),
    "channels_missing": Rejection("R-74", "规定渠道尚未发布：{channels}", "mandatory channels do not carry it yet: {channels}"),
    "checklist_failed": Rejection("R-68", "审查项目未通过：{items}", "items not passed: {items}"),
    "checklist_incomplete": Rejection("R-68", "审查清单不完整，缺少：{missing}；多余或重复：{extra}", "the checklist is incomplete; missing: {missing}; extra or twice: {extra}"),
    "comment_too_short": Rejection("R-69", "评语 {length} 字，至少 {wanted} 字", "the comment has {length} characters; at least {wanted} are required"),
    "commitments_incomplete": Rejection("R-42", "承诺事项应逐项确认：{wanted}，已确认：{given}", "each commitment must be acknowledged: {wanted}; given: {given}"),
    "confirmations_incomplete": Rejection("R-26", "应逐项确认：{wanted}，已确认：{given}", "each must be confirmed: {wanted}; given: {given}"),
    "conflict_of_interest": Rejection("D-23", "{person} 对 {case} 有利益冲突（角色 {role}），应当回避", "{person} has a conflict of interest with {case} (role {role})"),
    "consultation_not_over": Rejection("D-35", "征求意见截止日 {due_on} 尚未结束，不能记为未答复", "the ministry has until the end of {due_on}; silence cannot be recorded before"),
    "consultation_too_short": Rejection("D-35", "征求意见截止日 {due_on} 过早，不得早于 {earliest}", "{due_on} is too early for the ministry's reply; {earliest} at the earliest"),
    "credit_code_check_character": Rejection("R-24", "统一社会信用代码 {given} 校验码不符：末位应为 {expected}", "credit code {given} fails its check character: the last should be {expected}"),
    "credit_code_malformed": Rejection("R-24", "统一社会信用代码 {given} 格式不符：应为18位，第3至8位为数字，不含字母 I、O、S、V、Z", "credit code {given} is malformed: 18 characters, digits in places 3 to 8, and no letter I, O, S, V or Z"),
    "credit_code_not_clean": Rejection("R-24", "统一社会信用代码 {given} 含全角、小写或多余字符，应填写为 {cleaned}", "credit code {given} has full-width, lower-case or extra characters; write {cleaned}"),
    "cycle_already_published": Rejection("R-05", "该年度活动已发布（{stream}），规则已冻结", "that cycle is published and frozen ({stream})"),
    "cycle_config_invalid": Rejection("R-05", "年度活动配置有 {count} 处错误", "the cycle configuration has {count} faults"),
    "date_in_the_future": Rejection("R-42", "{field}：{given} 晚于今日", "{field}: {given} is later than today"),
    "date_malformed": Rejection("R-41", "{field}：{given} 不是日期，应为 2022-06-30 的形式", "{field}: {given} is not a date such as 2022-06-30"),
    "deadline_passed": Rejection("R-20", "已过截止时间 {closes}（{deadline}），逾期不再受理", "the deadline {deadline} passed at {closes}; late material is not accepted"),
    "decimal_malformed": Rejection("R-43", "{field}：{given} 不是十进制数（最多 {max_digits} 位数字，小数不超过 {max_places} 位，不用指数或千位分隔）", "{field}: {given} is not a decimal of at most {max_digits} digits and {max_places} places, without exponent or separators"),
    "decision_already_adopted": Rejection("R-16", "名单已确定，不再受理新的项目", "the decision is adopted; no further case can enter"),
    "declaration_missing": Rejection("R-43", "尚未填写申报表", "the declaration (form F2) is not filled in"),
    "digest_malformed": Rejection("R-62", "{field}：{given} 不是64位小写十六进制的 SHA-256 值", "{field}: {given} is not a SHA-256 digest in 64 lower-case hexadecimal digits"),
    "digest_mismatch": Rejection("R-76", "{field}：摘要 {given} 不符，应为 {expected}", "{field}: digest {given} does not match {expected}"),
    "directions_invalid": Rejection("R-31", "申报方向 {given} 有误：至少一项，不重复，且在 {known} 之内", "declared directions {given}: at least one, none twice, all of {known}"),
    "duties_not_separated": Rejection("D-23", "职责应当分离，不能同时担任：{roles}", "duties are to be separated; nobody holds all of {roles}"),
    "figure_negative": Rejection("R-43", "{field}：{year} 年 {given} 不能为负", "{field}: {given} of {year} must not be negative"),
    "file_malformed": Rejection("R-62", "文件 {name}（{size} 字节）名称或大小不符", "file {name} ({size} bytes) has an unusable name or size"),
    "file_twice": Rejection("R-62", "文件重复：{files}", "files given twice: {files}"),
    "instant_malformed": Rejection("D-13", "{field}：{given} 不是带时区的时刻，应为 2022-07-01T00:00:00+08:00 的形式", "{field}: {given} is not an instant with an offset such as 2022-07-01T00:00:00+08:00"),
    "key_already_enrolled": Rejection("D-30", "密钥 {kid} 已登记或曾经停用", "key {kid} is enrolled already, or was given up"),
    "key_malformed": Rejection("D-30", "密钥格式不符，应为 OKP 公钥", "the key is not an OKP public key"),
    "key_not_in_use": Rejection("D-30", "密钥 {kid} 不在使用中", "key {kid} is not in use"),
    "letter_already_signed": Rejection("R-17", "推荐函已签署，推荐与排序不可更改", "the letter is signed; places and ranks can no longer change"),
    "nobody_may_state": Rejection("R-04", "{topic} 只能由系统记录", "{topic} is recorded by the service; nobody can state it"),
    "not_an_expert": Rejection("R-10", "{person} 不是专家", "{person} is not an expert"),
    "not_as_registered": Rejection("R-50", "{field}：{given} 与登记的 {registered} 不一致", "{field}: {given} is not the registered {registered}"),
    "not_assigned": Rejection("R-69", "该专家未被分配评审 {case}", "this expert is not assigned to {case}"),
    "not_endorsed": Rejection("R-15", "该项目未占用推荐名额", "the case holds no place of the quota"),
    "not_profitable": Rejection("R-25", "{year} 年利润总额 {profit} 万元，应大于 {floor} 万元（近三年连续保持盈利）", "total profit of {year} is {profit}; it must be above {floor} in each of the last three years"),
    "notice_end_wrong": Rejection("R-74", "公示截止时间 {given} 不符，应为 {expected}", "the notice ends at {expected}, not {given}"),
    "notice_not_over": Rejection("R-74", "公示期至 {closes}，尚未届满", "the notice runs until {closes}"),
    "notice_recorded_late": Rejection("R-74", "公示期已于 {closes} 结束，登记过迟，须重新公示", "the notice ended at {closes} before it was recorded; it must be posted again"),
    "organisation_already_registered": Rejection("R-24", "该统一社会信用代码的组织已登记（{stream}）", "the organisation of this credit code is already registered ({stream})"),
    "organisation_has_live_case": Rejection("D-03", "该组织本年度已有申报 {cases}，上限 {limit} 项", "the organisation already has {cases} in this cycle; the limit is {limit}"),
    "override_reason_missing": Rejection("R-72", "名单与统计排序不一致，须书面说明理由", "the list departs from the order of the scores; a written reason is required"),
    "own_organisation": Rejection("D-23", "{person} 与 {case} 的申报组织有利益关系，应当回避", "{person} acts for the organisation of {case} and must stand aside"),
    "package_incomplete": Rejection("R-33", "材料不齐，缺少：{missing}；不符或重复：{wrong}", "the package is incomplete; missing: {missing}; unknown or more than once: {wrong}"),
    "panel_size": Rejection("D-05", "{case} 应有 {wanted} 名不同的专家，实有 {given} 名", "{case} must have {wanted} different experts, not {given}"),
    "posting_in_the_future": Rejection("R-74", "{channel} 的发布时间 {posted_at} 晚于当前时间", "the posting on {channel} at {posted_at} lies in the future"),
    "posting_too_early": Rejection("R-74", "{channel} 的发布时间 {posted_at} 早于许可时间 {since}", "the posting on {channel} at {posted_at} came before it was permitted, at {since}"),
    "provincial_quota_exceeded": Rejection("R-16", "择优确定不超过 {quota} 项，已列 {given} 项", "the province selects at most {quota}, not {given}"),
    "quota_exhausted": Rejection("R-15", "{unit} 的推荐名额 {quota} 个已用完（已用 {used} 个）", "{unit} has used {used} of its {quota} recommendation places"),
    "ranking_not_of_the_endorsed": Rejection("R-17", "排序应恰好包含拟推荐的项目，缺少：{missing}；多余：{extra}", "the ranking must be of exactly the endorsed cases; missing: {missing}; extra: {extra}"),
    "ranks_not_contiguous": Rejection("R-17", "排序应为 1 至 {wanted} 各一次，实为 {given}", "ranks must be 1 to {wanted}, each once, not {given}"),
    "receipt_incomplete": Rejection("R-20", "应有电子版和 {wanted} 份纸质材料，实有电子版：{electronic}，纸质 {paper_copies} 份", "the electronic set and {wanted} paper sets are required; electronic: {electronic}, paper: {paper_copies}"),
    "received_late": Rejection("R-20", "收件日期 {received_on} 晚于截止日 {last_day}", "received on {received_on}, after the last day {last_day}"),
    "role_already_held": Rejection("R-04", "已担任角色 {role}（范围：{scope}）", "the role {role} is already held (scope: {scope})"),
    "role_not_grantable": Rejection("R-04", "角色 {role} 不能授予", "the role {role} cannot be granted"),
    "role_not_held": Rejection("R-04", "未在范围 {scope} 内担任可作此行为的角色 {allowed}（以 {role} 签署）", "signed as {role}; this needs {allowed}, held within {scope}"),
    "role_not_there": Rejection("R-04", "未担任角色 {role}（范围：{scope}）", "the role {role} is not held (scope: {scope})"),
    "round_ends_in_the_past": Rejection("R-69", "评审截止时刻 {closes} 已过", "the round would end at {closes}, which has passed"),
    "round_not_closed": Rejection("R-69", "评审轮次 {round} 尚未关闭", "the review round {round} is not closed"),
    "round_over": Rejection("R-69", "评审轮次已结束（{closes}，{status}），不再接受评分", "the review round is over ({closes}, {status}); no more sheets"),
    "scope_malformed": Rejection("R-04", "角色 {role} 的范围 {scope} 不符", "{scope} is not a scope for the role {role}"),
    "score_off_step": Rejection("D-01", "评分项 {row} 的 {points} 分不是 {step} 分的整数倍", "row {row}: {points} points is not a multiple of {step}"),
    "score_out_of_range": Rejection("D-01", "评分项 {row} 的 {points} 分超出 0 至 {max} 分", "row {row}: {points} points is outside 0 to {max}"),
    "score_row_missing": Rejection("R-69", "评分项 {rows} 未评分", "rows {rows} have no score"),
    "score_row_twice": Rejection("R-69", "评分项 {row} 重复评分", "row {row} is scored twice"),
    "score_row_unknown": Rejection("R-69", "评分表中没有评分项 {row}", "the score sheet has no row {row}"),
    "sheet_already_locked": Rejection("R-69", "该评分表已锁定（{stream}）", "the score sheet is locked already ({stream})"),
    "sheets_missing": Rejection("D-05", "{case} 已锁定 {locked} 份评分表，需 {wanted} 份", "{case} has {locked} locked sheets; {wanted} are required"),
    "stale_rules": Rejection("R-05", "签署所依据的规则 {given} 不是现行规则 {expected}", "signed under rules {given}; in force are {expected}"),
    "stream_mismatch": Rejection("R-05", "记录对象 {given} 不符，应为 {expected}", "written on {given}, but belongs on {expected}"),
    "text_missing": Rejection("R-36", "{field} 不能为空", "{field} must not be blank"),
    "title_too_long": Rejection("R-53", "经验名称 {length} 字，不得超过 {limit} 字", "the title has {length} characters; the limit is {limit}"),
    "unknown_reference": Rejection("R-05", "{field}：{value} 不存在", "{field}: {value} does not exist"),
    "wrong_state": Rejection("R-05", "当前状态为 {status}，应为 {allowed}", "the state is {status}; it must be {allowed}"),
    "years_incomplete": Rejection("R-22", "{field}：应为 {years} 各一个数值，实有 {given} 个", "{field}: one figure for each of {years} is required, not {given}"),
}
# fmt: on
