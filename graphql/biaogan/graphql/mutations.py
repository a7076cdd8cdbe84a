"""Acting: ``draft`` composes what is to be signed, ``record`` takes what was signed. And sessions."""

import asyncio
from dataclasses import replace
from typing import Annotated, Any

import strawberry
from strawberry import Info

from biaogan.graphql import outcomes
from biaogan.graphql.accounting import must_say
from biaogan.graphql.acts import ActionInput, act_and_body
from biaogan.graphql.context import Context
from biaogan.graphql.faults import BAD_USER_INPUT, FORBIDDEN, Fault
from biaogan.graphql.guard import argument, resolved
from biaogan.graphql.ports import KEY, Drafted, InvalidDraft, SignedIn
from biaogan.graphql.reading import Reading
from biaogan.graphql.scalars import instant

Asks = Info[Context, Any]
BATCH = 100
"""The most statements of one atomic batch."""


_Statement = Annotated[str, argument("A signed SD-JWT (已签声明).")]


@strawberry.type(description="Acting (办理): one field per operation, over POST only. Refusals are data, not errors.")
class Mutation:
    """The mutation root."""

    @resolved("Compose the exact bytes to be signed for an act (草拟). No side effect.")
    async def draft(
        self,
        info: Asks,
        action: Annotated[ActionInput, argument("The act: exactly one.")],
        behalf: Annotated[
            strawberry.ID | None, argument("The person whose act it is, if one only signs it (代办).")
        ] = None,
    ) -> outcomes.Draft:
        """For the person of the session."""
        session = info.context.person()
        if session.method != KEY:
            raise Fault(FORBIDDEN, "办理须以本人密钥登录", "acts need your own key: sign in with it")
        info.context.count_question()
        act, on, body = act_and_body(action)
        found = await asyncio.to_thread(info.context.services.office.draft, session, act, on, body, behalf or "")
        if isinstance(found, InvalidDraft):
            raise Fault(BAD_USER_INPUT, found.zh, found.en, reason=found.code, field=found.field)
        return outcomes.draft(await asyncio.to_thread(_open, info.context, found))

    @resolved("Hand in a signed statement (提交已签声明); the same bytes twice get the same receipt.")
    async def record(
        self,
        info: Asks,
        statement: _Statement,
        disclosures: Annotated[list[str] | None, argument("SD-JWT disclosures, if not in the statement.")] = None,
    ) -> outcomes.RecordOutcome:
        """Verify, decide, append."""
        context = info.context
        context.count_act()
        return outcomes.outcome(await context.services.office.record(statement, disclosures, context.session))  # type: ignore[no-any-return]

    @resolved("Hand in several statements (批量提交): all are recorded, or none is.")
    async def record_all(
        self,
        info: Asks,
        statements: Annotated[list[str], argument(f"Signed SD-JWTs, at most {BATCH} (已签声明).")],
    ) -> list[outcomes.RecordOutcome]:
        """One atomic batch; outcomes in the order of the statements."""
        if not 1 <= len(statements) <= BATCH:
            raise Fault(BAD_USER_INPUT, f"一批须有 1 至 {BATCH} 份声明", f"a batch has 1 to {BATCH} statements")
        context = info.context
        for _ in statements:
            context.count_act()
        found = await context.services.office.record_all(statements, context.session)
        return [outcomes.outcome(one) for one in found]

    @resolved("Ask for something to sign, to sign in with a key (登录挑战).")
    async def challenge(
        self, info: Asks, kid: Annotated[str, argument("RFC 7638 thumbprint of the key (密钥指纹).")]
    ) -> outcomes.Challenge:
        """The answer does not tell whether the key is enrolled."""
        info.context.count_sign_in(kid)
        found = await asyncio.to_thread(info.context.services.office.challenge, kid)
        return outcomes.Challenge(text=found.text, nonce=found.nonce, expires=instant(found.expires))

    @resolved("Sign in (登录) with a signed challenge.")
    async def sign_in(self, info: Asks, statement: _Statement) -> outcomes.SignInOutcome:
        """A session bound to the key."""
        info.context.count_sign_in()
        found = await asyncio.to_thread(info.context.services.office.sign_in, statement)
        if isinstance(found, SignedIn):
            expires = instant(found.expires)
            return outcomes.SignedIn(token=found.token, person=strawberry.ID(found.person), expires=expires)
        return outcomes.outcome(found)  # type: ignore[no-any-return]

    @resolved("End a session of one's own (退出登录): this one, or the one named.")
    async def sign_out(
        self,
        info: Asks,
        session: Annotated[strawberry.ID | None, argument("Which (会话); by default the one that asks.")] = None,
    ) -> bool:
        """True when a session has ended; false if one has no such session."""
        own = info.context.person()
        return await asyncio.to_thread(info.context.services.office.sign_out, own, session)

    @resolved("End every session of one's own (在所有设备退出登录), this one included.")
    async def sign_out_everywhere(self, info: Asks) -> bool:
        """True when they have ended."""
        own = info.context.person()
        await asyncio.to_thread(info.context.services.office.sign_out_everywhere, own)
        return True


def _open(context: Context, found: Drafted) -> Drafted:
    """The draft without what the person may not see of the present state; what is left is on record as read.

    Whoever has to say what a read is for reads nothing here.
    """
    if not any(each.klass for each in found.differences):
        return found
    reading = Reading(context, context.basis().position)
    row = reading.views.case(found.stream, reading.at)
    open_ = {} if row is None or must_say(context, found.stream) else reading.case_open(row)
    shown = tuple(each for each in found.differences if not each.klass or each.klass in open_)
    for each in shown:
        if each.klass:
            context.disclose(found.stream, each.klass, each.field, row)
    return replace(found, differences=shown)
