"""Publications on channels (发布), R-74, R-76."""

from collections.abc import Callable
from typing import Any

import strawberry

from biaogan.domain.forms import Posting as PostingRow
from biaogan.graphql.scalars import Instant


@strawberry.type(description="A publication on one channel (发布), R-74, R-76.")
class Posting:
    """When it appeared where, and what the page was."""

    channel: str = strawberry.field(description="Code of the channel (渠道).")
    url: str = strawberry.field(description="Address of the page.")
    posted_at: Instant = strawberry.field(description="When it appeared (发布时间).")
    page_digest: str = strawberry.field(description="SHA-256 (hex) of the page (页面摘要).")


def postings(name: str) -> Callable[[Any], list[Posting] | None]:
    """The row's postings of this name; None before there are any."""

    def get(source: Any) -> list[Posting] | None:
        rows: tuple[PostingRow, ...] | None = getattr(source.row, name)
        if rows is None:
            return None
        return [
            Posting(channel=p.channel, url=p.url, posted_at=Instant(p.posted_at), page_digest=p.page_digest)
            for p in rows
        ]

    return get
