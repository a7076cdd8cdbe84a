"""What a signed act, a draft and a sign-in are answered with: refusals are members of a union, never errors."""

import asyncio
from typing import Annotated, Any

import strawberry
from strawberry import Info

from biaogan.domain.ids import kind_of
from biaogan.graphql import ports
from biaogan.graphql.actions import WhyNotType, why_not_type
from biaogan.graphql.cases import Case, case_of
from biaogan.graphql.context import Context, reach
from biaogan.graphql.guard import resolved
from biaogan.graphql.node import Message
from biaogan.graphql.reading import Reading
from biaogan.graphql.scalars import Instant, Json, Position, instant


@strawberry.type(description="The act is on record (已记录).")
class Recorded:
    """Admitted."""

    receipt: str = strawberry.field(description="Proof that it is in the log (回执): tlog-proof text.")
    position: Position = strawberry.field(description="Its place in the log (账本位置).")
    stream: strawberry.ID = strawberry.field(description="The stream it is on.")
    duplicate: bool = strawberry.field(description="The same statement had been admitted before: this is its receipt.")

    @resolved("The case it is on, as it stands after it (申报项目); null if it is on another thing.")
    async def case(self, info: Info[Context, Any]) -> Case | None:
        """Waits for the views, up to two seconds."""
        if kind_of(self.stream) != "case":
            return None
        context = info.context
        await reach(context, self.position)
        return await asyncio.to_thread(case_of, Reading(context, context.basis().position), self.stream)


@strawberry.type(description="A rule refused the act (拒绝); that is on record too.")
class Refused:
    """A refusal is evidence."""

    code: str = strawberry.field(description="Code of the refusal (驳回代码).")
    rule: str = strawberry.field(description="The rule: an R-id of the programme or a D-id of this cycle.")
    message: Message = strawberry.field(description="The sentence (说明).")
    details: Json = strawberry.field(description="The offending values.")
    receipt: str = strawberry.field(description="Proof that the refusal is in the log (回执).")
    refusal: str = strawberry.field(
        description="The signed refusal the receipt proves: it names the act by its digest."
    )


@strawberry.type(description="Something the act depends on has moved (过期): look again, and sign again.")
class Stale:
    """Nothing is recorded."""

    stream: strawberry.ID = strawberry.field(description="The stream that moved.")
    expected: int = strawberry.field(description="The version the act must create.")
    actual: int = strawberry.field(description="The version it was signed for.")
    head: Position = strawberry.field(description="Where that stream stands now.")


@strawberry.type(description="Another statement with this id is on record (编号重复).")
class Duplicate:
    """Nothing is recorded."""

    code: str = strawberry.field(description="Code (代码).")
    message: Message = strawberry.field(description="The sentence (说明).")
    position: Position = strawberry.field(description="Where the other statement is (账本位置).")


@strawberry.type(description="Not a statement this log can admit (无效声明): malformed, wrongly signed, or expired.")
class InvalidStatement:
    """Nothing is recorded."""

    code: str = strawberry.field(description="Code (代码).")
    field: str | None = strawberry.field(description="The field of the statement at fault, if one is.")
    message: Message = strawberry.field(description="The sentence (说明).")


@strawberry.type(description="The signer may not do this here (无权), R-13.")
class NotPermitted:
    """A refusal for want of authority."""

    code: str = strawberry.field(description="Code of the refusal (驳回代码).")
    rule: str = strawberry.field(description="The rule in the way.")
    message: Message = strawberry.field(description="The sentence (说明).")
    receipt: str = strawberry.field(description="Proof that the refusal is in the log (回执).")
    refusal: str = strawberry.field(
        description="The signed refusal the receipt proves: it names the act by its digest."
    )


RecordOutcome = Annotated[
    Recorded | Refused | Stale | Duplicate | InvalidStatement | NotPermitted,
    strawberry.union("RecordOutcome", description="What became of a signed statement (受理结果)."),
]


@strawberry.type(description="A value now, beside what the draft would make of it (差异).")
class Difference:
    """One value."""

    field: str = strawberry.field(description="Name of the value.")
    before: Json | None = strawberry.field(description="As it stands.")
    after: Json | None = strawberry.field(description="As it would be.")


@strawberry.type(description="The exact bytes to be signed (待签内容).")
class DraftStatement:
    """JWS signing input and SD-JWT disclosures."""

    signing_input: str = strawberry.field(description="`base64url(header).base64url(payload)`: sign its ASCII bytes.")
    disclosures: list[str] = strawberry.field(description="SD-JWT disclosures, to be handed in with the statement.")


@strawberry.type(description="A statement ready to be signed (草拟结果). Drafting has no side effect.")
class Draft:
    """What to sign, and what it means."""

    statement: DraftStatement = strawberry.field(description="What to sign (待签内容).")
    summary: Message = strawberry.field(description="What it means in words (内容说明).")
    differences: list[Difference] = strawberry.field(description="What it would change (差异).")
    stream: strawberry.ID = strawberry.field(description="The stream it is on.")
    seq: int = strawberry.field(description="The version of that stream it creates.")
    expires: Instant = strawberry.field(description="Until when it can be handed in (有效期).")
    why_not: WhyNotType | None = strawberry.field(description="Why it would be refused if it came now; null if not.")


@strawberry.type(description="What the holder of a key signs to sign in (登录挑战).")
class Challenge:
    """The same for a key that nobody enrolled."""

    text: str = strawberry.field(description="Sign its bytes.")
    nonce: str = strawberry.field(description="Its random part (随机数).")
    expires: Instant = strawberry.field(description="Until when it can be answered.")


@strawberry.type(description="A session (会话), bound to the key.")
class SignedIn:
    """The token goes into the header `authorization: DPoP <token>`, with a proof of the key in `dpop` (RFC 9449)."""

    token: str = strawberry.field(description="The session's token (令牌); told once.")
    person: strawberry.ID = strawberry.field(description="Whose key it is (人员).")
    expires: Instant = strawberry.field(description="Until when it is good.")


SignInOutcome = Annotated[
    SignedIn | InvalidStatement, strawberry.union("SignInOutcome", description="What became of a sign-in (登录结果).")
]


def outcome(found: ports.Outcome) -> Any:
    """An outcome of the office as the schema shows it."""
    match found:
        case ports.Recorded():
            stream, position = strawberry.ID(found.stream), Position(found.position)
            return Recorded(receipt=found.receipt, position=position, stream=stream, duplicate=found.duplicate)
        case ports.Refused():
            return Refused(
                code=found.code,
                rule=found.rule,
                message=_message(found),
                details=Json(dict(found.details)),
                receipt=found.receipt,
                refusal=found.refusal,
            )
        case ports.Stale():
            stream, head = strawberry.ID(found.stream), Position(found.head)
            return Stale(stream=stream, expected=found.expected, actual=found.actual, head=head)
        case ports.Duplicate():
            return Duplicate(code=found.code, message=_message(found), position=Position(found.position))
        case ports.InvalidStatement():
            return InvalidStatement(code=found.code, field=found.field, message=_message(found))
        case ports.NotPermitted():
            return NotPermitted(
                code=found.code,
                rule=found.rule,
                message=_message(found),
                receipt=found.receipt,
                refusal=found.refusal,
            )


def _message(found: Any) -> Message:
    return Message(zh=found.zh, en=found.en)


def draft(found: ports.Drafted) -> Draft:
    """A draft of the office as the schema shows it."""
    return Draft(
        statement=DraftStatement(signing_input=found.signing_input, disclosures=list(found.disclosures)),
        summary=Message(zh=found.zh, en=found.en),
        differences=[Difference(field=d.field, before=Json(d.before), after=Json(d.after)) for d in found.differences],
        stream=strawberry.ID(found.stream),
        seq=found.seq,
        expires=instant(found.expires),
        why_not=why_not_type(found.why_not),
    )
