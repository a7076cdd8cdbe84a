"""Edge cases 28 to 31, 34 and 35 over HTTP: who may not score, what a barred office cannot do, what is signed once."""

from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from sealed_round import COMMENT, ROWS, Sealed, opened
from town import town

from biaogan.app.client import Client, RequestFailed
from biaogan.app.codec import recorded
from biaogan.app.custody import release
from biaogan.app.demo.intake import CYCLE
from biaogan.domain.events import AccessGrantProposed, ActAsGranted, ScoreSheetReopenProposed
from biaogan.domain.ids import organisation_id
from biaogan.domain.two_person import act_digest

EARLY = "2022-06-29"
"""Before the letters are due: until then a withdrawal can be taken back."""
OTHER_ROWS = [{"code": row["code"], "points": 5} for row in ROWS]


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sealed]:
    """One sealed round for the whole file: each test has its own place on a panel."""
    folder = tmp_path_factory.mktemp("cases")
    with town(folder / "data", f"sqlite:///{folder / 'log.db'}") as made:
        yield opened(made, EARLY)


def newcomer(sealed: Sealed, *roles: tuple[str, str], employer: str = "", until: str = "") -> Client:
    """An expert with other roles or a job besides."""
    story = sealed.town.story
    made = story.enrol(f"newcomer {uuid4()}", [("expert", ""), *roles])
    if employer:
        story.do(
            sealed.person("office_officer"), "registerExpert", person=made.person, specialities=["质量管理"],
            industries=["C34"], employments=[{"employer": employer, "since": "2010-01-01", "until": until}],
            seniorQualityExpert=False,
        )  # fmt: skip
    return made


def replaced(sealed: Sealed, by: Client, case: str, place: int, officer: str = "t2_officer") -> dict[str, Any]:
    """The outcome of putting somebody on a panel in another's place."""
    body = {"case": case, "expert": sealed.panel(case)[place].person, "replacement": by.person, "reason": "本人回避"}
    return sealed.person(officer).act("replaceExpert", on=sealed.round, **body)


def organisation_of(sealed: Sealed, case: str) -> str:
    code = next(code for code, found in sealed.town.story.cases.items() if found == case)
    return organisation_id(code)


def test_case_28_a_job_keeps_from_the_panel_for_three_years_and_not_a_day_longer(sealed: Sealed) -> None:
    case = sealed.cases[1]
    organisation = organisation_of(sealed, case)
    ended = newcomer(sealed, employer=organisation, until="2019-06-29")
    refused = replaced(sealed, ended, case, 2)
    assert (refused["code"], refused["rule"]) == ("conflict_of_interest", "D-23")
    over = newcomer(sealed, employer=organisation, until="2019-06-28")
    sealed.town.story.kept(replaced(sealed, over, case, 2))
    sealed.town.story.kept(sealed.lock(case, over))


def test_case_30_neither_one_account_nor_a_second_one_lets_anybody_score_the_own_side(sealed: Sealed) -> None:
    case = sealed.cases[0]
    organisation, unit = organisation_of(sealed, case), unit_of(sealed, case)
    own_side = [
        newcomer(sealed, ("applicant_editor", organisation)),
        newcomer(sealed, ("t1_officer", unit)),
        newcomer(sealed, employer=organisation),
        newcomer(sealed, employer=unit),
    ]
    for person in own_side:
        refused = replaced(sealed, person, case, 2)
        assert (refused["code"], refused["rule"]) == ("conflict_of_interest", "D-23")
    staff = sealed.play.applicants[code_of(sealed, case)]
    refused = sealed.lock(case, staff)
    assert refused["__typename"] == "NotPermitted", "the applicant's own account scores nothing"


def code_of(sealed: Sealed, case: str) -> str:
    return next(code for code, found in sealed.town.story.cases.items() if found == case)


def unit_of(sealed: Sealed, case: str) -> str:
    code = code_of(sealed, case)
    return next(company.unit for company in sealed.play.companies if company.credit_code == code)


BARRED = """query($c: ID!, $r: ID!) {
  case(id: $c) { id } node(id: $c) { id } cases(first: 100) { nodes { id } pageInfo { hasNextPage } }
  round(id: $r) { sheets { caseId } assignments { case { id } } } }"""


def test_case_31_an_office_with_an_interest_neither_reads_nor_assigns_nor_lets_anybody_else_in(sealed: Sealed) -> None:
    story, case = sealed.town.story, sealed.cases[0]
    officer, auditor = story.enrol("barred_officer", [("t2_officer", "")]), sealed.person("auditor")
    director = story.enrol("barred_director", [("office_director", "")])
    asked = {"c": case, "r": sealed.round}
    at_ = sealed.town.catch_up()
    assert case in repr(officer.ask(BARRED, asked, minPosition=at_)["case"])
    organisation = organisation_of(sealed, case)
    for who in (officer, director):
        story.do(who, "declareInterest", on=who.person, organisation=organisation, reason="配偶任职")
    at_ = sealed.town.catch_up()
    for who in (officer, director):
        seen = who.ask(BARRED, asked, minPosition=at_)
        assert (seen["case"], seen["node"]) == (None, None)
        assert case not in repr(seen), "neither its name nor an empty row in its place"
    refused = replaced(sealed, newcomer(sealed), case, 2, officer="barred_officer")
    assert (refused["code"], refused["rule"]) == ("own_organisation", "D-23")
    opening = {
        "cycle": CYCLE, "kind": "provincial", "panels": sealed.play.panels, "closes": "2022-07-19T18:00:00+08:00",
        "salt": "00" * 16, "custodians": sealed.play.custodians(),
    }  # fmt: skip
    assert officer.act("openReviewRound", **opening)["code"] == "own_organisation"
    account = officer.act("grantRole", on=newcomer(sealed).person, role="t2_officer", scope="", name="另一账号")
    assert account["__typename"] == "NotPermitted"
    nobody = story.enrol("proxy", [])
    help_ = {"supporter": nobody.person, "purpose": "代阅", "expires": "2022-07-10T09:00:00+08:00"}
    story.do(officer, "askForSupport", on=officer.person, **help_)
    agreed = {"on": officer.person, "grant": act_digest(ActAsGranted(**help_)), **help_}
    at_ = story.do(sealed.person("office_director"), "agreeToSupport", **agreed)["position"]
    proxied = nobody.ask("query($c: ID!) { case(id: $c) { id } }", {"c": case}, behalf=officer.person, minPosition=at_)
    assert proxied["case"] is None, "a proxy sees no more than who appointed them"
    grant = {
        "cycle": CYCLE, "grantee": auditor.person, "classes": ["case.sealed"], "streams": [case], "purpose": "查看",
        "expires": "2022-07-10T09:00:00+08:00",
    }  # fmt: skip
    refused = director.act("proposeAccess", on=f"grant_{uuid4()}", **grant)
    assert (refused["code"], refused["rule"]) == ("own_organisation", "D-23")
    honest = f"grant_{uuid4()}"
    story.do(sealed.person("office_director"), "proposeAccess", on=honest, **grant)
    proposal = act_digest(AccessGrantProposed(**grant))  # type: ignore[arg-type]
    assert director.act("grantAccess", on=honest, proposal=proposal, **grant)["code"] == "own_organisation"


def test_case_34_a_sheet_sent_twice_or_from_two_tabs_is_one_sheet(sealed: Sealed) -> None:
    case = sealed.cases[0]
    expert = sealed.panel(case)[0]
    body = {"round": sealed.round, "case": case, "comment": COMMENT, "recommend": True}
    one = expert.draft("lockScoreSheet", rows=ROWS, **body).text
    other = expert.draft("lockScoreSheet", rows=OTHER_ROWS, **body).text
    first = sealed.town.story.kept(expert.record(one))
    size = sealed.town.biaogan.log.size()
    again = expert.record(one)
    assert (again["__typename"], again["duplicate"], again["position"]) == ("Recorded", True, first["position"])
    assert expert.record(other)["__typename"] == "Stale", "the second tab signed on what is no longer so"
    third = expert.record(expert.draft("lockScoreSheet", rows=OTHER_ROWS, **body).text)
    assert (third["code"], third["rule"]) == ("sheet_already_locked", "R-69")
    kept = [record.type for record in sealed.town.biaogan.log.read_from(size, 10)]
    assert "score_sheet_locked/1" not in kept
    with pytest.raises(RequestFailed):
        expert.query("mutation { record(statement: 1) { __typename } }")


def test_case_29_an_expert_who_became_a_party_while_the_case_was_away_scores_it_no_more(sealed: Sealed) -> None:
    case, story = sealed.cases[1], sealed.town.story
    party, other = sealed.panel(case)[:2]
    applicant = sealed.play.applicants[code_of(sealed, case)]
    organisation = organisation_of(sealed, case)
    story.do(applicant, "withdrawCase", on=case, reason="材料有误")
    story.do(story.registrar, "grantRole", on=party.person, role="applicant_editor", scope=organisation, name="新任")
    story.do(applicant, "reinstateCase", on=case, to="PROV_IN_REVIEW", reason="误撤回")
    refused = sealed.lock(case, party)
    assert (refused["code"], refused["rule"]) == ("conflict_of_interest", "D-23")
    story.kept(sealed.lock(case, other))


def test_case_35_a_sheet_is_amended_by_two_persons_with_a_reason_and_never_after_the_seal_is_opened(
    sealed: Sealed,
) -> None:
    story, case = sealed.town.story, sealed.cases[0]
    expert, director = sealed.panel(case)[1], sealed.person("office_director")
    sheet = story.kept(sealed.lock(case, expert))["stream"]
    leader = story.enrol("leader", [("group_leader", "")])
    silent = leader.act("proposeReopening", on=sheet, reason=" ")
    assert (silent["code"], silent["rule"]) == ("text_missing", "R-69")
    assert sealed.lock(case, expert, rows=OTHER_ROWS)["code"] == "sheet_already_locked"
    reason = "误将两行分值对调"
    seen = "query($r: ID!) { round(id: $r) { sheets { total sealed } } viewer { assignments { case { title } } } }"
    expert.ask(seen, {"r": sealed.round})
    story.do(leader, "proposeReopening", on=sheet, reason=reason)
    proposal = act_digest(ScoreSheetReopenProposed(reason))
    story.do(director, "reopenScoreSheet", on=sheet, proposal=proposal)
    story.kept(sealed.lock(case, expert, rows=OTHER_ROWS))
    reads = sealed.person("auditor").ask(
        "query($p: ID!) { audit { readsBy(person: $p, first: 20) { nodes { klass streamId } } } }",
        {"p": expert.person}, purpose="核查修改", minPosition=(head := sealed.town.catch_up()),
    )["audit"]["readsBy"]["nodes"]  # fmt: skip
    told, book = {(read["streamId"], read["klass"]) for read in reads}, sealed.town.biaogan.services.reads
    assert book is not None
    assert (case, "case.listed") in told
    assert (sheet, "sheet") in {(read.stream, read.klass) for read in book.of_person(expert.person, 0, 20, head)}
    assert (sheet, "sheet") not in told, "whose a sheet is takes a grant"
    for each in sealed.cases:
        for place, person in enumerate(sealed.panel(each)):
            if sealed.lock(each, person).get("code") == "conflict_of_interest":  # case 29 made a party of them
                instead = newcomer(sealed)
                story.kept(replaced(sealed, instead, each, place))
                story.kept(sealed.lock(each, instead))
    sealed.close()
    for custodian in sealed.custodians[:2]:
        story.kept(release(custodian, sealed.round))
    both = [recorded(record) for record in sealed.town.biaogan.log.read(sheet) if record.type == "score_sheet_locked/1"]
    assert len(both) == 2, "before and after stay on record"
    late = leader.act("proposeReopening", on=sheet, reason=reason)
    assert (late["code"], late["__typename"]) == ("round_over", "Refused")
