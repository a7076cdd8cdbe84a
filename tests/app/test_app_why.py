"""``why`` over HTTP: down to statements whose signatures hold, whatever a chain begins with; and nothing past its position."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from reasons import GRANTED, WHY, asked, granted, keys_of, kinds, proven, told
from sealed_round import ROWS, Sealed
from test_app_suppose import over
from town import town
from typer import Exit
from typer.testing import CliRunner

from biaogan.app.cli import load
from biaogan.app.cli.acts import guarded
from biaogan.app.cli.output import app
from biaogan.app.client import Client, RequestFailed
from biaogan.app.codec import recorded
from biaogan.app.demo.intake import CYCLE
from biaogan.domain.events import Refused
from biaogan.graphql.visibility import TABLE
from biaogan.ledger.keyfile import save


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sealed]:
    """A closed round, refused acts, a denied read, and an auditor who may see everything of the cycle and its people."""
    folder = tmp_path_factory.mktemp("why")
    with town(folder / "data", f"sqlite:///{folder / 'log.db'}") as made:
        sealed = over(made)
        granted(made)
        yield sealed


def ranked(sealed: Sealed) -> list[str]:
    query = "query($r: ID!) { ranking(round: $r) { entries { caseId } } }"
    entries = sealed.person("auditor").ask(query, {"r": sealed.round}, purpose="为何")["ranking"]["entries"]
    return [entry["caseId"] for entry in entries]


def test_every_rank_rests_on_signed_statements_that_an_independent_reader_verifies(sealed: Sealed) -> None:
    cases, jwks = ranked(sealed), keys_of(sealed.town)
    assert sorted(cases) == sorted(sealed.cases)
    for place, case in enumerate(cases, 1):
        steps = told(sealed.person(GRANTED), rank={"within": sealed.round, "case": case})
        assert not any(step["withheld"] for step in steps)
        assert (steps[0]["kind"], steps[0]["rule"]) == ("RANKING", "D-04")
        assert f"ranked {place} among {len(cases)}" in steps[0]["told"]["en"]
        sheets = [step for step in steps if step["kind"] == "SHEET"]
        assert len(sheets) == len(sealed.panel(case))
        signers = set()
        for sheet in sheets:
            below = {steps[number]["kind"]: steps[number] for number in sheet["because"]}
            assert below.keys() == {"STATEMENT", "ASSIGNMENT", "SEAL_OPENING"}
            signers.add(below["STATEMENT"]["personId"])
            assert below["STATEMENT"]["record"]["type"] == "score_sheet_locked/1"
            assert {steps[number]["kind"] for number in below["STATEMENT"]["because"]} == {"KEY", "RIGHT"}
            assert {steps[number]["kind"] for number in below["ASSIGNMENT"]["because"]} == {"ACT", "CONFLICT_CLEARANCE"}
        assert signers == {expert.person for expert in sealed.panel(case)}
        for step in steps:
            assert all(number > 0 for number in step["because"]), "nothing rests on the answer"
            proven(sealed.town, step, jwks)


def test_a_score_is_told_like_a_rank_without_the_place(sealed: Sealed) -> None:
    place = {"within": sealed.round, "case": sealed.cases[0]}
    steps = told(sealed.person("auditor"), score=place)
    assert steps[0]["kind"] == "AGGREGATE"
    assert "RANKING" not in kinds(steps)
    numbers = [int(step["told"]["en"].split("total ")[1].split(",")[0]) for step in steps if step["kind"] == "SHEET"]
    assert f"comes to {sum(numbers) // len(numbers)} in" in steps[0]["told"]["en"]


def test_who_may_not_know_the_signers_gets_sums_and_withheld_steps(sealed: Sealed) -> None:
    steps = told(sealed.person("auditor"), rank={"within": sealed.round, "case": sealed.cases[0]})
    hidden = [step for step in steps if step["withheld"]]
    assert {"STATEMENT", "ASSIGNMENT"} <= kinds(hidden)
    assert {step["rule"] for step in hidden} == {TABLE["round.panels"].rule}
    for step in hidden:
        assert (step["because"], step["position"], step["personId"], step["kid"], step["aboutId"]) == ([], *[None] * 4)
    shown = json.dumps(steps)
    for expert in sealed.panel(sealed.cases[0]):
        assert expert.person not in shown
        assert expert.kid not in shown
    assert "sheet_" not in shown


def test_a_status_goes_back_to_the_draft_act_by_act(sealed: Sealed) -> None:
    case, jwks = sealed.cases[0], keys_of(sealed.town)
    steps = told(sealed.person(GRANTED), status=case)
    assert (steps[0]["kind"], steps[0]["aboutId"]) == ("STATUS", case)
    moves = [steps[number] for number in steps[0]["because"]]
    own = [move["record"]["type"] for move in moves if move["record"]["stream"] == case]
    assert (own[0], own[-1]) == ("provincial_formal_passed/1", "case_drafted/1")
    assert "case_recommended_by_t1/1" in own
    assert "t1_batch_signed/1" in {move["record"]["type"] for move in moves}, "the letter it follows from"
    assert {move["position"] for move in moves} <= {r.position for r in sealed.town.biaogan.log.read_from(0, 500)}
    for step in steps:
        proven(sealed.town, step, jwks)


def test_an_applicant_learns_of_the_own_case_and_of_nobody(sealed: Sealed) -> None:
    case = sealed.cases[0]
    streams = {record.stream for record in sealed.town.biaogan.log.read_from(0, 500)}
    people = list(sealed.town.story.people.values())
    own = next(client for client in people if client.person in holders(sealed, case))
    steps = told(own, status=case)
    assert {"STATUS", "ACT", "CONFIGURATION"} <= kinds(steps)
    signed = [step for step in steps if step["kind"] == "STATEMENT"]
    assert {step["withheld"] for step in signed if step["personId"] != "service"} == {True}
    shown = json.dumps(steps)
    assert not any(client.person in shown for client in people)
    assert not any(stream in shown for stream in streams if stream.startswith(("person_", "expert_", "sheet_")))
    assert asked(own, rank={"within": sealed.round, "case": case}) is None
    assert asked(own, score={"within": sealed.round, "case": case}) is None


def holders(sealed: Sealed, case: str) -> set[str]:
    """Who files for the organisation of a case."""
    views, at = sealed.town.biaogan.views, sealed.town.biaogan.log.size() - 1
    row = views.case(case, at)
    assert row is not None
    return {held.person for held in views.everyone(at) if held.scope == row.organisation}


def test_who_may_not_see_what_is_asked_about_gets_null_as_for_what_is_not_there(sealed: Sealed) -> None:
    case, expert = sealed.cases[0], sealed.person("expert_06")
    public = Client(sealed.town.url, http=sealed.town.registrar.http)
    missing = f"case_{uuid4()}"
    for name in (case, missing):
        assert public.query(WHY, {"of": {"status": name}})["why"] is None
    for who in (sealed.panel(case)[0], expert):
        assert asked(who, rank={"within": sealed.round, "case": case}) is None
        assert asked(who, status=missing) is None
    assert asked(sealed.person(GRANTED), rank={"within": sealed.round, "case": missing}) is None
    assert asked(sealed.person(GRANTED), refusal=3) is None, "no refusal stands there"
    for wrong in ({}, {"status": case, "refusal": 3}):
        with pytest.raises(RequestFailed):
            asked(sealed.person(GRANTED), **wrong)


def test_a_chain_of_the_past_names_nothing_later(sealed: Sealed) -> None:
    case, last = sealed.cases[0], sealed.town.biaogan.log.size() - 1
    auditor = sealed.person(GRANTED)
    passed = next(r.position for r in sealed.town.biaogan.log.read(case) if r.type == "provincial_formal_passed/1")
    closed = [r.position for r in sealed.town.biaogan.log.read(sealed.round) if r.type == "score_statistics_computed/1"]
    for at in (passed - 1, passed, closed[0], last):
        steps = told(auditor, at, status=case)
        assert max(step["position"] or 0 for step in steps) <= at
        assert ("PROV_IN_REVIEW" in steps[0]["told"]["en"]) is (at >= passed)
    place = {"within": sealed.round, "case": case}
    assert asked(auditor, closed[0] - 1, rank=place) is None
    then = told(auditor, closed[0], rank=place)
    assert max(step["position"] or 0 for step in then) == closed[0]
    assert [step["told"] for step in then] == [step["told"] for step in told(auditor, rank=place)]


def refused(sealed: Sealed) -> list[tuple[str, dict[str, Any]]]:
    """Acts that rules refuse, each with who stated it."""
    case, outcomes = sealed.cases[0], list[tuple[str, dict[str, Any]]]()
    acts: list[tuple[str, str, dict[str, Any]]] = [
        ("t2_officer", "closeReviewRound", {"on": sealed.round, "note": ""}),
        ("t2_officer", "recordProvincialReceipt", {"on": case, "electronic": True, "paperCopies": 1, "receivedOn": "2022-06-30"}),
        ("expert_01", "closeReviewRound", {"on": sealed.round, "note": ""}),
    ]  # fmt: skip
    for name, act, body in acts:
        outcomes.append((name, sealed.person(name).act(act, **body)))
    expert = sealed.panel(case)[0]
    name = next(known for known, client in sealed.town.story.people.items() if client is expert)
    body = {"round": sealed.round, "case": case, "rows": ROWS, "comment": "x" * 40, "recommend": True}
    outcomes.append((name, expert.act("lockScoreSheet", **body)))
    return outcomes


def test_every_refusal_has_its_reason_and_who_holds_its_receipt_may_ask(sealed: Sealed) -> None:
    outcomes = refused(sealed)
    sealed.town.catch_up()
    log = sealed.town.biaogan.log
    events = [recorded(record) for record in log.read_from(0, log.size())]
    found = {event.position: event.event for event in events if event and isinstance(event.event, Refused)}
    assert len(found) >= len(outcomes)
    for position, event in found.items():
        steps = told(sealed.person("auditor"), refusal=position)
        rule = next(step for step in steps if step["kind"] == "RULE")
        assert {(steps[0]["code"], steps[0]["rule"]), (rule["code"], rule["rule"])} == {(event.code, event.rule)}
        assert (steps[0]["position"], steps[0]["signatureHolds"]) == (position, True)
        assert all((step["position"] or 0) <= position for step in steps)
        state = next(step for step in steps if step["kind"] == "STATE")
        if state["position"] is not None:
            assert state["record"]["stream"] == event.stream
    public = Client(sealed.town.url, http=sealed.town.registrar.http)
    for name, outcome in outcomes:
        person, receipt = sealed.person(name), outcome["receipt"]
        own = told(person, receipt=receipt)
        assert (own[0]["code"], own[0]["rule"]) == (outcome["code"], outcome["rule"])
        assert own[0]["told"] == {"zh": outcome["message"]["zh"], "en": outcome["message"]["en"]}
        assert asked(person, refusal=own[0]["position"]) is None, "the position alone is not a receipt"
        assert public.query(WHY, {"of": {"receipt": receipt}})["why"] is None
        lines = receipt.splitlines()
        lines[1] = lines[1][:-6] + ("A" if lines[1][-6] != "A" else "B") + lines[1][-5:]
        assert asked(person, receipt="\n".join(lines)) is None
        assert asked(person, receipt="none") is None


def test_a_denial_gives_the_rule_of_the_table_to_whom_it_was_and_to_the_audit(sealed: Sealed) -> None:
    case, service = sealed.cases[0], sealed.town
    expert, other = sealed.panel(case)[0], sealed.person("expert_06")
    officer = sealed.person("office_officer")
    officer.ask("query($r: ID!) { round(id: $r) { sheets { expertId } } }", {"r": sealed.round}, purpose="看")
    expert.ask(
        "query($r: ID!) { ranking(round: $r) { method } round(id: $r) { cases } }", {"r": sealed.round}, purpose="看"
    )
    expert.ask("{ case(id: " + f'"case_{uuid4()}"' + ") { id } }", purpose="看")
    reads = service.biaogan.services.reads
    assert reads is not None
    for person, klass in ((officer, "sheet.expert"), (expert, "round.size"), (expert, "case")):
        mine = [read for read in reads.of_person(person.person, 0, 1000, 10**6) if not read.allowed]
        read = [read for read in mine if read.klass == klass][-1]
        rule = TABLE[klass].rule if klass in TABLE else "1.12"
        for who in (person, sealed.person("auditor")):
            steps = told(who, denial=read.id)
            assert (steps[0]["kind"], steps[0]["rule"]) == ("DENIAL", rule)
            assert next(step["rule"] for step in steps if step["kind"] == "RULE") == rule
            assert {"ACCESS", "OPENING"} <= kinds(steps)
            assert ("sheet_" in json.dumps(steps)) is (who is not person and klass == "sheet.expert")
        judged = [step for step in steps if step["kind"] == "ACCESS" and "judgement" in step["told"]["en"]]
        assert {step["rule"] for step in judged} == ({rule} if klass in TABLE else set())
        assert asked(other, denial=read.id) is None
        assert asked(sealed.person("auditor"), 1, denial=read.id) is None, "not yet at that position"
    assert asked(sealed.person("auditor"), denial=10**9) is None
    given = next(read for read in reads.of_person(officer.person, 0, 1000, 10**6) if read.allowed)
    with pytest.raises(RequestFailed, match="not denied"):
        asked(officer, denial=given.id)


def test_an_auditor_looks_through_the_eyes_of_an_expert_before_the_close_and_it_is_on_record(sealed: Sealed) -> None:
    case, service = sealed.cases[0], sealed.town
    expert, auditor = sealed.panel(case)[0], sealed.person(GRANTED)
    closed = next(r.position for r in service.biaogan.log.read(sealed.round) if r.type == "review_round_closed/1")
    fields = "case(id: $c) { status sheets { expertId } } ranking(round: $r) { method }"
    through = f"at(position: $a) {{ as(person: $p, role: $x) {{ {fields} }} }}"
    text = f"query($a: Position!, $p: ID, $x: String, $c: ID!, $r: ID!) {{ {through} }}"
    variables = {"a": closed - 1, "c": case, "r": sealed.round}
    found = auditor.ask(text, variables | {"p": expert.person}, purpose="核查")["at"]["as"]
    assert [sheet["expertId"] for sheet in found["case"]["sheets"]] == [expert.person]
    assert found["ranking"] is None
    office = auditor.ask(text, variables | {"x": "office_officer"}, purpose="核查")["at"]["as"]
    assert (office["case"]["sheets"], office["ranking"]) == ([], None)
    reads = service.biaogan.services.reads
    assert reads is not None
    mine = [read for read in reads.of_person(auditor.person, 0, 1000, 10**6) if "[as " in (read.purpose or "")]
    assert {(read.stream, read.klass) for read in mine if read.purpose == f"核查 [as {expert.person}]"} >= {
        (expert.person, "sight"),
        (case, "case.listed"),
    }
    assert ("role_office_officer", "sight") in {(read.stream, read.klass) for read in mine}


def test_whoever_must_say_what_a_question_is_for_is_told_so_once_in_words(sealed: Sealed, tmp_path: Path) -> None:
    auditor, file = sealed.person("auditor"), tmp_path / "auditor.key"
    assert auditor.key is not None
    save(file, auditor.key)
    query = "query($c: ID!) { a: case(id: $c) { title } b: case(id: $c) { id } }"
    commands = (
        ("why", "status", sealed.cases[0]),
        ("query", query, "--variables", json.dumps({"c": sealed.cases[0]})),
        ("report", "--cycle", CYCLE, "--out", str(tmp_path / "out")),
    )
    for words in commands:
        load(words[0])
        run = CliRunner(env={"BIAOGAN_PASSPHRASE": ""})
        answer = run.invoke(app, [*words, "--url", sealed.town.url, "--key", str(file)])
        assert answer.exit_code == 1
        assert answer.output.splitlines() == [
            "✗ 服务未予办理: 审计和调查人员查阅须说明目的: --purpose",
            "  the service did not do it: an auditor or investigator has to say what a read is for: --purpose",
        ], "and no passphrase is asked for where it is set to none"


def test_what_the_service_says_is_told_once_and_whole(capsys: pytest.CaptureFixture[str]) -> None:
    def refuse() -> None:
        raise RequestFailed([{"message": "not a query"}, {"message": "not a query"}, {"message": "nor this"}])

    with pytest.raises(Exit):
        guarded(refuse, "")
    assert capsys.readouterr().err.count("not a query; nor this") == 2, "in both languages"


def test_the_command_line_tells_the_chain_as_an_indented_list(sealed: Sealed, tmp_path: Path) -> None:
    load("why")
    auditor, case, file = sealed.person("auditor"), sealed.cases[0], tmp_path / "auditor.key"
    assert auditor.key is not None
    save(file, auditor.key)
    signed_in = ["--url", sealed.town.url, "--key", str(file), "--passphrase", ""]

    def said(*words: str, code: int = 0) -> str:
        answer = CliRunner().invoke(app, ["why", *words, *signed_in, "--purpose", "核查"])
        assert answer.exit_code == code, answer.output
        return answer.output

    lines = said("rank", sealed.round, case).splitlines()
    assert [lines[0].partition("● ")[0], lines[0].split()[1]] == ["", "0"]
    steps = told(auditor, rank={"within": sealed.round, "case": case})
    first = re.findall(r"^ *[●○✗] (\d+) ", "\n".join(lines), re.MULTILINE)
    assert sorted(map(int, first)) == [step["number"] for step in steps], "every step once"
    assert sum("○" in line for line in lines) == sum(step["withheld"] for step in steps)
    assert json.loads(said("status", case, "--json"))["steps"][0]["kind"] == "STATUS"
    drafted = next(r.position for r in sealed.town.biaogan.log.read(case))
    assert "DRAFT" in said("status", case, "--at", str(drafted)).partition("\n  ")[0]
    said("refusal", str(drafted), code=1)
    assert "须给出 / needs: 查阅编号" in said("denial", "none", code=2)
    assert "须给出 / needs: 轮次或名单编号, 项目编号" in said("rank", case, code=2)
    assert "无法读取" in said("receipt", str(tmp_path / "none"), code=2)
