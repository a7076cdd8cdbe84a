"""``why`` leads on to the votes: in counts, to whom they are open; to everybody else the chain is the same whatever they were."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import journey as j
import objection_journey as o
import pytest
import review_journey as r
import world as w
from fakes import World
from stories import AUDITOR, CAST, under_grant
from test_graphql_why import Steps, asked, everybody, of_kind, over
from world import CYCLE, Scene, on

from biaogan.domain import events as ev
from biaogan.domain.forms import CaseVote

CLOSED = ("public", "applicant", "unit", "expert", "leader", "chair", "office", "investigator", "publisher")
"""Nobody of them holds a grant."""


def counted(cases: list[str], *counts: tuple[int, int, int], backwards: bool = False) -> list[CaseVote]:
    """So many for, against and abstaining on each case, in this order or the other."""
    votes = [CaseVote(case, *count) for case, count in zip(cases, counts, strict=True)]
    return votes[::-1] if backwards else votes


def reviewed(*, otherwise: bool = False) -> tuple[Scene, list[str]]:
    """The national review up to the list, by narrow votes; ``otherwise``: by others, told in another order."""
    scene, cases = r.after(r.to_consensus)
    narrow: tuple[tuple[int, int, int], ...] = ((4, 1, 1), (5, 1, 0), (5, 0, 1))
    wide: tuple[tuple[int, int, int], ...] = ((6, 0, 0), (4, 2, 0), (4, 0, 2))
    counts = counted(cases, *(wide if otherwise else narrow), backwards=otherwise)
    present = r.MEMBERS[2:8] if otherwise else r.PRESENT
    concluded = r.concluded(cases, cases, votes=counts, attendance=present, dissent="不同意" if otherwise else "")
    scene.play(concluded, r.GROUP, r.LEADER, on("2022-08-13"))
    for step in r.STEPS[4:]:
        step(scene, cases)
    scene.play(r.report(cases, cases, votes=counts), r.GROUP, r.LEADER, on("2022-08-22"))
    seven = [CaseVote(vote.case, vote.yes + 1, vote.no, vote.abstained) for vote in counts]
    scene.play(r.final_list(cases, cases, votes=seven), j.LIST, w.CHAIR, on("2022-08-26"))
    return scene.people(AUDITOR, o.INVESTIGATORS[0], at=on("2022-08-27")), cases


def objected(*, otherwise: bool = False) -> tuple[Scene, list[str]]:
    """An objection decided by four votes; ``otherwise``: by three of five, one of them absent."""
    scene, cases = o.reported()
    decided = o.decision(ballots=o.ballots("+.++-" if otherwise else "++++"))
    scene.play(decided, o.objection_id(), w.CHAIR, on("2022-10-11"))
    return scene.people(AUDITOR), cases


@pytest.fixture(scope="module")
def review(tmp_path_factory: pytest.TempPathFactory) -> tuple[World, list[str]]:
    """The auditor may see all of it."""
    scene, cases = reviewed()
    return over(under_grant(scene, CYCLE, *everybody(scene)), tmp_path_factory.mktemp("votes")), cases


def said(steps: Steps) -> list[str]:
    """What each vote says."""
    return [step["told"]["en"] for step in of_kind(steps, "VOTE")]


def test_a_state_leads_on_to_the_votes_it_came_of(review: tuple[World, list[str]]) -> None:
    world, cases = review
    steps = asked(world, status=cases[0])
    list_, desk = of_kind(steps, "VOTE")
    assert "5 for it, 1 against, 1 abstained" in list_["told"]["en"]
    assert "4 for it, 1 against, 1 abstained" in desk["told"]["en"]
    assert [(step["rule"], step["aboutId"]) for step in (list_, desk)] == [("R-72", j.LIST), ("D-07", r.GROUP)]
    for vote in (list_, desk):
        (came,) = [step for step in steps if vote["number"] in step["because"]]
        assert (came["kind"], came["position"], vote["signatureHolds"]) == ("ACT", vote["position"], True)
    assert not any(case in text for text in said(steps) for case in cases[1:]), "the vote on another case is not told"
    assert not any(person in str(of_kind(steps, "VOTE")) for person in r.MEMBERS)


def test_a_rank_on_the_list_leads_on_to_the_votes_of_group_and_committee(review: tuple[World, list[str]]) -> None:
    world, cases = review
    votes = of_kind(asked(world, rank={"within": j.LIST, "case": cases[1]}), "VOTE")
    assert [step["aboutId"] for step in votes] == [j.LIST, r.GROUP]
    assert ["6 for it, 1 against" in votes[0]["told"]["en"], "5 for it, 1 against" in votes[1]["told"]["en"]] == [
        True,
        True,
    ]


def test_an_objections_state_leads_on_to_how_many_decided_it(tmp_path: Path) -> None:
    scene, cases = objected(otherwise=True)
    world = over(under_grant(scene, CYCLE), tmp_path)
    for stream in (o.objection_id(), cases[0]):
        (vote,) = of_kind(asked(world, status=stream), "VOTE")
        assert "3 for it, 1 against, 0 abstained, 1 absent, 0 recused" in vote["told"]["en"]
        assert (vote["rule"], vote["aboutId"]) == ("D-19", o.objection_id())
    hidden = of_kind(asked(world, CAST["office"], status=cases[0]), "VOTE")
    assert [(step["withheld"], step["rule"]) for step in hidden] == [(True, "1.12/K3")]


def test_whoever_sees_the_act_but_not_the_vote_learns_that_there_was_one_and_the_rule(
    review: tuple[World, list[str]],
) -> None:
    world, cases = review
    for who in ("office", "director", "chair", "investigator"):
        votes = of_kind(asked(world, CAST[who], status=cases[0]), "VOTE")
        assert len(votes) == 2
        for step in votes:
            assert step == {
                **step, "withheld": True, "rule": "1.12/K3", "rules": ["1.12/K3"], "code": None, "because": [],
                "position": None, "aboutId": None, "about": None, "personId": None, "kid": None, "signatureHolds": None,
            }  # fmt: skip
            assert step["told"]["en"] == "There is such a step; 1.12/K3 withholds it from the viewer."
    for who in ("applicant", "unit", "province", "expert", "registrar", "public"):
        assert not of_kind(asked(world, CAST[who], status=cases[0]), "VOTE"), "the act itself is not theirs to see"


@pytest.mark.parametrize("story", [reviewed, objected])
def test_to_a_barred_viewer_a_chain_is_the_same_whatever_the_votes_were(
    story: Callable[..., tuple[Scene, list[str]]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    one, cases = story()
    other, _ = story(otherwise=True)
    worlds = over(one, tmp_path_factory.mktemp("one")), over(other, tmp_path_factory.mktemp("other"))
    questions: list[dict[str, Any]] = [{"status": stream} for stream in (cases[0], j.LIST, o.objection_id())]
    questions += [{"rank": {"within": within, "case": cases[0]}} for within in (j.LIST, r.DEFENCE)]
    shown = 0
    for who in CLOSED:
        for of in questions:
            answers = [asked(world, CAST[who], **of) for world in worlds]
            assert answers[0] == answers[1], (who, of)
            shown += len(of_kind(answers[0], "VOTE"))
    assert shown > 4, "that there were votes is told"
    granted = [over(under_grant(scene, CYCLE), tmp_path_factory.mktemp("granted")) for scene in (one, other)]
    stream = cases[0] if story is reviewed else o.objection_id()
    assert said(asked(granted[0], status=stream)) != said(asked(granted[1], status=stream))


def test_who_has_an_interest_in_an_organisation_is_told_no_vote_on_its_case_even_under_a_grant(tmp_path: Path) -> None:
    scene, cases = reviewed()
    under_grant(scene, CYCLE)
    barred = scene.world[cases[0]].organisation
    scene.record(ev.InterestDeclared(barred, "配偶任职"), AUDITOR.actor, AUDITOR, scene.records[-1].at)
    world = over(scene, tmp_path)
    assert asked(world, status=cases[0]) == asked(world, rank={"within": j.LIST, "case": cases[0]}) == []
    free = asked(world, status=cases[1])
    assert len(said(free)) == 2
    assert cases[0] not in str(free)
