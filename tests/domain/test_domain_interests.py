"""利益关系: whoever has an interest in an organisation neither handles its cases nor appoints anybody for them (D-23)."""

import pytest
import world as w
from journey import PROVINCIAL_PASSED, ROUND, reached, round_opened
from spec import Answer, given
from world import CYCLE, Scene, Who, on

from biaogan.domain import events as ev
from biaogan.domain.act import Recorded
from biaogan.domain.states import fold
from biaogan.domain.status import Status

NOW = on("2022-07-05")


def interested(scene: Scene, who: Who, case: str, until: str = "") -> Scene:
    """``who`` has declared an interest in the organisation of a case."""
    scene.play(ev.InterestDeclared(scene.world[case].organisation, "配偶任职", until), who.actor, self_(who), NOW)
    return scene


def self_(who: Who) -> Who:
    return Who(who.actor, "self")


def open_round(scene: Scene, cases: list[str]) -> Answer:
    body = round_opened(cases, "provincial", "2022-07-20T00:00:00+08:00")
    return given(scene).when(body, ROUND["provincial"], w.PROVINCE, NOW)


def test_an_interest_is_declared_by_the_person_or_by_a_director_and_by_nobody_else():
    scene, cases = reached(Status.PROV_IN_REVIEW)
    body = ev.InterestDeclared(scene.world[cases[0]].organisation, "持股")
    for who in (self_(w.OFFICER), w.DIRECTOR):
        given(scene).when(body, w.OFFICER.actor, who, NOW).then()
    for who in (self_(w.PROVINCE), w.PROVINCE, w.REGISTRAR):
        given(scene).when(body, w.OFFICER.actor, who, NOW).then_rejected("role_not_held")


@pytest.mark.parametrize(
    ("organisation", "reason", "until", "code"),
    [("org_x", "持股", "", "unknown_reference"), ("", " ", "", "text_missing"), ("", "持股", "明年", "date_malformed")],
)
def test_an_interest_names_a_known_organisation_and_says_what_it_is(organisation, reason, until, code):
    scene, cases = reached(Status.PROV_IN_REVIEW)
    body = ev.InterestDeclared(organisation or scene.world[cases[0]].organisation, reason, until)
    given(scene).when(body, w.OFFICER.actor, self_(w.OFFICER), NOW).then_rejected(code)


def test_the_interested_officer_appoints_nobody_for_the_case():
    scene, cases = reached(Status.PROV_IN_REVIEW)
    open_round(scene, cases).accepted()
    interested(scene, w.PROVINCE, cases[0])
    open_round(scene, cases).then_rejected("own_organisation", "D-23", case=cases[0])


def test_an_interest_ends_after_its_last_day():
    scene, cases = reached(Status.PROV_IN_REVIEW)
    open_round(interested(scene.copy(), w.PROVINCE, cases[0], "2022-07-04"), cases).accepted()
    open_round(interested(scene.copy(), w.PROVINCE, cases[0], "2022-07-05"), cases).then_rejected("own_organisation")


def test_the_interested_officer_does_not_examine_the_case():
    scene, cases = reached(Status.PROV_RECEIVED)
    given(scene).when(PROVINCIAL_PASSED, cases[0], w.PROVINCE, NOW).accepted()
    interested(scene, w.PROVINCE, cases[0])
    given(scene).when(PROVINCIAL_PASSED, cases[0], w.PROVINCE, NOW).then_rejected("own_organisation")
    given(scene).when(PROVINCIAL_PASSED, cases[1], w.PROVINCE, NOW).accepted()


def test_an_erased_interest_bars_from_nothing_and_stops_no_replay():
    body = ev.InterestDeclared(None, None, None)  # type: ignore[arg-type]
    found = fold([Recorded(body, w.OFFICER.actor, 1, 1, w.OFFICER.actor, "self", NOW)])
    assert found.interests == {("", "")}
    assert CYCLE not in {name for name, _ in found.interests}
