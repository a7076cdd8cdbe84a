"""Grants in force, and cases under suspicion, as the views tell them at every position."""

import world as w
from access_journey import AUDITOR, END, GRANT, INVESTIGATOR, NOW, approval, proposal, scene
from sqlalchemy import Engine
from view_answers import applied
from world import on

from biaogan.domain import events as ev
from biaogan.projections.queries import Views


def test_a_grant_is_in_force_from_its_approval_to_its_end(engine: Engine, views: Views) -> None:
    found, cases = scene()
    body = proposal(cases[0])
    found.play(body, GRANT, w.DIRECTOR, NOW)
    found.play(approval(body), GRANT, AUDITOR, NOW)
    granted = len(found.records) - 1
    found.play(ev.AccessExpired(END), GRANT, w.SERVICE, on("2022-10-16"))
    applied(engine, found.records)
    assert views.grants(granted - 1) == views.grants(granted + 1) == ()
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
