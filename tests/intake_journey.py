"""A whole application of the first organisation: every form, the experience, the evidence; each sound, to be changed."""

from dataclasses import replace
from typing import Any

import world as w
from journey import draft
from world import DIGEST, Scene, on

from biaogan.domain import events as ev
from biaogan.domain import forms_application as fa
from biaogan.domain.rules.forms_economic import ROWS

SATURDAY = on("2022-06-18")
UNIT = "石家庄市工业和信息化局"
COMPANY = w.declaration(1).company_name
YEARS = ["10", "11", "12"]
COVER = fa.Cover(COMPANY, UNIT, "2022-06-18")
LETTER = fa.CommitmentLetter(COMPANY, [1, 2, 3, 4, 5], DIGEST, "2022-06-18")
PRODUCT = fa.ProductFigures("数控机床", ["20", "21", "22.5"], ["0", "1", "2"], ["95", "96", "100"], ["80", "81", "82"])
SURVEYS = [fa.Survey(year, metric, "self") for year in (2019, 2020, 2021) for metric in ("satisfaction", "loyalty")]
BENEFIT = fa.ManagementBenefit([PRODUCT], SURVEYS)
SOCIAL = fa.SocialBenefit(
    [fa.SocialRow(code, ["带动上下游企业", "1", "2"]) for code in ("supply_chain", "pollution", "resources")]
)
COMPETITORS = fa.Competitors([fa.Competitor("数控机床", "某某机床", "精度高，服务好", "15")])
SIZE = fa.SizeFacts(299, "120", "5000")
RECOMMENDATION = fa.RecommendationForm(UNIT, "同意推荐。", DIGEST, "2022-06-23")
EVIDENCE = [
    fa.EvidenceRow("survey_report", "某某调查公司", "2022-03-01", 1, "F3"),
    fa.EvidenceRow("patent", "国家知识产权局", "2021-05-01", 12, "implementation"),
]
EXPERIENCE = fa.Experience(
    "实施六西格玛设计的经验",
    "公司专业生产数控机床。",
    "市场竞争加剧，客户要求提高。",
    "成立推进小组，见表1和图1。",
    "2019年至2021年即2019、2020、2021三年合格率逐年提高，与行业标杆对比领先。",
)


def economic_row(number: int, **changes: Any) -> fa.EconomicRow:
    """A sound printed line of form F4; lines 2 and 3 repeat form F2."""
    declared = {2: w.declaration(1).revenue, 3: w.declaration(1).profit}
    name, unit = ROWS[number]
    return replace(fa.EconomicRow(number, name, unit, declared.get(number, YEARS), "9", "15", 3), **changes)


def economic(**changed: fa.EconomicRow) -> fa.EconomicBenefit:
    """Form F4; ``_2=...`` replaces a line."""
    rows = {number: economic_row(number) for number in ROWS}
    rows |= {int(name[1:]): row for name, row in changed.items()}
    return fa.EconomicBenefit(list(rows.values()))


def section(people: dict[str, str] | None = None, **form: Any) -> ev.FormSectionSaved:
    """One form to be saved."""
    return ev.FormSectionSaved(people or {}, **form)


def described(trade_secrets: list[str] | None = None, **changes: Any) -> ev.ExperienceDescribed:
    """The experience, with parts changed."""
    return ev.ExperienceDescribed(replace(EXPERIENCE, **changes), trade_secrets or [])


def editor(scene: Scene, case: str) -> w.Who:
    """Who fills in for the case's organisation."""
    return w.editor(scene.world[case].organisation)


def drafted(n: int = 1) -> tuple[Scene, str]:
    """The cycle with one draft."""
    scene = w.opened()
    return scene, draft(scene, n)


SECTIONS: list[ev.Event] = [
    section(cover=COVER),
    section({"signer": "张三"}, commitment=LETTER),
    section(management=BENEFIT),
    section(economic=economic()),
    section(social=SOCIAL),
    section(competitors=COMPETITORS),
    section(size=SIZE),
    described(),
    ev.EvidenceIndexed(EVIDENCE),
]


def filled_in() -> tuple[Scene, str]:
    """A draft with every form saved."""
    scene, case = drafted()
    for event in SECTIONS:
        scene.play(event, case, editor(scene, case), SATURDAY)
    return scene, case


def signer(scene: Scene, case: str) -> w.Who:
    """Who signs for the case's organisation."""
    return w.signatory(scene.world[case].organisation)
