"""What a signal is told with (线索的组成): the acts behind it, and where its effect lies."""

import strawberry

from biaogan.graphql.scalars import Position


@strawberry.type(description="An act behind a signal (所依据的行为).")
class SignalAct:
    """A record of the ledger."""

    stream: strawberry.ID = strawberry.field(description="Stream of the act: a sheet, or a group (流).")
    position: Position = strawberry.field(description="Its position in the ledger (账本位置).")


@strawberry.type(description="A 95 % interval (置信区间): an approximation in floating point, which ranks nothing.")
class SignalInterval:
    """From low to high."""

    low: str = strawberry.field(description="Lower end (下限).")
    high: str = strawberry.field(description="Upper end (上限).")
