"""What a viewer may do with an object now, and why not: read from the office, which reads the lifecycle table."""

from typing import Final

import strawberry

from biaogan.graphql.ports import Available, WhyNot
from biaogan.graphql.reading import Reading

SEALED: Final = {"sheets_missing": ("尚有评分表未锁定", "score sheets are still missing")}
"""Refusals that are told without their figures: how many peers have locked a sheet is not told before the close."""


@strawberry.type(
    name="WhyNot", description="Why an act is not open now (不可操作的原因): the rule, a code, and the sentence."
)
class WhyNotType:
    """As the office says it."""

    code: str = strawberry.field(description="Code of the refusal, from the table of refusals (驳回代码).")
    rule: str = strawberry.field(description="The rule in the way: an R-id of the programme or a D-id of this cycle.")
    zh: str = strawberry.field(description="The sentence in Chinese.")
    en: str = strawberry.field(description="The sentence in English.")


@strawberry.type(description="An act this object could receive (可用操作), judged with the rights of today.")
class Action:
    """One row of the lifecycle, for this viewer."""

    name: str = strawberry.field(description="Name of the act, as a field of ActionInput (操作代码).")
    title: str = strawberry.field(description="What the act is called, in Chinese (操作名称).")
    title_en: str = strawberry.field(description="What the act is called, in English.")
    permitted: bool = strawberry.field(description="Whether this viewer may draft it now.")
    why_not: WhyNotType | None = strawberry.field(description="Why it is not permitted; null if it is.")


def why_not_type(reason: WhyNot | None) -> WhyNotType | None:
    """As the schema shows it."""
    if reason is None:
        return None
    zh, en = SEALED.get(reason.code, (reason.zh, reason.en))
    return WhyNotType(code=reason.code, rule=reason.rule, zh=zh, en=en)


def camel(name: str) -> str:
    """``sign_t1_batch`` -> ``signT1Batch``."""
    first, *rest = name.split("_")
    return first + "".join(part[:1].upper() + part[1:] for part in rest)


def available_actions(reading: Reading, stream: str) -> list[Action]:
    """The acts the stream could receive. The public can act on nothing."""
    session = reading.context.session
    if session is None or reading.context.eyes is not None:
        return []
    office = reading.context.services.office
    return [_action(found) for found in office.available(session, stream, reading.at, reading.context.behalf)]


def _action(found: Available) -> Action:
    reason = why_not_type(found.why_not)
    return Action(name=camel(found.name), title=found.zh, title_en=found.en, permitted=reason is None, why_not=reason)
