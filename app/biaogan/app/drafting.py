"""Drafting: from what a person wants to do to the exact bytes to sign (拟稿). No side effect.

The draft says what the act means in both languages, what it would change, and, if the rules would refuse it now, which
one and why; a person may still sign it, and the refusal will then be on record.
"""

import secrets
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any
from uuid import uuid4

from biaogan.app.codec import BodyInvalid, read_body, write_body
from biaogan.app.messages import invalid
from biaogan.app.office import Office
from biaogan.app.streams import Head, Reading
from biaogan.domain.act import Act, World
from biaogan.domain.decide import authorised, decide, rules_in_force
from biaogan.domain.event import K0, K1, field_classes
from biaogan.domain.events import Event, ScoreSheetLocked
from biaogan.domain.ids import cycle_id
from biaogan.domain.lifecycle import BY_ACT
from biaogan.domain.person import SELF, Person
from biaogan.domain.rejections import Rejected
from biaogan.domain.round import sheet_stream
from biaogan.domain.row import ABSENT, Row
from biaogan.domain.summaries import summary
from biaogan.graphql.ports import Difference, Drafted, DraftResult, InvalidDraft, Session, WhyNot
from biaogan.ledger.errors import StatementError
from biaogan.ledger.statement import compose

LIFE = timedelta(minutes=10)
CONTENT, LISTED = "case.content", "case.listed"


@dataclass(frozen=True, slots=True)
class Drafting:
    """Composes statements in a person's name."""

    office: Office

    def draft(self, session: Session, act: str, on: str | None, body: dict[str, Any], behalf: str = "") -> DraftResult:
        """The statement of ``act`` (a name of the lifecycle) on the stream ``on``, or on the one the body determines.

        ``behalf``: the person whose act it is, if the session's only signs it (代办).
        """
        row = BY_ACT.get(act)
        if row is None or not row.roles:
            return _fault("unknown_act", "action", type=act)
        try:
            event = read_body(row.event.TOPIC, body)
        except BodyInvalid as error:
            return _fault("body_invalid", error.field, detail=error.problem)
        with self.office.lock:
            self.office.streams.refresh()
            world = Reading(self.office.streams, {})
            stream = on or _stream(row, event, behalf or session.person, world)
            if stream is None:
                return _fault("stream_needed", "on", type=act)
            return self._compose(session, row, event, stream, world, behalf)

    def _compose(
        self, session: Session, row: Row, event: Event, stream: str, world: Reading, behalf: str
    ) -> DraftResult:
        office = self.office
        now = office.now()
        role = _role(row, _whose(world, session.person, behalf))
        act = Act(event, stream, session.person, role, now, behalf=behalf)
        head, rules = Head(), ""
        try:
            authorised(act, world)
            head = world.head(stream)  # who may not do this is told nothing of the stream, not that there is one
            rules = rules_in_force(row, act, world)
            why_not = self._why_not(replace(act, rules=rules), world)
        except Rejected as rejected:
            why_not = reason(rejected)
        issued = int(now.timestamp())
        try:
            made = compose(
                log=office.service.origin,
                type=event.TOPIC,
                stream=stream,
                seq=head.version + 1,
                prev=head.digest,
                basis=office.streams.size - 1,
                seen=None,
                iss=session.person,
                role=role,
                iat=issued,
                exp=issued + int(LIFE.total_seconds()),
                jti=secrets.token_urlsafe(16),
                rules=rules or None,
                kid=session.kid,
                body=write_body(event),
                extra={"behalf": behalf} if behalf else None,
            )
        except StatementError as error:
            return _fault(error.code, error.field, detail=str(error))
        zh, en = summary(row, event, stream)
        return Drafted(
            signing_input=made.signing_input,
            disclosures=made.disclosures,
            stream=stream,
            seq=head.version + 1,
            zh=zh,
            en=en,
            expires=now + LIFE,
            differences=() if why_not else _differences(row, event, head.state),
            why_not=why_not,
        )

    @staticmethod
    def _why_not(act: Act, world: Reading) -> WhyNot | None:
        try:
            decide(act, world)
        except Rejected as rejected:
            return reason(rejected)
        return None


def _stream(row: Row, event: Event, person: str, world: World) -> str | None:
    """The stream an act goes to when nobody names it: derived from the body, or a new one."""
    if row.stream is not None:
        return row.stream(event)
    if isinstance(event, ScoreSheetLocked):
        return sheet_stream(world, event.round, event.case, person)
    if row.kind == "cycle":
        name = getattr(event, "config", {}).get("cycle", {}).get("id")
        return cycle_id(name) if isinstance(name, str) else None
    return f"{row.kind}_{uuid4()}" if ABSENT in row.sources else None


def _whose(world: World, person: str, behalf: str) -> Any:
    """Whose roles count. Nobody's, if the other one has not asked for this person's help: a draft must not tell them."""
    if not behalf:
        return world[person]
    helped = world[behalf]
    return helped if isinstance(helped, Person) and person in helped.helpers else None


def _role(row: Row, person: Any) -> str:
    """The role the person would act in: the first of the act's that they hold, else its first."""
    held = {role for role, _ in person.roles} | {SELF} if isinstance(person, Person) else {SELF}
    return next((role for role in row.roles if role in held), row.roles[0])


def _differences(row: Row, event: Event, state: Any) -> tuple[Difference, ...]:
    """What of the present state the act would change: values of the same name, and the status.

    Of what is confidential only the content of a case, which a class of the visibility table stands for; whoever shows
    it asks there, and puts it on record.
    """
    found = []
    after, classes, case = write_body(event), field_classes(type(event)), row.kind == "case"
    for name, value in after.items():
        before = getattr(state, name, None)
        if (
            isinstance(before, str | int)
            and before != value
            and (classes[name] == K0 or (case and classes[name] == K1))
        ):
            found.append(Difference(name, before, value, CONTENT if classes[name] == K1 else ""))
    status = getattr(state, "status", None)
    if row.target is not None and status != row.target:
        before = None if status is None else str(status)
        found.append(Difference("status", before, str(row.target), LISTED if case and before else ""))
    return tuple(found)


def reason(rejected: Rejected) -> WhyNot:
    """A refusal as the API tells it."""
    return WhyNot(rejected.code, rejected.rule, rejected.message("zh"), rejected.message("en"))


def _fault(code: str, field: str | None, **values: Any) -> InvalidDraft:
    fault = invalid(code, field, **values)
    return InvalidDraft(fault.code, fault.field, fault.zh, fault.en)
