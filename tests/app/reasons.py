"""Asking why, and proving every step of the answer by readers that import nothing of biaogan."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

from independent.log_reader import check_receipt
from independent.statement_reader import read_statement
from town import Town

from biaogan.app.client import Client
from biaogan.app.codec import recorded
from biaogan.app.demo.intake import CYCLE
from biaogan.domain.access import CLASSES
from biaogan.domain.events import AccessGrantProposed, KeyEnrolled, KeyRotated, LogCreated
from biaogan.domain.person import thumbprint
from biaogan.domain.two_person import act_digest
from biaogan.domain.values import instant_text
from biaogan.ledger.record import StoredRecord
from biaogan.ledger.statement import parse_stored

STEPS = """{ steps { number kind withheld because told { zh en } rule rules code position proof signatureHolds basis
  record { position stream type leafHash } aboutId about { id } personId kid } }"""
WHY = "query($of: WhyInput!) { why(of: $of) " + STEPS + " }"
THEN = "query($at: Position!, $of: WhyInput!) { at(position: $at) { why(of: $of) " + STEPS + " } }"
Steps = list[dict[str, Any]]
GRANTED = "auditor_granted"
"""An auditor who may see everything of the cycle and of everybody."""


def asked(who: Client, at: int | None = None, **of: Any) -> Steps | None:
    """The steps of an answer; None where there is none."""
    query, variables = (WHY, {"of": of}) if at is None else (THEN, {"of": of, "at": at})
    answer = who.ask(query, variables, purpose="为何")
    found = (answer if at is None else answer["at"])["why"]
    return found and found["steps"]


def told(who: Client, at: int | None = None, **of: Any) -> Steps:
    """The steps of an answer that is there."""
    found = asked(who, at, **of)
    assert found is not None
    return found


def kinds(steps: Steps) -> set[str]:
    return {step["kind"] for step in steps}


def granted(town: Town) -> Client:
    """Two persons let an auditor see all that is sealed of the cycle and of everybody."""
    story = town.story
    story.enrol(GRANTED, [("integrity_auditor", "")])
    body = {
        "cycle": CYCLE, "grantee": story.people[GRANTED].person, "classes": sorted(CLASSES),
        "streams": [CYCLE, *(client.person for client in story.people.values())], "purpose": "核查",
        "expires": instant_text(town.clock() + timedelta(days=10)),
    }  # fmt: skip
    grant = f"grant_{uuid4()}"
    story.do(story.people["office_director"], "proposeAccess", on=grant, **body)
    proposal = act_digest(AccessGrantProposed(**body))  # type: ignore[arg-type]
    story.do(story.people["auditor"], "grantAccess", on=grant, proposal=proposal, **body)
    town.catch_up()
    return story.people[GRANTED]


def record_at(town: Town, position: int) -> StoredRecord:
    (record,) = town.biaogan.log.read_from(position, 1)
    return record


def keys_of(town: Town) -> dict[str, Any]:
    """Every key that the log makes known, by its thumbprint."""
    log = town.biaogan.log
    events = [found.event for record in log.read_from(0, log.size()) if (found := recorded(record)) is not None]
    jwks = [event.jwk for event in events if isinstance(event, KeyEnrolled | KeyRotated | LogCreated)]
    return {thumbprint(jwk): jwk for jwk in jwks}


def proven(town: Town, step: dict[str, Any], jwks: dict[str, Any]) -> None:
    """The record is the log's, its receipt proves it, its signature holds by another implementation."""
    if step["position"] is None:
        assert (step["record"], step["proof"], step["signatureHolds"]) == (None, None, None)
        return
    record = record_at(town, step["position"])
    assert (step["record"]["stream"], step["record"]["type"]) == (record.stream, record.type)
    if step["kind"] in ("STATEMENT", "ACT", "KEY"):
        assert step["aboutId"] == record.stream, "the record is of what the step is about"
    index, _head = check_receipt(step["proof"], record.leaf_data(), town.vkey)
    text = b"~".join([record.jws, *([record.disclosures] if record.disclosures else []), b""]).decode()
    kid = step["kid"] if step["kind"] == "STATEMENT" else None
    signed_with = parse_stored(record.jws, record.disclosures).kid
    claims, _hidden = read_statement(text, jwks[signed_with])
    assert (index, claims["stream"], step["signatureHolds"]) == (step["position"], record.stream, True)
    assert kid in (None, signed_with)
    if step["kind"] == "STATEMENT":
        assert step["personId"] == claims["iss"]
