"""What counts is when an act is admitted, not when it was begun or signed (受理时刻): edge case 2."""

import tomllib
from datetime import datetime

from test_app_lateness import CODE, COMPANY, CYCLE
from town import Town

from biaogan.app.cycles import cycle_file
from biaogan.app.demo.script import at
from biaogan.domain.config import digest
from biaogan.domain.ids import organisation_id
from biaogan.ledger.audit_receipt import verify_receipt


def test_case_2_an_act_begun_before_the_deadline_and_finished_after_it_is_late(service: Town) -> None:
    story, organisation = service.story, organisation_id(CODE)
    director = story.enrol("director", [("office_director", "")])
    document = tomllib.loads(cycle_file("nqb-2022").read_text(encoding="utf-8"))
    assert director.act("publishCycle", config=document, digest=digest(document))["__typename"] == "Recorded"
    person = story.enrol("editor", [("applicant_editor", organisation)])
    assert person.act("registerOrganisation", **COMPANY)["__typename"] == "Recorded"
    filing = {"cycle": CYCLE, "organisation": organisation, "unit": "hebei-01", "title": "实施六西格玛设计的经验"}

    service.clock.jump(at("2022-06-30 23:59"))
    begun = person.draft("draftCase", **filing)
    in_time = person.draft("draftCase", **filing)
    told = person.record(in_time.text)
    assert told["__typename"] == "Recorded"
    proven = verify_receipt(told["receipt"], in_time.text, [service.vkey])
    assert datetime.fromisoformat(proven.admitted_at) < at("2022-07-01 00:00")
    service.clock.jump(at("2022-07-01 00:00"))
    late = person.record(begun.text)
    assert (late["__typename"], late["code"]) == ("Refused", "deadline_passed")
