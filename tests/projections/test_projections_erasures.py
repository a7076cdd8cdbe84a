"""What was erased, as the views tell it: by whom and why, once the second person has done it, and never what it was."""

import world as w
from sqlalchemy import Engine
from view_answers import applied
from world import Scene, Who, on

from biaogan.domain import events as ev
from biaogan.domain.ids import erasure_id
from biaogan.domain.two_person import act_digest
from biaogan.projections.queries import Views

CASE = "case_00000000-0000-4000-8000-000000000001"
GONE = erasure_id(CASE)
CUSTODIAN = Who(w.person("custodian"), "key_custodian")


def told(*keys: str, erased: bool = True) -> Scene:
    scene, at = Scene(), on("2022-11-21")
    said = (CASE, list(keys), "personal_request", "第四十七条", "隐私1号")
    proposal = ev.ErasureProposed(*said)
    scene.record(proposal, GONE, w.DIRECTOR, at)
    if erased:
        scene.record(ev.PersonalDataErased(act_digest(proposal), *said), GONE, CUSTODIAN, at)
    return scene


def test_an_erasure_names_both_persons_and_its_ground(engine: Engine, views: Views) -> None:
    applied(engine, told(CASE + "+P").records)
    (row,) = views.erasures(CASE, 1)
    assert (row.personal, row.content, row.ground, row.legal_basis) == (True, False, "personal_request", "第四十七条")
    assert (row.proposed_by, row.erased_by) == (w.DIRECTOR.actor, CUSTODIAN.actor)
    assert (row.proposed_role, row.erased_role, row.since) == ("office_director", "key_custodian", 1)
    assert views.erasures(CASE, 0) == ()
    assert views.erasures("case_other", 1) == ()


def test_what_is_only_proposed_is_not_erased(engine: Engine, views: Views) -> None:
    applied(engine, told(CASE, CASE + "+P", erased=False).records)
    assert views.erasures(CASE, 0) == ()


def test_what_cannot_be_read_any_more_is_left_out(engine: Engine, views: Views) -> None:
    scene = Scene()
    empty = dict.fromkeys(("subject", "keys", "ground", "legal_basis", "reference"))
    scene.record(ev.ErasureProposed(**empty), GONE, w.DIRECTOR, on("2022-11-21"))  # type: ignore[arg-type]
    done = ev.PersonalDataErased(proposal=None, **empty)  # type: ignore[arg-type]
    scene.record(done, GONE, CUSTODIAN, on("2022-11-21"))
    applied(engine, scene.records)
    assert views.erasures(CASE, 1) == ()
