"""The smallest shared types: a node, and a sentence in both languages."""

import strawberry


@strawberry.interface(description="Anything with a stream of its own: its id is the stream id that statements name.")
class Node:
    """Relay's node; ids are not encoded."""

    id: strawberry.ID = strawberry.field(description="Stream id, `<type>_<uuid>`.")


@strawberry.type(description="A name or sentence in both languages (中英文).")
class Message:
    """What it means in words."""

    zh: str = strawberry.field(description="In Chinese.")
    en: str = strawberry.field(description="In English.")
