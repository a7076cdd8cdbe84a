"""Sessions as their owner sees them (会话): opened when and how, used when, until when."""

import strawberry

from biaogan.graphql import ports
from biaogan.graphql.enums import SessionMethod, member
from biaogan.graphql.scalars import Instant, instant


@strawberry.type(
    description="A live session (会话) of the viewer's own. Each is bound to a key; its token is never shown."
)
class Session:
    """One sign-in that has not ended."""

    id: strawberry.ID = strawberry.field(description="Names it in signOut.")
    method: SessionMethod = strawberry.field(description="How it was opened (登录方式).")
    created: Instant = strawberry.field(description="When it was opened (登录时间).")
    used: Instant = strawberry.field(description="When it was last used (最近使用), to the minute.")
    expires: Instant = strawberry.field(description="When it ends at the latest (最迟到期); unused it ends sooner.")
    current: bool = strawberry.field(description="Whether it is the one that asks (当前会话).")


def session_node(row: ports.Session, asking: ports.Session) -> Session:
    """A session as the schema shows it."""
    created, used = instant(row.created or row.expires), instant(row.used or row.expires)
    current = row.id == asking.id
    return Session(
        id=strawberry.ID(row.id),
        method=member(SessionMethod, row.method.upper()),
        created=created,
        used=used,
        expires=instant(row.expires),
        current=current,
    )
