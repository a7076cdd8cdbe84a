"""A small town with people who will be erased: an applicant, an expert who left, each with words that stand nowhere else."""

from dataclasses import dataclass
from typing import Any

from town import Town
from word_files import experience

from biaogan.app import erasing
from biaogan.app.client import Client
from biaogan.app.demo.cast import Company
from biaogan.app.demo.intake import CYCLE
from biaogan.app.demo.script import at
from biaogan.app.demo.stages import Play
from biaogan.domain.events import ErasureProposed
from biaogan.domain.ids import expert_id, organisation_id
from biaogan.domain.media import MEDIA_TYPES

CONTACT, EMPLOYER, NAME = "欧阳植入联系人", "上官植入研究院", "司徒植入专家"
FILE = experience()
PERSONAL = (CONTACT, EMPLOYER, NAME)
"""Words that stand in personal data alone."""
PLANTED = (*(text.encode() for text in PERSONAL), FILE[200:260])


@dataclass
class Erased:
    """Who takes part, and the streams that will be erased."""

    town: Town
    play: Play
    director: Client
    custodian: Client
    applicant: Client
    case: str
    expert: str
    person: str

    def propose(self, stream: str, **changes: Any) -> dict[str, Any]:
        """The director's act; the outcome."""
        return erasing.propose(self.director, proposal(stream, **changes))

    def carry_out(self, stream: str, **changes: Any) -> dict[str, Any]:
        """The custodian's act; the outcome."""
        return erasing.erase(self.custodian, proposal(stream, **changes))

    def erase(self, stream: str, **changes: Any) -> None:
        """Both."""
        self.town.story.kept(self.propose(stream, **changes))
        self.town.story.kept(self.carry_out(stream, **changes))


def proposal(stream: str, *, whole: bool = False, ground: str = "personal_request") -> ErasureProposed:
    """By default of the personal data, as the person asks for it."""
    law = "《中华人民共和国个人信息保护法》第四十七条"
    return erasing.proposal(stream, whole=whole, ground=ground, legal_basis=law, reference="隐私〔2022〕1号")


def peopled(town: Town) -> Erased:
    """The cycle is published; a case was drafted, declared and withdrawn; an expert was registered and suspended."""
    play, story = town.play(), town.story
    director, officer = (story.enrol(name, [(name, "")]) for name in ("office_director", "office_officer"))
    custodian = story.enrol("key_custodian", [("key_custodian", "")])
    play.publish()
    story.jump(at("2022-06-20 09:00"))
    company = play.companies[0]
    applicant, case = _applied(town, company)
    person = story.enrol(NAME, [("expert", "")])
    story.do(
        officer, "registerExpert", person=person.person, specialities=["质量管理"], industries=["C34"],
        employments=[{"employer": EMPLOYER, "since": "2010-01-01", "until": ""}],
        seniorQualityExpert=False,
    )  # fmt: skip
    expert = expert_id(person.person)
    story.do(officer, "suspendExpert", on=expert, reason="本人退出专家库")
    story.do(town.registrar, "revokeRole", on=person.person, role="expert", scope="", reason="退出")
    return Erased(town, play, director, custodian, applicant, case, expert, person.person)


def _applied(town: Town, company: Company) -> tuple[Client, str]:
    story = town.story
    org = organisation_id(company.credit_code)
    applicant = story.enrol(company.name, [("applicant_editor", org), ("applicant_signatory", org)])
    story.do(
        applicant, "registerOrganisation", fullName=company.name, creditCode=company.credit_code,
        enterpriseType="有限责任公司", industry=company.industry, address="河北省（合成地址）", synthetic=True,
    )  # fmt: skip
    case = story.do(applicant, "draftCase", cycle=CYCLE, organisation=org, unit=company.unit, title=company.title)[
        "stream"
    ]
    declaration = {
        "companyName": company.name, "creditCode": company.credit_code, "enterpriseType": "有限责任公司",
        "industryClass": company.industry, "organisationSize": "中型", "title": company.title,
        "directions": [company.direction], "revenue": list(company.revenue), "profit": list(company.profit),
    }  # fmt: skip
    contact = {"name": CONTACT, "mobile": "13000000000", "email": "c@example.invalid", "address": "河北省（合成地址）"}
    story.do(applicant, "saveDeclaration", on=case, declaration=declaration, contact=contact)
    town.catch_up()
    answer = applicant.upload(case, FILE)
    assert answer.status_code == 201, answer.text
    story.do(
        applicant, "uploadDocument", on=case, kind="experience", name="典型经验材料.docx", size=len(FILE),
        sha256=answer.json()["sha256"], mediaType=MEDIA_TYPES["docx"],
    )  # fmt: skip
    story.do(applicant, "withdrawCase", on=case, reason="不再申报")
    return applicant, case
