"""A sealed round over HTTP: nobody reads a score before two custodians have opened it; then everybody who may, does."""

import sqlite3
from pathlib import Path
from typing import Any

from sealed_round import COMMENT, Sealed, opened
from town import Town, everything

from biaogan.app.custody import NoShare, release
from biaogan.domain.events import EarlyOpeningProposed
from biaogan.domain.two_person import act_digest

ROUND = """query($round: ID!) { round(id: $round) {
  status sealed custody early earlyReason unsealedAt keyShares { custodian }
  sheets { total comment rows { code points } sealed } ranking { entries { caseId rank shown } } } }"""


def seen(sealed: Sealed, name: str) -> dict[str, Any]:
    last = sealed.town.catch_up()
    shown: dict[str, Any] = sealed.person(name).ask(ROUND, {"round": sealed.round}, minPosition=last)["round"]
    return shown


def test_what_was_scored_can_be_read_by_nobody_until_two_custodians_have_opened_it(service: Town) -> None:
    sealed = opened(service)
    sealed.lock_all()
    shown = seen(sealed, "t2_officer")
    assert (shown["sealed"], shown["custody"], len(shown["keyShares"])) == (True, "custodians", 3)
    assert (shown["sheets"], shown["ranking"]) == ([], None)
    own = seen(sealed, "expert_01")["sheets"]
    assert own
    assert all(
        (sheet["total"], sheet["comment"], sheet["rows"], sheet["sealed"]) == (None, None, None, True) for sheet in own
    )
    sealed.close()
    assert seen(sealed, "t2_officer")["ranking"] is None
    first, second, _ = sealed.custodians
    service.story.kept(release(first, sealed.round))
    shown = seen(sealed, "t2_officer")
    assert (shown["status"], shown["sealed"], shown["ranking"]) == ("CLOSED", True, None)
    assert COMMENT.encode() not in everything(service)
    assert not any(record.kind == "d" for record in service.biaogan.log.read(sealed.round))
    service.story.kept(release(second, sealed.round))
    shown = seen(sealed, "t2_officer")
    assert (shown["sealed"], len(shown["ranking"]["entries"])) == (False, len(sealed.cases))
    assert {entry["shown"] for entry in shown["ranking"]["entries"]} == {"70.00"}
    assert seen(sealed, "expert_01")["sheets"][0]["comment"] == COMMENT
    assert COMMENT.encode() not in everything(service)


def test_a_share_opens_nothing_before_the_close_and_a_stranger_has_none(small: Town) -> None:
    sealed = opened(small)
    refused = release(sealed.custodians[0], sealed.round)
    assert (refused["__typename"], refused["code"]) == ("Refused", "seal_still_closed")
    try:
        release(sealed.person("t2_officer"), sealed.round)
    except NoShare:
        return
    raise AssertionError("somebody who keeps no share handed one over")


def test_an_early_opening_is_seen_by_everybody_in_the_round_and_shows_what_was_locked_before_and_after(
    small: Town,
) -> None:
    sealed = opened(small)
    case = sealed.cases[0]
    early, late, _ = sealed.panel(case)
    small.story.kept(sealed.lock(case, early))
    reason = "系统故障，须核对已锁定的评分"
    small.story.do(sealed.person("office_director"), "proposeEarlyOpening", on=sealed.round, reason=reason)
    proposal = act_digest(EarlyOpeningProposed(reason))
    small.story.do(sealed.person("auditor"), "approveEarlyOpening", on=sealed.round, proposal=proposal)
    for custodian in sealed.custodians[:2]:
        small.story.kept(release(custodian, sealed.round))
    small.story.kept(sealed.lock(case, late, comment=COMMENT + "之后"))
    names = {client.person: name for name, client in small.story.people.items()}
    for expert, comment in ((early, COMMENT), (late, COMMENT + "之后")):
        shown = seen(sealed, names[expert.person])
        assert (shown["status"], shown["sealed"], shown["early"], shown["earlyReason"]) == ("OPEN", False, True, reason)
        assert [sheet["comment"] for sheet in shown["sheets"]] == [comment]


def test_a_score_that_was_refused_tells_nothing_about_itself_while_the_round_is_sealed(small: Town) -> None:
    sealed = opened(small)
    case = sealed.cases[0]
    expert = sealed.panel(case)[0]
    rows = [{"code": "A1", "points": 99731799}]
    signed = expert.draft("lockScoreSheet", round=sealed.round, case=case, rows=rows, comment=COMMENT, recommend=True)
    refused = expert.record(signed.text)
    assert (refused["code"], "99731799" in refused["message"]["zh"]) == ("score_out_of_range", True)
    assert "99731799" not in repr(small.biaogan.log.read_from(0, 1000)[-1])
    again = expert.record(signed.text)
    assert (again["code"], again["rule"]) == ("refused_under_seal", refused["rule"])
    assert "score_out_of_range" in again["message"]["en"]


def test_a_service_that_missed_the_moment_opens_the_seal_when_it_comes_back(small: Town) -> None:
    sealed = opened(small)
    sealed.lock_all()
    office = small.biaogan.office
    opening = office.open_seal
    office.open_seal = lambda _: None  # type: ignore[method-assign]  # it dies right after the close
    sealed.close()
    for custodian in sealed.custodians[:2]:
        small.story.kept(release(custodian, sealed.round))
    assert seen(sealed, "t2_officer")["sealed"] is True
    office.open_seal = opening  # type: ignore[method-assign]
    assert seen_after_tick(sealed)["sealed"] is False


def seen_after_tick(sealed: Sealed) -> dict[str, Any]:
    from biaogan.app.timekeeper import expire_due

    expire_due(sealed.town.biaogan)
    return seen(sealed, "t2_officer")


def test_the_views_built_again_are_the_views_that_grew(small: Town, tmp_path: Path) -> None:
    sealed = opened(small)
    sealed.lock_all()
    sealed.close()
    for custodian in sealed.custodians[1:]:
        small.story.kept(release(custodian, sealed.round))
    small.catch_up()

    def rows() -> list[Any]:
        with sqlite3.connect(small.biaogan.settings.views_url.removeprefix("sqlite:///")) as connection:
            return sorted(connection.execute("SELECT * FROM view_sheet").fetchall(), key=repr)

    before = rows()
    small.biaogan.runner.stop()
    small.biaogan.runner.rebuild()
    assert rows() == before
    small.biaogan.runner.start()
