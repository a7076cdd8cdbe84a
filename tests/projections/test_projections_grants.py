"""Grants in force, and cases under suspicion, as the views tell them at every position."""

import world as w
from access_journey import AUDITOR, END, GRANT, INVESTIGATOR, NOW, approval, proposal, scene
from sqlalchemy import Engine
from view_answers import applied
from world import on

from biaogan.domain import events as ev
from biaogan.projections.cases import CaseFilter, CaseOrder
from biaogan.projections.queries import Views


def test_a_grant_is_in_force_from_its_approval_to_its_end(engine: Engine, views: Views) -> None:
    found, cases = scene()
    body = proposal(cases[0])
    found.play(body, GRANT, w.DIRECTOR, NOW)
    found.play(approval(body), GRANT, AUDITOR, NOW)
    granted = next(record.position for record in found.records if isinstance(record.event, ev.AccessGranted))
    found.play(ev.AccessExpired(END), GRANT, w.SERVICE, on("2022-10-16"))
    applied(engine, found.records)
    assert views.grants(granted - 1) == views.grants(found.records[-1].position) == ()
    (row,) = views.grants_of(INVESTIGATOR.actor, granted)
    assert (row.id, row.classes, row.streams) == (GRANT, ("sheet.expert", "round.panels"), (cases[0],))
    assert (row.expires, row.granted_by) == ("2022-10-16T02:00:00.000000Z", AUDITOR.actor)
    assert views.grants(granted) == (row,)
    assert views.grants_of(AUDITOR.actor, granted) == ()


def test_a_case_is_suspected_until_it_is_cleared(engine: Engine, views: Views) -> None:
    found, (case, *_) = scene()
    found.play(ev.StateSecretSuspected("F2"), case, w.OFFICER, NOW)
    suspected = len(found.records) - 1
    found.play(ev.StateSecretCleared("不涉密"), case, w.DIRECTOR, NOW)
    applied(engine, found.records)
    told = [views.case(case, at).suspected for at in (suspected - 1, suspected, suspected + 1)]
    assert told == [False, True, False]


def test_cases_of_an_organisation_somebody_has_an_interest_in_are_left_out_in_the_query(
    engine: Engine, views: Views
) -> None:
    found, (case, *others) = scene()
    organisation, officer = found.world[case].organisation, w.OFFICER.actor
    found.play(ev.InterestDeclared(organisation, "配偶任职", "2022-12-31"), officer, w.Who(officer, "self"), NOW)
    applied(engine, found.records)
    head = len(found.records) - 1
    (row,) = views.interests(officer, head)
    assert (row.organisation, row.last_day) == (organisation, "2022-12-31")
    assert views.interests(officer, head - 1) == ()
    page = views.cases(head, CaseFilter(without=[organisation]), first=9)
    assert {row.id for row in page.rows} == set(others)
    one = views.cases(head, CaseFilter(without=[organisation, "org_x"]), CaseOrder.TITLE, first=1)
    assert (len(one.rows), one.has_next) == (1, True)
