"""The ids of the rulebook (规则编号): R-01..R-87, rules of the programme, and D-01..D-36, decisions where it is silent.

A rule is enforced by the functions marked with its id (``matter.RULES``). Two tables say the rest: what carries an id
without being such a function, and what no software can enforce and what is recorded instead.
"""
# One line per id keeps the tables greppable.
# ruff: noqa: E501

from collections.abc import Mapping

RULE_IDS: tuple[str, ...] = tuple(f"R-{n:02d}" for n in range(1, 88))
"""Rules of the programme's own texts (通知与管理办法)."""
DECISION_IDS: tuple[str, ...] = tuple(f"D-{n:02d}" for n in range(1, 37))
"""Settings of the cycle where the texts say nothing (本年度设定)."""
IDS: tuple[str, ...] = (*RULE_IDS, *DECISION_IDS)
"""Every id a refusal, a setting, or an interpretation may name."""

_DOMAIN = "biaogan.domain"

# fmt: off
ELSEWHERE: Mapping[str, tuple[str, ...]] = {
    "R-01": (f"{_DOMAIN}.config_model.LegalBasis",),
    "R-02": (f"{_DOMAIN}.case.Case",),
    "R-03": (f"{_DOMAIN}.config.REQUIRED_LABELS",),
    "R-06": (f"{_DOMAIN}.config_model.Tier2", f"{_DOMAIN}.rules.authority.WHOLE_ROLES"),
    "R-07": (f"{_DOMAIN}.config_model.Unit", f"{_DOMAIN}.rules.intake.the_unit_is_a_tier_one_unit_of_the_cycle"),
    "R-18": (f"{_DOMAIN}.config.CycleConfig",),
    "R-19": (f"{_DOMAIN}.config_programme.Briefing",),
    "R-21": (f"{_DOMAIN}.config_programme.Programme", f"{_DOMAIN}.decide.available"),
    "R-23": (f"{_DOMAIN}.config_programme.Programme",),
    "R-29": (f"{_DOMAIN}.checking.form_findings",),
    "R-30": (f"{_DOMAIN}.config_model.Taxonomy",),
    "R-32": (f"{_DOMAIN}.config_model.Taxonomy",),
    "R-37": (f"{_DOMAIN}.rules.intake.the_package_has_its_three_parts", f"{_DOMAIN}.rules.formal.NATIONAL_CHECKLIST"),
    "R-39": (f"{_DOMAIN}.checking.form_findings",),
    "R-51": (f"{_DOMAIN}.checking.form_findings",),
    "R-54": (f"{_DOMAIN}.experience.findings",),
    "R-59": (
        f"{_DOMAIN}.layout_checks.page",
        f"{_DOMAIN}.layout_checks.title",
        f"{_DOMAIN}.layout_checks.body",
        f"{_DOMAIN}.layout_checks.headings",
    ),
    "R-60": (f"{_DOMAIN}.layout_checks.captions",),
    "R-61": (f"{_DOMAIN}.acts_intake.ACTS",),
    "R-66": (f"{_DOMAIN}.acts_intake.ACTS",),
    "R-67": (f"{_DOMAIN}.acts_recommendation.ACTS",),
    "R-77": (f"{_DOMAIN}.scoring.sheet_points",),
    "R-78": (f"{_DOMAIN}.scoring.sheet_points",),
    "R-79": (f"{_DOMAIN}.scoring.sheet_points",),
    "R-84": (f"{_DOMAIN}.config_programme.Programme",),
    "R-86": (f"{_DOMAIN}.config_programme.Contact",),
    "R-87": (f"{_DOMAIN}.config_programme.Programme",),
    "D-02": (f"{_DOMAIN}.scoring.aggregate",),
    "D-04": (f"{_DOMAIN}.scoring.rank",),
    "D-24": (f"{_DOMAIN}.national_list.list_digest", f"{_DOMAIN}.rules.notice.the_notice_says_where_to_object"),
    "D-26": (f"{_DOMAIN}.wording.characters", f"{_DOMAIN}.layout_checks.order_and_lengths"),
    "D-29": (f"{_DOMAIN}.rules.recommendation.the_letter_is_sealed_and_on_file",),
    "D-31": (f"{_DOMAIN}.scoring.disputed",),
    "D-32": (f"{_DOMAIN}.calibration.strictness", f"{_DOMAIN}.statistics.results_of"),
    "D-36": (f"{_DOMAIN}.title.Award",),
}
"""Id -> what carries it besides rule functions: a part of the configuration, a fold, a finding, the scoring, a table."""

RECORDED_INSTEAD: Mapping[str, tuple[str, str]] = {
    "R-52": ("经验是否成熟、清晰、有数据支撑由人判断；记录三级审查清单的结论、发现的问题和专家评语。", "Whether the experience is mature, clear and backed by data is for people to judge; the verdicts of the checklists, the findings and the experts' comments are recorded."),
    "R-85": ("办公室自己的网站在系统之外；公告的渠道、网址和页面摘要记录在案，日志公开可查。", "The office's own web site is outside; channels, addresses and page digests of what was posted are recorded, and the log is public."),
    "D-09": ("是否显示上一轮评分是设定；本服务从不向专家显示他人或上一轮的评分。", "Whether earlier scores are shown is a setting; this service never shows an expert the scores of others or of an earlier round."),
    "D-10": ("委员会名单的公布在系统之外；组成委员会的行为记录在案，谁评哪一项属 K3，从不公布。", "Publishing the committee's names happens outside; forming the committee is recorded, and who scored what is K3 and never published."),
    "D-25": ("保存期限届满后由两人签署的行为销毁密钥；个人信息不写入已签署的声明本身，只作为加密的披露项保存，账本只留承诺值。", "Once a period is over two persons destroy the keys by signed acts; personal data stands in encrypted disclosures beside the signed statement, of which the log keeps only commitments."),
}
"""Id that software cannot enforce, or not alone -> what is recorded instead (以何为据), in Chinese and English."""
# fmt: on
