"""The stages of the story, from the call in June to the announcement in October 2022."""

import tomllib
from dataclasses import asdict
from time import sleep
from typing import Any

from biaogan.app.calendars import calendar_year
from biaogan.app.client import Client, camel
from biaogan.app.cycles import cycle_file
from biaogan.app.demo.cast import Company, companies
from biaogan.app.demo.script import REMARKS, Story, StoryBroken, at, digest, package, postings, sheet
from biaogan.domain.calendar import CalendarTable, WorkingDays
from biaogan.domain.config import CycleConfig
from biaogan.domain.config import digest as config_digest
from biaogan.domain.forms import RankedCase
from biaogan.domain.ids import cycle_id, list_id, organisation_id
from biaogan.domain.national_list import list_digest
from biaogan.domain.rules.eligibility import ATTESTED
from biaogan.domain.rules.formal import NATIONAL_CHECKLIST, PROVINCIAL_CHECKLIST
from biaogan.domain.rules.recommendation import CONFIRMATIONS, T1_CHECKLIST
from biaogan.domain.values import instant_text

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
PANEL = {"provincial": 3, "desk": 5}
CYCLE = cycle_id("nqb-2022")
TOTAL = 1_200
"""About how many acts the story has, for its progress bar."""
LIST = "query($cycle: ID!) { nationalList(cycle: $cycle) { status } }"
RANKING = "query($round: ID!) { ranking(round: $round) { entries { rank caseId } } }"


def passed(items: tuple[str, ...]) -> list[dict[str, Any]]:
    """A checklist with every item passed."""
    return [{"item": item, "passed": True} for item in items]


class Play:
    """Plays the story on a service."""

    def __init__(self, story: Story) -> None:
        self.story = story
        self.document = tomllib.loads(cycle_file("nqb-2022").read_text(encoding="utf-8"))
        self.config = CycleConfig.from_document(self.document)
        self.companies = companies(list(self.config.units.values()))
        self.applicants: dict[str, Client] = {}
        self.quality: dict[str, int] = {}

    def all(self) -> None:
        """Every stage in order."""
        for stage in (
            self.call,
            self.applications,
            self.recommendation,
            self.provincial,
            self.national,
            self.notice,
            self.announcement,
        ):
            stage()

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
            self.apply(company, loss=index == 4)

    def apply(self, company: Company, *, loss: bool) -> None:
        """One organisation: registration, draft, form F2, submission."""
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
        declaration = {
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
        contact = {"name": "（合成）联系人", "mobile": "13000000000", "email": "contact@example.invalid"}
        story.do(person, "saveDeclaration", on=case, declaration=declaration, contact=contact)
        submit = {
            "on": case,
            "manifest": package(company),
            "commitments": [1, 2, 3, 4, 5],
            "attestations": {"profitableThreeYears": True, **{camel(name): True for name in ATTESTED}},
            "signer": "（合成）法定代表人",
            "signedOn": "2022-06-20",
        }
        if loss:
            story.refused(person, "submitCase", **submit)
            story.do(
                person,
                "saveDeclaration",
                on=case,
                declaration={**declaration, "profit": list(company.profit)},
                contact=contact,
            )
        story.do(person, "submitCase", **submit)

    # --- tier-1 review and batch (初审与推荐) ---

    def recommendation(self) -> None:
        """27 to 29 June: units review, give their places and sign one ranked letter each; a fourth is refused (R-15)."""
        story = self.story
        story.tell("初审与推荐 / 26 units review and recommend")
        story.jump(at("2022-06-27 09:00"))
        for unit in self.config.units.values():
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

    # --- provincial stage (省级评审) ---

    def provincial(self) -> None:
        """30 June to 22 July: receipt, formal check, a round with three experts a case, five are selected (R-16)."""
        story = self.story
        story.tell("省级评审 / the province receives, scores and selects five")
        story.jump(at("2022-06-30 15:00"))
        officer = story.people["t2_officer"]
        recommended = [case for case in story.cases.values() if case not in self.left_out()]
        for case in recommended:
            story.do(
                officer, "recordProvincialReceipt", on=case, electronic=True, paperCopies=1, receivedOn="2022-06-30"
            )
        story.jump(at("2022-07-05 09:00"))
        for case in recommended:
            story.do(officer, "passProvincialFormal", on=case, checklist=passed(PROVINCIAL_CHECKLIST))
        round_ = self.score("provincial", officer, recommended, "2022-07-06 09:00", "2022-07-20 18:00")
        best = self.ranked(officer, round_)[: self.config.tier2.quota]
        story.jump(at("2022-07-22 10:00"))
        story.do(
            story.people["t2_approver"], "adoptProvincialSelection", cycle=CYCLE, round=round_,
            selected=entries_of(best, "择优推荐"), minutesDigest=digest("provincial minutes"),
        )  # fmt: skip
        self.selected = best

    def left_out(self) -> set[str]:
        """Cases beyond their unit's quota."""
        found: set[str] = set()
        for unit in self.config.units.values():
            own = [self.story.cases[c.credit_code] for c in self.companies if c.unit == unit.code]
            found.update(sorted(own, key=lambda case: -self.quality[case])[unit.quota :])
        return found

    def score(self, kind: str, officer: Client, cases: list[str], opens: str, closes: str) -> str:
        """A whole round: opened, every expert locks a sheet on every assigned case, closed."""
        story = self.story
        story.jump(at(opens))
        size = PANEL[kind]
        names = [f"expert_{number:02d}" for number in range(1, EXPERTS + 1)]
        panels = {
            case: [story.people[names[(index * size + place) % EXPERTS]].person for place in range(size)]
            for index, case in enumerate(cases)
        }
        opened = story.do(
            officer, "openReviewRound", cycle=CYCLE, kind=kind, panels=panels, closes=at(closes).isoformat()
        )
        round_: str = opened["stream"]
        by_person = {client.person: client for client in story.people.values()}
        for case, experts in panels.items():
            for expert in experts:
                story.do(
                    by_person[expert], "lockScoreSheet", round=round_, case=case,
                    rows=sheet(self.quality[case], story.random), comment=story.random.choice(REMARKS),
                    recommend=self.quality[case] >= 75,
                )  # fmt: skip
        closed = story.do(officer, "closeReviewRound", on=round_, note="全部评分表已锁定")
        self.closed_at = closed["position"]
        return round_

    def ranked(self, reader: Client, round_: str) -> list[str]:
        """The cases of the round just closed in the order of the statistics, which the views must have reached."""
        rows = reader.ask(RANKING, {"round": round_}, minPosition=self.closed_at + 1)["ranking"]["entries"]
        return [row["caseId"] for row in sorted(rows, key=lambda row: row["rank"])]

    # --- national stage (国家评审) ---

    def national(self) -> None:
        """28 July to 2 September: packages, formal examination, desk review with five experts a case, final list."""
        story = self.story
        story.tell("形式审查、资料评审、推荐名单 / examination, desk review, final list")
        story.jump(at("2022-07-28 10:00"))
        of_case = {case: code for code, case in story.cases.items()}
        by_code = {company.credit_code: company for company in self.companies}
        for case in self.selected:
            company = by_code[of_case[case]]
            story.do(self.applicants[company.credit_code], "submitNationalPackage", on=case, manifest=package(company))
        story.jump(at("2022-08-03 10:00"))
        officer = story.people["office_officer"]
        for case in self.selected:
            story.do(officer, "passFormalExamination", on=case, checklist=passed(NATIONAL_CHECKLIST))
        self.round = self.score("desk", officer, self.selected, "2022-08-05 09:00", "2022-08-26 18:00")
        self.listed = self.ranked(officer, self.round)[:4]
        story.jump(at("2022-09-01 15:00"))
        story.do(
            story.people["committee_chair"], "adoptFinalList", cycle=CYCLE, round=self.round,
            entries=entries_of(self.listed, "推荐"), minutesDigest=digest("committee minutes"),
        )  # fmt: skip

    # --- notice, approval, announcement (公示、批准、公告) ---

    def notice(self) -> None:
        """2 September to 13 October: consultation, ten working days of public notice around National Day (R-74)."""
        story = self.story
        story.tell("征求意见、公示十个工作日 / consultation, ten working days of notice")
        days = WorkingDays({2022: CalendarTable.from_event(calendar_year(2022))}, self.config.tz)
        self.list_digest = list_digest([RankedCase(case, rank) for rank, case in enumerate(self.listed, 1)])
        opened = at("2022-09-02 09:00")
        story.jump(opened)
        due = days.add(opened.date(), self.config.consultation.silence_workdays)
        list_ = list_id(CYCLE)
        story.do(
            story.people["office_director"], "openMinistryConsultation", on=list_, listDigest=self.list_digest,
            dueOn=due.isoformat(),
        )  # fmt: skip
        story.jump(at("2022-09-20 11:00"))
        story.do(story.people["ministry"], "closeMinistryConsultation", on=list_, reply="agreed", comments="无不同意见")
        story.jump(at("2022-09-26 10:30"))
        posted = at("2022-09-26 10:00")
        terms = self.config.notice
        closes = days.notice_close(posted, terms.length, terms.count_opening_day)
        story.do(
            story.people["publisher"], "publishNotice", on=list_, postings=postings("2022-09-26 10:00"),
            closes=instant_text(closes), calendarDigest=days.digest(posted, closes), listDigest=self.list_digest,
            contact="objections@example.invalid",
        )  # fmt: skip
        self.closes = closes

    def announcement(self) -> None:
        """14 to 25 October: the notice expires by itself, the result is approved, announced, titles are granted."""
        story = self.story
        story.tell("公示期满、批准、公告 / expiry, approval, announcement")
        story.jump(self.closes)
        list_ = list_id(CYCLE)
        self.await_expiry()
        story.jump(at("2022-10-20 10:00"))
        story.do(
            story.people["caq_approver"], "approveResult", on=list_, listDigest=self.list_digest,
            documentNo="（合成）中国质协字〔2022〕0号",
        )  # fmt: skip
        story.jump(at("2022-10-25 10:30"))
        story.do(
            story.people["publisher"], "announceResult", on=list_, postings=postings("2022-10-25 10:00"),
            textDigest=digest("announcement"),
        )  # fmt: skip

    def await_expiry(self) -> None:
        """The service itself expires the notice when its clock says so. Raises `StoryBroken` if it does not."""
        reader = self.story.people["publisher"]
        for _ in range(200):
            if reader.ask(LIST, {"cycle": CYCLE})["nationalList"]["status"] == "NOTICE_CLEARED":
                return
            sleep(0.1)
        raise StoryBroken("the notice did not expire")


def entries_of(cases: list[str], opinion: str) -> list[dict[str, Any]]:
    """Cases in their order, as ranked entries."""
    return [{"case": case, "rank": rank, "opinion": opinion} for rank, case in enumerate(cases, 1)]
