"""One organisation fills in every form, describes its experience and indexes its evidence (申报书、典型经验、证据)."""

from typing import Any

from biaogan.app.client import Client
from biaogan.app.demo.cast import Company
from biaogan.app.demo.script import Story, digest
from biaogan.domain.rules.forms_economic import PROFIT, REVENUE, ROWS

FILLED_ON = "2022-06-20"
SHARES, RATES = ["18", "19.5", "21"], ["95.2", "96.1", "97.4"]
YEARS = (2019, 2020, 2021)
AS_PRINTED = {"origin": "standard", "reason": ""}


def fill_in(story: Story, person: Client, case: str, company: Company, unit: str) -> None:
    """Forms F0 to F6, the experience and the evidence of one case; ``unit`` is the recommending unit's name."""
    for people, form in _sections(company, unit):
        story.do(person, "saveFormSection", on=case, people=people, **form)
    story.do(person, "describeExperience", on=case, experience=experience(company), tradeSecrets=["implementation"])
    rows = [
        {"type": "survey_report", "issuer": "（合成）调查机构", "issuedOn": "2022-03-01", "page": 1, "supports": "F3"},
        {"type": "other", "issuer": "（合成）监测机构", "issuedOn": "2022-02-15", "page": 9, "supports": "F5"},
    ]
    story.do(person, "indexEvidence", on=case, rows=rows)


def _sections(company: Company, unit: str) -> list[tuple[dict[str, str], dict[str, Any]]]:
    seal = digest(f"seal of {company.credit_code}")
    product = {
        "product": "（合成）主导产品",
        "shareDomestic": SHARES,
        "shareInternational": SHARES,
        "satisfaction": RATES,
        "loyalty": RATES,
    }
    surveys = [
        {"year": year, "metric": metric, "mode": "third_party", "body": "（合成）调查机构"}
        for year in YEARS
        for metric in ("satisfaction", "loyalty")
    ]
    social = [{"code": code, "values": SHARES, **AS_PRINTED} for code in ("supply_chain", "pollution", "resources")]
    rival = {"product": "（合成）主导产品", "name": "（合成）标杆企业", "advantages": "质量稳定", "marketShare": "25"}
    return [
        ({}, {"cover": {"companyName": company.name, "recommendingUnit": unit, "filledOn": FILLED_ON}}),
        (
            {"signer": "（合成）法定代表人"},
            {
                "commitment": {
                    "companyName": company.name,
                    "acknowledged": [1, 2, 3, 4, 5],
                    "sealDigest": seal,
                    "signedOn": FILLED_ON,
                }
            },
        ),
        ({}, {"management": {"products": [product], "surveys": surveys}}),
        ({}, {"economic": {"rows": [_economic(number, company) for number in ROWS]}}),
        ({}, {"social": {"rows": social}}),
        ({}, {"competitors": {"rows": [rival]}}),
        ({}, {"size": {"staff": 680, "revenue": company.revenue[-1], "assets": "52000"}}),
    ]


def _economic(number: int, company: Company) -> dict[str, Any]:
    name, unit = ROWS[number]
    declared = {REVENUE: list(company.revenue), PROFIT: list(company.profit)}
    values = declared.get(number, SHARES)
    return {
        "number": number, "name": name, "unit": unit, "values": values, "industryAverage": "12", "industryBest": "24",
        "rank": 3, **AS_PRINTED,
    }  # fmt: skip


def experience(company: Company) -> dict[str, str]:
    """The texts of the experience (典型经验)."""
    return {
        "title": company.title,
        "profile": f"{company.name}（合成）为行业重点企业，主要客户遍及国内外，荣获多项质量奖励。",
        "background": "市场竞争加剧，顾客对质量一致性的要求不断提高，原有做法难以满足。",
        "implementation": "公司成立推进组织，分步实施，见图1；关键工序参数与改进结果见表1。",
        "results": "2019、2020、2021年一次交检合格率逐年提高，与行业标杆对比处于领先水平，经济效益和社会效益显著。",
    }
