"""Edge cases 33 and 49 over HTTP: a hidden score changes nobody's answer; an objector is opened by two persons, and told."""

import shutil
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from sqlite3 import connect
from typing import Any
from uuid import uuid4

import httpx
import pytest
from investigation import to_notice
from sealed_round import ROWS, Sealed, opened
from test_app_sealing import everything
from town import Town, town

from biaogan.app import checking, erasing, timekeeper
from biaogan.app.client import Client
from biaogan.app.demo.intake import CYCLE
from biaogan.app.demo.script import at, digest
from biaogan.app.demo.show import free_port, running
from biaogan.app.demo.stages import Play
from biaogan.domain.events import AccessGrantProposed
from biaogan.domain.ids import expert_id
from biaogan.domain.two_person import act_digest
from biaogan.ledger.log import Log

OBJECTING = "司空植入异议人"
HIDDEN = "只有本人写得出的评语，别人看不到，连长短也不该影响别人"
EVERYTHING = (
    """{ case(id: CASE) { title status version updatedAt since
      sheets { number total comment sealed } availableActions { name permitted whyNot { code zh } }
      timeline(first: 60) { nodes { at type recordedAt } pageInfo { endCursor } } } }""",
    """{ round(id: ROUND) { status sealed cases assigned locked scoresPlot
      sheets { caseId number total sealed } assignments { expertId sheet { number } } ranking { entries { caseId rank } }
      availableActions { name permitted whyNot { code zh } } } ranking(round: ROUND) { method } }""",
    """{ cases(first: 1, orderBy: TITLE) { nodes { id status } pageInfo { hasNextPage endCursor } }
      viewer { worklist { acts case { id } roundId } assignments { sheet { total } } }
      pipeline(cycle: CYCLE) { unit status cases } }""",
    "{ cases(first: 5, orderBy: LATEST_CHANGE) { nodes { id updatedAt } } }",
    '{ node(id: ROUND) { id } nodes(ids: [CASE, ROUND, "sheet_none"]) { id } rounds(cycle: CYCLE) { id } }',
    "{ round(id: CASE) { id } case(id: ROUND) { id } cases(first: 1000) { nodes { id } } }",
)
"""Values, counts, orders, pages, lists, what may be done, and errors."""
ASKED = ("expert_02", "expert_05", "t2_officer", "t2_approver", "office_director", "auditor", "custodian_1")
"""Two peers, on the same panel and on another; the offices; who oversees; who keeps a share of the key."""


def copied(sealed: Sealed, folder: Path) -> Any:
    """The settings of a second deployment that is the first one's copy, files and all."""
    settings = sealed.town.biaogan.settings
    shutil.copytree(settings.data, folder / "data", ignore=shutil.ignore_patterns("*.db*"))
    for url, copy in ((settings.log_url, folder / "log.db"), (settings.views_url, folder / "data" / "views.db")):
        with closing(connect(url.removeprefix("sqlite:///"))) as here, closing(connect(copy)) as there:
            here.backup(there)
    return replace(
        settings, data=folder / "data", database=f"sqlite:///{folder / 'log.db'}",
        views=f"sqlite:///{folder / 'data' / 'views.db'}", port=free_port(),
    )  # fmt: skip


@contextmanager
def service(settings: Any, clock: Any) -> Iterator[str]:
    with running(settings, clock) as (url, _):
        yield url


def answers(sealed: Sealed, settings: Any, rows: list[dict[str, Any]], comment: str) -> dict[str, list[Any]]:
    """What each person is told by a copy of the service in which one expert has given these scores."""
    case = sealed.cases[0]
    scorer = sealed.panel(case)[0]
    told: dict[str, list[Any]] = {}
    now = at("2022-07-05 12:00")
    with service(settings, lambda: now) as url, httpx.Client(timeout=30) as http:

        def there(who: Client) -> Client:
            return Client(url, who.person, who.key, http, who.clock)

        outcome = there(scorer).act(
            "lockScoreSheet", round=sealed.round, case=case, rows=rows, comment=comment, recommend=rows is ROWS
        )
        assert outcome["__typename"] == "Recorded"
        for name in ASKED:
            who = there(sealed.person(name))
            who.sign_in()
            told[name] = [answered(who, query, case, sealed.round, outcome["position"]) for query in EVERYTHING]
        told["the public"] = [
            answered(Client(url, http=http), query, case, sealed.round, outcome["position"]) for query in EVERYTHING
        ]
    return told


def answered(who: Client, query: str, case: str, round_: str, position: int) -> Any:
    """The bytes of an answer but for the root of the log, which commits to everything, and the number of the read."""
    extensions = {"minPosition": position, "purpose": "核对"}
    for name, id_ in (("CASE", case), ("ROUND", round_), ("CYCLE", CYCLE)):
        query = query.replace(name, f'"{id_}"')
    body = {"query": query, "extensions": extensions}
    answer = who.http.post(f"{who.url}/graphql", json=body, headers=who.proof())
    told = answer.json()
    told.get("extensions", {}).get("basis", {}).pop("root", None)
    return answer.status_code, len(answer.content), repr(told)


def test_case_33_before_the_close_a_peers_score_changes_no_byte_of_anybodys_answer(
    small: Town, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(timekeeper, "commit_reads", lambda _: None)  # leaves over reads come by the clock,
    monkeypatch.setattr(Log, "record_unwraps", lambda _: 0)  # and so do the rows between those of reads
    sealed = opened(small)
    small.catch_up()
    small.biaogan.runner.stop()
    one, two = (copied(sealed, made(tmp_path / name)) for name in ("one", "two"))
    high = answers(sealed, one, ROWS, HIDDEN)
    low = answers(sealed, two, [{**row, "points": 0} for row in ROWS], HIDDEN)
    assert sealed.person(ASKED[0]) in sealed.panel(sealed.cases[0])[1:], "a peer on the same panel"
    errors = {name: sum("'errors'" in told[2] for told in found) for name, found in high.items()}
    assert set(errors.values()) <= {1, 2}, "one asks for too many rows, one for an order that may not be open"
    assert [name for name in high if high[name] != low[name]] == []


def made(folder: Path) -> Path:
    folder.mkdir()
    return folder


OBJECTOR = "query($o: ID!) { objection(id: $o) { filerId objector status investigatorIds } }"


@pytest.fixture(scope="module")
def noticed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Town, Play]]:
    """A service whose story has come to day nine of the notice, for the tests below."""
    folder = tmp_path_factory.mktemp("noticed")
    with town(folder / "data", f"sqlite:///{folder / 'log.db'}") as made_:
        play = to_notice(made_)
        made_.story.jump(at("2022-10-12 15:00"))
        yield made_, play


def filed(town_: Town, case: str, name: str, evidence: str) -> str:
    """An objection of the objector's, who gives this name."""
    done = town_.story.do(
        town_.story.people["objector"], "fileObjection", case=case, ground="procedure", subject="review",
        arguments=[{"text": "评审专家应当回避", "evidence": [digest(evidence)]}], remedy="exclude_expert",
        objector={"name": name, "contact": "13900000000", "kind": "person"},
    )  # fmt: skip
    return str(done["stream"])


def opened_to(town_: Town, who: str, objection: str) -> None:
    """Two persons grant somebody the sight of the objector."""
    story, grant = town_.story, f"grant_{uuid4()}"
    body = {
        "cycle": CYCLE, "grantee": story.people[who].person, "classes": ["objection.objector"], "streams": [objection],
        "purpose": "核查", "expires": at("2022-10-20 09:00").isoformat(),
    }  # fmt: skip
    story.do(story.people["office_director"], "proposeAccess", on=grant, **body)
    proposal = act_digest(AccessGrantProposed(**body))  # type: ignore[arg-type]
    story.do(story.people["auditor"], "grantAccess", on=grant, proposal=proposal, **body)


def test_who_objected_is_erased_once_it_is_answered_and_only_that_it_was_is_told(noticed: tuple[Town, Play]) -> None:
    small, play = noticed
    story, people = small.story, small.story.people
    director, custodian = people["office_director"], story.enrol("custodian", [("key_custodian", "")])
    objection = filed(small, play.listed[1], OBJECTING, "other evidence")
    asked = erasing.proposal(
        objection, whole=False, ground="personal_request", legal_basis="个人信息保护法第四十七条", reference="隐私2号"
    )
    assert erasing.propose(director, asked)["code"] == "legal_hold", "while it is open"
    refusal = {"reason": "not_concrete", "text": "没有具体事实"}
    story.do(people["office_officer"], "refuseObjection", on=objection, **refusal)
    query = (
        "query($o: ID!) { objection(id: $o) { objector filerId erasures { personal content legalBasis erasedRole } } }"
    )

    def seen(name: str) -> Any:
        return people[name].ask(query, {"o": objection}, minPosition=small.catch_up(), purpose="核查")["objection"]

    before = small.catch_up()
    assert (seen("objector")["objector"]["name"], seen("objector")["erasures"]) == (OBJECTING, [])
    story.kept(erasing.propose(director, asked))
    assert erasing.erase(director, asked)["__typename"] == "NotPermitted"
    story.kept(erasing.erase(custodian, asked))
    opened_to(small, "investigator", objection)
    [told] = seen("objector")["erasures"]
    assert told == {
        "personal": True, "content": False, "legalBasis": "个人信息保护法第四十七条", "erasedRole": "key_custodian",
    }  # fmt: skip
    for name in ("objector", "investigator", "office_officer"):
        assert seen(name)["objector"] is None, name
    past = "query($o: ID!, $p: Position!) { at(position: $p) { objection(id: $o) { objector erasures { personal } } } }"
    then = people["objector"].ask(past, {"o": objection, "p": before})["at"]["objection"]
    assert then == {"objector": None, "erasures": [{"personal": True}]}, "a view of the past stays erased, and says so"
    assert seen("investigator")["filerId"] == people["objector"].person, "who filed it is a pseudonym, and stays"
    assert OBJECTING.encode() not in everything(small)
    assert checking.replay(small.biaogan.settings, lambda done, total: None).ok


def test_case_49_no_scorer_investigates_and_two_persons_open_the_objector_who_is_told(
    noticed: tuple[Town, Play],
) -> None:
    small, play = noticed
    story, people, case = small.story, small.story.people, play.listed[0]
    objection = filed(small, case, "钱七", "evidence")
    found = people["office_officer"].ask(
        "query($o: ID!) { objection(id: $o) { decideBy } }", {"o": objection}, minPosition=small.catch_up()
    )["objection"]
    story.do(people["office_officer"], "admitObjection", on=objection, decideBy=found["decideBy"])
    appoint = {"on": objection, "scope": "核查回避", "dueOn": "2022-10-20"}
    scorer = next(person for person in play.panels[case])
    refused = story.registrar.act("grantRole", on=scorer, role="investigator", scope="", name="专家兼核查")
    assert (refused["code"], refused["rule"]) == ("duties_not_separated", "D-23")
    refused = people["office_director"].act(
        "appointInvestigators", persons=[people["investigator"].person, scorer], **appoint
    )
    assert (refused["__typename"], refused["code"], refused["rule"]) == ("Refused", "not_an_investigator", "D-19")
    pair = [people[name].person for name in ("investigator", "investigator_2")]
    story.do(people["office_director"], "appointInvestigators", persons=pair, **appoint)

    def seen(name: str) -> Any:
        return people[name].ask(OBJECTOR, {"o": objection}, minPosition=small.catch_up(), purpose="核查")["objection"]

    for name in ("office_officer", "office_director", "committee_chair", "auditor", "investigator"):
        assert (seen(name)["filerId"], seen(name)["objector"]) == (None, None), name
    grant = f"grant_{uuid4()}"
    body = {
        "cycle": CYCLE, "grantee": pair[0], "classes": ["objection.objector"], "streams": [objection],
        "purpose": "向异议人核实", "expires": at("2022-10-20 09:00").isoformat(),
    }  # fmt: skip
    story.do(people["office_director"], "proposeAccess", on=grant, **body)
    assert seen("investigator")["objector"] is None, "one person opens nothing"
    proposal = act_digest(AccessGrantProposed(**body))  # type: ignore[arg-type]
    same = people["office_director"].act("grantAccess", on=grant, proposal=proposal, **body)
    assert (same["code"], same["rule"]) == ("same_person", "R-13")
    story.do(people["auditor"], "grantAccess", on=grant, proposal=proposal, **body)
    assert seen("investigator")["objector"]["name"] == "钱七"
    assert seen("investigator_2")["objector"] is None, "and only for whom it names"
    mine = people["objector"].ask(
        "{ viewer { readsOfMine(first: 20) { nodes { klass roles at } } } }", minPosition=small.catch_up()
    )["viewer"]["readsOfMine"]["nodes"]
    assert ("objection.objector", ["investigator"]) in [(read["klass"], read["roles"]) for read in mine]
    notices = people["objector"].ask(
        "{ viewer { notices { nodes { about caseId klass basis roles } } } }", minPosition=small.catch_up()
    )["viewer"]["notices"]["nodes"]
    told = {
        "about": "OBJECTION",
        "caseId": case,
        "klass": "objection.objector",
        "basis": "GRANT",
        "roles": ["investigator"],
    }
    assert told in notices
    assert expert_id(scorer) not in repr((mine, notices))
    assert pair[0] not in repr((mine, notices)), "by role, not by name"
