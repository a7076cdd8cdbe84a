"""The experience and its evidence (典型经验材料、证实性材料), R-28, R-38, R-52..R-58, D-26."""

from biaogan.domain.dossier import EVIDENCE, EXPERIENCE, PARTS
from biaogan.domain.events import EvidenceIndexed, ExperienceDescribed
from biaogan.domain.matter import Matter, rule
from biaogan.domain.rejections import Rejected
from biaogan.domain.rules.correction import last_fact, the_part_is_open
from biaogan.domain.values import iso_date
from biaogan.domain.wording import characters

RULES_OF = {
    "title": "R-53",
    "profile": "R-55",
    "background": "R-56",
    "implementation": "R-57",
    "results": "R-58",
}
"""Part of the experience -> the rule of its length."""
EVIDENCE_TYPES = ("industry_position", "survey_report", "award", "patent", "other")
"""行业领先证明、满意度忠诚度调查报告、奖励、专利、其他, R-38."""
SUPPORTABLE = ("F2", "F3", "F4", "F5", "F6", *PARTS)


@rule("R-53", "R-55", "R-56", "R-57", "R-58", "D-12", "D-26")
def every_part_is_written_and_not_too_long(e: ExperienceDescribed, m: Matter) -> None:
    """R-53, R-55..R-58, D-12, D-26: each of the five parts is written, within 30/500/1000/8000/2000 字, inclusive."""
    the_part_is_open(EXPERIENCE, m)
    for part, limit in m.config.filing.documents.limits.items():
        text = getattr(e.experience, part)
        if not text.strip():
            raise Rejected("text_missing", rule=RULES_OF[part], field=part)
        if (length := characters(text)) > limit:
            raise Rejected("part_too_long", rule=RULES_OF[part], part=part, length=length, limit=limit)


@rule("R-53", "R-50")
def the_experience_has_the_title_of_the_declaration(e: ExperienceDescribed, m: Matter) -> None:
    """R-50, R-53: one experience has one title (经验名称) throughout form F2 and the document."""
    declaration = m.state.declaration
    if declaration is not None and e.experience.title != declaration.title:
        raise Rejected("not_as_registered", field="title", given=e.experience.title, registered=declaration.title)


@rule("R-28")
def the_trade_secrets_are_parts_of_it(e: ExperienceDescribed, m: Matter) -> None:
    """R-28: what is kept from publication (商业机密) is a part of the experience other than its title, named once."""
    secret = list(e.trade_secrets)
    if len(set(secret)) != len(secret) or not set(secret) <= set(PARTS[1:]):
        raise Rejected("trade_secret_unknown", given=secret, known=list(PARTS[1:]))


@rule("R-38", "D-12")
def every_piece_of_evidence_is_described(e: EvidenceIndexed, m: Matter) -> None:
    """R-38, D-12: each piece of evidence (证实性材料) has a kind, issuer, day, page and a part it supports; no new facts."""
    the_part_is_open(EVIDENCE, m)
    if not e.rows:
        raise Rejected("rows_missing", rule="R-38", rows=["1"])
    last = last_fact(m)
    for number, row in enumerate(e.rows, 1):
        if row.type not in EVIDENCE_TYPES:
            raise Rejected("unknown_reference", rule="R-38", field=f"rows.{number}.type", value=row.type)
        if row.supports not in SUPPORTABLE:
            raise Rejected("unknown_reference", rule="R-38", field=f"rows.{number}.supports", value=row.supports)
        if not row.issuer.strip() or row.page < 1:
            raise Rejected("evidence_malformed", number=number, issuer=row.issuer, page=row.page)
        if iso_date(row.issued_on, f"rows.{number}.issued_on").isoformat() > last:
            raise Rejected("new_fact", number=number, issued_on=row.issued_on, last=last)
