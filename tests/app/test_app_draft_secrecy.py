"""What a draft tells of what is there already (草拟的保密): nothing to whoever may not do the act; the rest is on record."""

from dataclasses import replace
from typing import Any

import pytest
from file_reads import Register
from sealed_round import Sealed, opened
from town import Town

from biaogan.app.client import DRAFT, Client
from biaogan.app.demo.intake import CYCLE, passed
from biaogan.app.demo.script import at
from biaogan.domain.rules.recommendation import CONFIRMATIONS, T1_CHECKLIST
from biaogan.graphql.disclosure import Disclosed

NOWHERE = {
    "case": "case_00000000-0000-4000-8000-000000000001",
    "round": "round_00000000-0000-4000-8000-000000000001",
}
STRANGER = "org_00000000-0000-4000-8000-000000000001"
OPENING = {"cycle": CYCLE, "kind": "desk", "panels": {}, "closes": "2022-08-26T18:00:00+08:00", "salt": "salt"}
PASSED = {"checklist": passed(T1_CHECKLIST), "confirmations": list(CONFIRMATIONS)}
FACT = {"kind": "safety", "source": "应急管理部门通报", "severity": "major", "summary": "发生较大事故。"}


def drafted(who: Client, act: str, **body: Any) -> dict[str, Any]:
    """The draft, without what is random or passes, and without the name of the stream."""
    answer = who.ask(DRAFT, {"action": {act: body}, "behalf": None})["draft"]
    return {name: answer[name] for name in ("seq", "differences", "whyNot")}


@pytest.fixture
def sealed(small: Town) -> Sealed:
    return opened(small)


def test_who_may_not_do_an_act_learns_from_its_draft_nothing_of_the_stream_not_even_that_it_is_there(
    sealed: Sealed,
) -> None:
    story, case = sealed.town.story, sealed.cases[0]
    of_case = sealed.town.biaogan.views.case(case, sealed.town.catch_up())
    assert of_case is not None
    outsiders = [
        story.enrol("far_officer", [("t1_officer", "hebei-26"), ("t1_approver", "hebei-26")]),
        story.enrol("somebody", [("applicant_editor", STRANGER), ("applicant_signatory", STRANGER)]),
        story.enrol("nobody", []),
    ]
    acts: list[tuple[str, str, str, dict[str, Any]]] = [
        ("round", sealed.round, "openReviewRound", OPENING),
        ("round", sealed.round, "closeReviewRound", {"note": ""}),
        ("case", case, "endorseCase", {"opinion": "同意"}),
        ("case", case, "passT1Review", PASSED),
        ("case", case, "withdrawCase", {"reason": "另行申报"}),
        ("case", case, "reportAdverseFact", FACT),
        ("case", case, "draftCase", {"cycle": CYCLE, "organisation": STRANGER, "unit": "hebei-03", "title": "题目"}),
    ]
    assert of_case.unit != "hebei-26"
    for kind, there, act, body in acts:
        for person in outsiders:
            found, missing = (drafted(person, act, on=on, **body) for on in (there, NOWHERE[kind]))
            assert found["seq"] == 1, act
            assert found["differences"] == [], act
            assert found["whyNot"]["code"] in ("role_not_held", "not_there_or_not_now"), act
            if act != "draftCase":  # whose scope is the organisation the body names, where nothing is there yet
                assert found == missing, act


def test_a_refusal_for_want_of_a_role_names_no_scope(sealed: Sealed) -> None:
    person = sealed.town.story.enrol("far_officer", [("t1_approver", "hebei-26")])
    outcome = person.act("endorseCase", on=sealed.cases[0], opinion="同意")
    assert outcome["code"] == "role_not_held"
    row = sealed.town.biaogan.views.case(sealed.cases[0], sealed.town.catch_up())
    assert row is not None
    assert row.unit not in str(outcome["message"])


def test_nothing_sealed_is_told_to_who_may_do_the_act_neither(sealed: Sealed) -> None:
    officer = sealed.town.story.enrol("office_2", [("office_officer", "")])
    found = drafted(officer, "openReviewRound", on=sealed.round, **OPENING)
    assert found["whyNot"]["code"] == "wrong_state"
    assert found["differences"] == []
    assert "salt" not in str(found)


def test_what_a_draft_shows_of_a_case_is_on_record_as_read_and_only_if_it_may_be_read(small: Town) -> None:
    play = small.play()
    for name in ("office_officer", "office_director"):
        small.story.enrol(name, [(name, "")])
    play.publish()
    small.story.jump(at("2022-06-20 09:00"))
    company = play.companies[0]
    form = play.draft(company)
    case, applicant = small.story.cases[company.credit_code], play.applicants[company.credit_code]
    play.submit(company, form)
    small.catch_up()
    register = Register()
    object.__setattr__(small.biaogan, "services", replace(small.biaogan.services, disclosures=register))
    found = drafted(applicant, "withdrawCase", on=case, reason="另行申报")
    assert found["whyNot"] is None
    assert found["differences"] == [{"field": "status", "before": "T1_SUBMITTED", "after": "WITHDRAWN"}]
    assert register.seen == [(applicant.person, Disclosed(case, "case.listed", frozenset({"status"}), 1))]
