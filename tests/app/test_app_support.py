"""代为办理 over HTTP: the supporter's own key signs, both persons stand in the log, and only in forms (edge case 32)."""

import json
from typing import Any

import pytest
from town import Town
from word_files import experience

from biaogan.app import checking
from biaogan.app.client import RequestFailed
from biaogan.app.codec import recorded
from biaogan.app.demo.intake import CYCLE
from biaogan.app.demo.script import at
from biaogan.domain.events import ActAsGranted
from biaogan.domain.ids import organisation_id
from biaogan.domain.media import MEDIA_TYPES
from biaogan.domain.two_person import act_digest
from biaogan.ledger.access import Accesses
from biaogan.ledger.access_row import content_of
from biaogan.ledger.statement import parse_stored

CASE = "query($c: ID!) { case(id: $c) { title availableActions { name permitted whyNot { code } } } }"


def read_by(town: Town, person: str) -> list[dict[str, Any]]:
    accesses = Accesses(town.biaogan.log.database.engine, town.biaogan.cipher, town.clock)
    opened = [accesses.opened(row) for row in accesses.rows(0, 1000) if row.person == person]
    accesses.close()
    return [json.loads(content_of(content)) for content in opened if content is not None]


def test_case_32_a_form_is_signed_for_somebody_else_and_nothing_more(small: Town) -> None:
    play, story = small.play(), small.story
    company = play.companies[0]
    org = organisation_id(company.credit_code)
    for name in ("office_officer", "office_director"):
        story.enrol(name, [(name, "")])
    play.publish()
    editor = story.enrol("editor", [("applicant_editor", org)])
    staff, director = story.enrol("support staff", []), story.people["office_director"]
    story.do(
        editor, "registerOrganisation", fullName=company.name, creditCode=company.credit_code,
        enterpriseType="有限责任公司", industry=company.industry, address="河北省（合成地址）", synthetic=True,
    )  # fmt: skip
    draft = {"cycle": CYCLE, "organisation": org, "unit": company.unit, "title": "代办的经验"}
    asked = {"supporter": staff.person, "purpose": "协助填报", "expires": at("2022-06-25 09:00").isoformat()}
    story.do(editor, "askForSupport", on=editor.person, **asked)
    early = staff.act("draftCase", behalf=editor.person, **draft)
    assert (early["__typename"], early["code"]) == ("NotPermitted", "act_as_not_granted")
    story.do(director, "agreeToSupport", on=editor.person, grant=act_digest(ActAsGranted(**asked)), **asked)

    signed = staff.draft("draftCase", behalf=editor.person, **draft).text
    done = story.kept(staff.record(signed))
    again = staff.record(signed)
    assert (again["__typename"], again["duplicate"], again["position"]) == ("Recorded", True, done["position"])
    [record] = small.biaogan.log.read_from(done["position"], 1)
    statement, event = parse_stored(record.jws, record.disclosures), recorded(record)
    assert (statement.kid, statement.iss, statement.behalf) == (staff.kid, staff.person, editor.person)
    assert event is not None
    assert (event.actor, event.behalf, event.role) == (staff.person, editor.person, "applicant_editor")

    at_ = small.catch_up()
    told = staff.ask(CASE, {"c": done["stream"]}, behalf=editor.person)["case"]
    actions = {found["name"]: found for found in told["availableActions"]}
    assert (told["title"], actions["saveDeclaration"]["permitted"]) == ("代办的经验", True)
    assert actions["submitCase"]["whyNot"]["code"] == "act_as_forbidden"
    assert staff.ask(CASE, {"c": done["stream"]})["case"] is None, "in the own name"
    assert [read.get("behalf") for read in read_by(small, staff.person)] == [editor.person, None]
    [line] = small.biaogan.views.timeline(done["stream"], at_, ["K0", "K1"]).rows
    assert (line.actor, line.behalf) == (staff.person, editor.person)

    content = experience()
    assert staff.upload(done["stream"], content).status_code == 404, "in the own name"
    stored = staff.upload(done["stream"], content, behalf=editor.person)
    assert stored.status_code == 201
    digest = stored.json()["sha256"]
    named = staff.act(
        "uploadDocument", behalf=editor.person, on=done["stream"], kind="experience", name="材料.docx",
        size=len(content), sha256=digest, mediaType=MEDIA_TYPES["docx"],
    )  # fmt: skip
    [record] = small.biaogan.log.read_from(story.kept(named)["position"], 1)
    statement = parse_stored(record.jws, record.disclosures)
    assert (statement.iss, statement.behalf) == (staff.person, editor.person), "who attached it, and for whom"
    small.catch_up()
    assert staff.download(done["stream"], digest, behalf=editor.person).content == content
    read = read_by(small, staff.person)[-1]
    assert (read["behalf"], read["files"]) == (editor.person, [digest]), "and who read it, in both names"
    other = story.enrol("unit", [("t1_officer", company.unit)])
    unit = {"supporter": staff.person, "purpose": "代传", "expires": at("2022-06-25 09:00").isoformat()}
    story.do(other, "askForSupport", on=other.person, **unit)
    story.do(director, "agreeToSupport", on=other.person, grant=act_digest(ActAsGranted(**unit)), **unit)
    small.catch_up()
    assert staff.upload(done["stream"], content, behalf=other.person).json()["code"] == "not_acting"

    forbidden = staff.act("endSessions", behalf=editor.person, on=editor.person, reason="x")
    assert (forbidden["__typename"], forbidden["code"]) == ("NotPermitted", "act_as_forbidden")
    assert director.act("draftCase", behalf=editor.person, **draft)["code"] == "act_as_not_granted"
    small.clock.jump(at("2022-06-25 09:00"))
    assert staff.act("draftCase", behalf=editor.person, **draft)["code"] == "act_as_not_granted"
    for answer in (
        staff.upload(done["stream"], content, behalf=editor.person),
        staff.download(done["stream"], digest, behalf=editor.person),
    ):
        assert (answer.status_code, answer.json()["code"]) == (403, "act_as_not_granted")
    with pytest.raises(RequestFailed) as failed:
        staff.ask(CASE, {"c": done["stream"]}, behalf=editor.person)
    assert failed.value.code == "FORBIDDEN"
    small.catch_up()
    assert checking.replay(small.biaogan.settings, lambda done, total: None).ok
