"""The first stages of the story: June 2022, from the call to the units' ranked letters."""

import tomllib
from dataclasses import asdict
from typing import Any

from biaogan.app.calendars import calendar_year
from biaogan.app.client import Client, camel
from biaogan.app.cycles import cycle_file
from biaogan.app.demo.application import fill_in
from biaogan.app.demo.cast import Company, companies
from biaogan.app.demo.papers import stored
from biaogan.app.demo.script import Story, at, digest, package
from biaogan.domain.config import CycleConfig
from biaogan.domain.config import digest as config_digest
from biaogan.domain.config_model import Unit
from biaogan.domain.ids import cycle_id, organisation_id
from biaogan.domain.rules.eligibility import ATTESTED
from biaogan.domain.rules.recommendation import CONFIRMATIONS, T1_CHECKLIST

OFFICERS = (
    ("office_director", "office_director"),
    ("office_officer", "office_officer"),
    ("t2_officer", "t2_officer"),
    ("t2_approver", "t2_approver"),
    ("committee_chair", "committee_chair"),
    ("ministry", "ministry_consultee"),
    ("caq_approver", "caq_approver"),
    ("publisher", "publisher"),
    ("investigator", "investigator"),
    ("auditor", "integrity_auditor"),
)
EXPERTS = 20
CYCLE = cycle_id("nqb-2022")
CONTACT = {
    "name": "（合成）联系人",
    "mobile": "13000000000",
    "email": "contact@example.invalid",
    "address": "河北省（合成地址）",
}


def passed(items: tuple[str, ...]) -> list[dict[str, Any]]:
    """A checklist with every item passed."""
    return [{"item": item, "passed": True} for item in items]


class Intake:
    """June: people, the call, applications, the units' letters."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.document = tomllib.loads(cycle_file("nqb-2022").read_text(encoding="utf-8"))
        self.config = CycleConfig.from_document(self.document)
        self.companies = companies(list(self.config.units.values()))
        self.applicants: dict[str, Client] = {}
        self.quality: dict[str, int] = {}
        self.stored: dict[str, list[dict[str, Any]]] = {}
        """Credit code -> the package of who has uploaded it."""

    # --- the call (年度通知) ---

    def call(self) -> None:
        """15 June: people are enrolled, the calendar is loaded, the cycle is published."""
        story = self.story
        story.tell("登记人员、发布年度通知 / enrolment and the year's call")
        for name, role in OFFICERS:
            story.enrol(name, [(role, "")])
        for number in range(1, EXPERTS + 1):
            story.enrol(f"expert_{number:02d}", [("expert", "")])
        for unit in self.config.units.values():
            story.enrol(f"{unit.code}_officer", [("t1_officer", unit.code)])
            story.enrol(f"{unit.code}_approver", [("t1_approver", unit.code)])
        self.publish()

    def publish(self) -> None:
        """The calendar of the year and the cycle's configuration."""
        story = self.story
        story.do(story.people["office_officer"], "loadCalendarYear", **asdict(calendar_year(2022)))
        story.do(
            story.people["office_director"], "publishCycle", config=self.document, digest=config_digest(self.document)
        )

    # --- intake (申报) ---

    def applications(self) -> None:
        """20 to 24 June: organisations register, draft and submit; one without profit is refused (R-25)."""
        story = self.story
        story.tell(f"申报 / {len(self.companies)} organisations apply")
        story.jump(at("2022-06-20 09:00"))
        for index, company in enumerate(self.companies):
            self.apply(company, loss=index == 1, complete=index == 0)

    def apply(self, company: Company, *, loss: bool = False, complete: bool = False) -> None:
        """One organisation: registration, draft, form F2, submission; a ``complete`` one fills in every form."""
        form = self.draft(company, loss=loss, complete=complete)
        self.submit(company, form, loss=loss)

    def draft(self, company: Company, *, loss: bool = False, complete: bool = False) -> dict[str, Any]:
        """All before the submission; answers form F2."""
        story = self.story
        organisation = organisation_id(company.credit_code)
        person = story.enrol(company.name, [("applicant_editor", organisation), ("applicant_signatory", organisation)])
        self.applicants[company.credit_code] = person
        story.do(
            person, "registerOrganisation", fullName=company.name, creditCode=company.credit_code,
            enterpriseType="有限责任公司", industry=company.industry, address="河北省（合成地址）", synthetic=True,
        )  # fmt: skip
        drafted = story.do(
            person, "draftCase", cycle=CYCLE, organisation=organisation, unit=company.unit, title=company.title
        )
        case = story.cases[company.credit_code] = drafted["stream"]
        self.quality[case] = company.quality
        form = {
            "companyName": company.name,
            "creditCode": company.credit_code,
            "enterpriseType": "有限责任公司",
            "industryClass": company.industry,
            "organisationSize": "中型",
            "title": company.title,
            "directions": [company.direction],
            "revenue": list(company.revenue),
            "profit": ["0", *company.profit[1:]] if loss else list(company.profit),
        }
        story.do(person, "saveDeclaration", on=case, declaration=form, contact=CONTACT)
        if complete:
            fill_in(story, person, case, company, self.config.units[company.unit].name_zh)
            self.stored[company.credit_code] = stored(person, case, company)
        return form

    def manifest(self, company: Company) -> list[dict[str, Any]]:
        """What a company files."""
        return self.stored.get(company.credit_code) or package(company)

    def submit(self, company: Company, form: dict[str, Any], *, loss: bool = False) -> None:
        """The submission; that of one who tells of a ``loss`` is refused, and comes again with the profit."""
        story, person, case = self.story, self.applicants[company.credit_code], self.story.cases[company.credit_code]
        submit = {
            "on": case,
            "manifest": self.manifest(company),
            "commitments": [1, 2, 3, 4, 5],
            "attestations": {"profitableThreeYears": True, **{camel(name): True for name in ATTESTED}},
            "signer": "（合成）法定代表人",
            "signedOn": "2022-06-20",
        }
        if loss:
            story.refused(person, "submitCase", **submit)
            sound = {**form, "profit": list(company.profit)}
            story.do(person, "saveDeclaration", on=case, declaration=sound, contact=CONTACT)
        story.do(person, "submitCase", **submit)

    # --- tier-1 review and batch (初审与推荐) ---

    def recommendation(self) -> None:
        """27 to 29 June: units review, give their places and sign one ranked letter each; a fourth is refused (R-15)."""
        story = self.story
        story.tell("初审与推荐 / 26 units review and recommend")
        self.recommend(list(self.config.units.values()))

    def recommend(self, units: list[Unit]) -> None:
        """Reviews, places and letters of these units."""
        story = self.story
        story.jump(at("2022-06-27 09:00"))
        for unit in units:
            officer, approver = story.people[f"{unit.code}_officer"], story.people[f"{unit.code}_approver"]
            own = [self.story.cases[c.credit_code] for c in self.companies if c.unit == unit.code]
            for case in own:
                story.do(
                    officer, "passT1Review", on=case, checklist=passed(T1_CHECKLIST), confirmations=list(CONFIRMATIONS)
                )
            own.sort(key=lambda case: -self.quality[case])
            for case in own[: unit.quota]:
                story.do(approver, "endorseCase", on=case, opinion="材料齐全，做法成熟，同意推荐。")
            for case in own[unit.quota :]:
                story.refused(approver, "endorseCase", on=case, opinion="材料齐全，同意推荐。")
                story.do(approver, "notRecommendCase", on=case, reason="名额已满，排序靠后。")
            entries = [
                {"case": case, "rank": rank, "opinion": "同意推荐"} for rank, case in enumerate(own[: unit.quota], 1)
            ]
            story.do(
                approver, "signT1Batch", cycle=CYCLE, unit=unit.code, entries=entries,
                letterDigest=digest(f"letter {unit.code}"), sealedOn="2022-06-27",
            )  # fmt: skip
