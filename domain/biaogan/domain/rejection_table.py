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
    "calendar_malformed": Rejection("D-14", "{year}年工作日历有误：{reason}（{value}）", "working-day table of {year} is malformed: {reason} ({value})"),
    "calendar_year_missing": Rejection("D-14", "尚未载入{year}年工作日历，无法计算工作日", "the working-day table of {year} is not loaded, so working days cannot be counted"),
    "credit_code_check_character": Rejection("R-24", "统一社会信用代码 {given} 校验码不符：末位应为 {expected}", "credit code {given} fails its check character: the last should be {expected}"),
    "credit_code_malformed": Rejection("R-24", "统一社会信用代码 {given} 格式不符：应为18位，第3至8位为数字，不含字母 I、O、S、V、Z", "credit code {given} is malformed: 18 characters, digits in places 3 to 8, and no letter I, O, S, V or Z"),
    "credit_code_not_clean": Rejection("R-24", "统一社会信用代码 {given} 含全角、小写或多余字符，应填写为 {cleaned}", "credit code {given} has full-width, lower-case or extra characters; write {cleaned}"),
    "cycle_config_invalid": Rejection("R-05", "年度活动配置有 {count} 处错误", "the cycle configuration has {count} faults"),
    "date_malformed": Rejection("R-41", "{field}：{given} 不是日期，应为 2022-06-30 的形式", "{field}: {given} is not a date such as 2022-06-30"),
    "decimal_malformed": Rejection("R-43", "{field}：{given} 不是十进制数（最多 {max_digits} 位数字，小数不超过 {max_places} 位，不用指数或千位分隔）", "{field}: {given} is not a decimal of at most {max_digits} digits and {max_places} places, without exponent or separators"),
    "digest_malformed": Rejection("R-62", "{field}：{given} 不是64位小写十六进制的 SHA-256 值", "{field}: {given} is not a SHA-256 digest in 64 lower-case hexadecimal digits"),
    "instant_malformed": Rejection("D-13", "{field}：{given} 不是带时区的时刻，应为 2022-07-01T00:00:00+08:00 的形式", "{field}: {given} is not an instant with an offset such as 2022-07-01T00:00:00+08:00"),
    "quota_exhausted": Rejection("R-15", "{unit} 的推荐名额 {quota} 个已用完（已用 {used} 个）", "{unit} has used {used} of its {quota} recommendation places"),
    "score_off_step": Rejection("D-01", "评分项 {row} 的 {points} 分不是 {step} 分的整数倍", "row {row}: {points} points is not a multiple of {step}"),
    "score_out_of_range": Rejection("D-01", "评分项 {row} 的 {points} 分超出 0 至 {max} 分", "row {row}: {points} points is outside 0 to {max}"),
    "score_row_missing": Rejection("R-69", "评分项 {rows} 未评分", "rows {rows} have no score"),
    "score_row_twice": Rejection("R-69", "评分项 {row} 重复评分", "row {row} is scored twice"),
    "score_row_unknown": Rejection("R-69", "评分表中没有评分项 {row}", "the score sheet has no row {row}"),
}
# fmt: on
