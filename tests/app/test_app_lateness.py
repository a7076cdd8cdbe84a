"""A late act leaves a signed refusal, and a deadline moved back later does not bring it back to life (R-20, D-13)."""

import tomllib

from town import Town

from biaogan.app.cycles import cycle_file
from biaogan.app.demo.cast import credit_code
from biaogan.app.demo.script import at
from biaogan.domain.config import digest
from biaogan.domain.ids import cycle_id, organisation_id
from biaogan.ledger.statement import parse

CODE = credit_code(9043)
CYCLE = cycle_id("nqb-2022")
COMPANY = {
    "fullName": "河北测试示例有限公司",
    "creditCode": CODE,
    "enterpriseType": "有限责任公司",
    "industry": "C34",
    "address": "河北省",
    "synthetic": True,
}


def test_case_7_and_9_a_late_act_is_refused_on_record_and_stays_refused_after_the_deadline_is_extended(
    service: Town,
) -> None:
    story, organisation = service.story, organisation_id(CODE)
    director = story.enrol("director", [("office_director", "")])
    document = tomllib.loads(cycle_file("nqb-2022").read_text(encoding="utf-8"))
    assert director.act("publishCycle", config=document, digest=digest(document))["__typename"] == "Recorded"
    person = story.enrol("editor", [("applicant_editor", organisation)])
    assert person.act("registerOrganisation", **COMPANY)["__typename"] == "Recorded"
    filing = {"cycle": CYCLE, "organisation": organisation, "unit": "hebei-01", "title": "实施六西格玛设计的经验"}

    service.clock.jump(at("2022-07-01 00:00"))
    late = person.draft("draftCase", **filing)
    before = service.biaogan.log.size()
    refused = person.record(late.text)
    assert (refused["__typename"], refused["code"], refused["rule"]) == ("Refused", "deadline_passed", "R-20")
    [record] = service.biaogan.log.read_from(before, 10)
    refusal = parse(record.jws.decode() + "~" + record.disclosures.decode() + "~").body
    assert (refusal["code"], refusal["act"]) == ("deadline_passed", "case_drafted/1")
    assert refusal["details"]["closes"] == "2022-07-01T00:00:00+08:00"

    extended = director.act(
        "extendDeadline",
        on=CYCLE,
        deadline="t1_delivery",
        lastDay="2022-07-05",
        closes="2022-07-06T00:00:00+08:00",
        reason="防汛",
    )
    assert extended["__typename"] == "Recorded"
    size = service.biaogan.log.size()
    again = person.record(late.text)
    assert (again["__typename"], again["code"], service.biaogan.log.size()) == ("Refused", "deadline_passed", size)
    assert person.act("draftCase", **filing)["__typename"] == "Recorded"
