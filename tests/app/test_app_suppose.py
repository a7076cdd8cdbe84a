"""推演 over HTTP: from the signed statements of the log, with a report that anybody can check; the log stays as it was."""

from collections.abc import Iterator
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sealed_round import Sealed, opened
from town import Town, town

from biaogan.app import keyring
from biaogan.app.custody import release
from biaogan.domain.supposing.answer import Supposing
from biaogan.domain.supposing.ground import Ground, comes_out_as_signed
from biaogan.domain.supposing.question import LostKey, Supposition
from biaogan.ledger.errors import VerificationError
from biaogan.ledger.report import verify_report

SUPPOSE = """query($round: ID!, $sheets: [ID!], $at: Position!) { at(position: $at) {
  round(id: $round) { sheets { caseId number } ranking { entries { caseId rank score } } }
  suppose(without: {statements: $sheets}) {
    ranking(round: $round) { asSigned leftOut { name } entries { caseId rankBefore scoreBefore scoreAfter sheetsAfter } }
    report(round: $round, most: 1) { text jws }
  } } }"""


def over(town: Town) -> Sealed:
    """The round is closed and its scores are open; each expert scored otherwise."""
    sealed = opened(town)
    for place, case in enumerate(sealed.cases):
        for number, expert in enumerate(sealed.panel(case)):
            rows = [{"code": code, "points": 10 + number + place} for code in ("A1", "A2", "B1", "B2", "C1", "C2")]
            town.story.kept(sealed.lock(case, expert, rows=rows))
    sealed.close()
    for custodian in sealed.custodians[:2]:
        town.story.kept(release(custodian, sealed.round))
    return sealed


@pytest.fixture(scope="module")
def sealed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sealed]:
    """One such round for all tests here: none of them writes."""
    folder = tmp_path_factory.mktemp("suppose")
    with town(folder / "data", f"sqlite:///{folder / 'log.db'}") as made:
        yield over(made)


def ground(sealed: Sealed, at: int) -> Ground:
    grounds = sealed.town.biaogan.services.grounds
    assert grounds is not None
    found = grounds.ground(sealed.round, at)
    assert found is not None
    return found


def test_what_is_supposed_comes_from_the_signed_statements_and_leaves_the_log_as_it_was(sealed: Sealed) -> None:
    service = sealed.town
    last = service.catch_up()

    def ask(*sheets: str) -> dict[str, Any]:
        variables = {"round": sealed.round, "sheets": list(sheets), "at": last}
        found: dict[str, Any] = sealed.person("auditor").ask(SUPPOSE, variables, minPosition=last, purpose="推演")["at"]
        return found

    plain = ask()
    signed = {(entry["caseId"], entry["rank"], entry["score"]) for entry in plain["round"]["ranking"]["entries"]}
    ranking = plain["suppose"]["ranking"]
    assert {(e["caseId"], e["rankBefore"], e["scoreBefore"]) for e in ranking["entries"]} == signed
    assert (ranking["asSigned"], ranking["leftOut"]) == (True, [])
    first = plain["round"]["sheets"][0]
    name = f"{first['caseId']}#{first['number']}"
    without = ask(name)
    assert without["suppose"]["ranking"]["leftOut"] == [{"name": name}]
    assert {(e["caseId"], e["sheetsAfter"]) for e in without["suppose"]["ranking"]["entries"]} == {
        (case, 2 if case == first["caseId"] else 3) for case in sealed.cases
    }
    report = without["suppose"]["report"]
    assert ask(name)["suppose"]["report"] == report
    since = service.biaogan.log.read_from(last + 1, 100)
    assert {record.type for record in since} <= {"access_batch/1"}, "that it was read is on record, nothing else"

    key = keyring.service_key(service.biaogan.settings.keys).public_key()
    told = verify_report(report["text"], report["jws"], key)
    assert told["supposed"]["statements"] == [name]  # type: ignore[index, call-overload]
    assert told["log"]["origin"] == service.biaogan.log.origin  # type: ignore[index, call-overload]
    with pytest.raises(VerificationError, match="does not hold"):
        verify_report(report["text"].replace(name, name[:-1] + "x"), report["jws"], key)
    with pytest.raises(VerificationError, match="this key"):
        verify_report(report["text"], report["jws"], Ed25519PrivateKey.generate().public_key())


def test_a_ground_knows_where_each_sheet_lies_and_by_which_key_it_was_signed(sealed: Sealed) -> None:
    small = sealed.town
    last = small.biaogan.log.size() - 1
    found = ground(sealed, last)
    assert comes_out_as_signed(found) is True
    assert len(found.signed) == sum(len(sealed.panel(case)) for case in sealed.cases)
    for stream, signed in found.signed.items():
        (record,) = small.biaogan.log.read_from(signed.position, 1)
        assert (record.stream, record.admitted_at) == (stream, signed.at)
    case = sealed.cases[0]
    expert = sealed.panel(case)[0]
    kid = next(found.signed[sheet.stream].kid for sheet in found.sheets() if sheet.expert == expert.person)
    mine = {sheet.stream for sheet in found.sheets() if sheet.expert == expert.person}
    first = min(found.signed[stream].position for stream in mine)
    assert set(Supposing(found).ask(Supposition(keys=(LostKey(kid, first - 1),))).left_out) == mine
    assert set(Supposing(found).ask(Supposition(keys=(LostKey(kid, first),))).left_out) == {
        stream for stream in mine if found.signed[stream].position > first
    }


def test_before_a_round_was_there_it_has_no_ground_and_before_its_close_no_statistics(sealed: Sealed) -> None:
    small = sealed.town
    grounds = small.biaogan.services.grounds
    assert grounds is not None
    begun = next(r.position for r in small.biaogan.log.read(sealed.round))
    assert grounds.ground(sealed.round, begun - 1) is None
    assert grounds.ground(sealed.cases[0], begun) is None
    early = ground(sealed, begun)
    assert (list(early.sheets()), comes_out_as_signed(early)) == ([], None)
