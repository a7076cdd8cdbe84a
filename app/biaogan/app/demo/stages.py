"""The stages of the story, from the call in June to the announcement in October 2022."""

from time import sleep

from biaogan.app.calendars import calendar_year
from biaogan.app.demo.intake import CYCLE, passed
from biaogan.app.demo.review import Review
from biaogan.app.demo.script import StoryBroken, at, digest, entries_of, postings
from biaogan.domain.calendar import CalendarTable, WorkingDays
from biaogan.domain.forms import RankedCase
from biaogan.domain.ids import list_id
from biaogan.domain.national_list import list_digest
from biaogan.domain.rules.formal import NATIONAL_CHECKLIST, PROVINCIAL_CHECKLIST
from biaogan.domain.values import instant_text

TOTAL = 1_280
"""About how many acts the story has, for its progress bar."""
LIST = "query($cycle: ID!) { nationalList(cycle: $cycle) { status } }"


class Play(Review):
    """Plays the story on a service."""

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
            story.do(
                self.applicants[company.credit_code], "submitNationalPackage", on=case, manifest=self.manifest(company)
            )
        story.jump(at("2022-08-03 10:00"))
        officer = story.people["office_officer"]
        for case in self.selected:
            story.do(officer, "passFormalExamination", on=case, checklist=passed(NATIONAL_CHECKLIST))
        if self.has_committee:
            self.listed = self.reviewed_by_committee(self.selected)
            return
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
        self.list_digest = list_digest(
            [RankedCase(case, rank) for rank, case in enumerate(self.listed, 1)], digest("committee minutes")
        )
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
