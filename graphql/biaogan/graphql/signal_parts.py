"""What a signal is told with (线索的组成): the acts behind it, and where its effect lies."""

import strawberry
from strawberry import Private

from biaogan.domain.ids import kind_of
from biaogan.graphql.cases import ScoreSheet, sheet_of
from biaogan.graphql.guard import resolved
from biaogan.graphql.ledger import LedgerRecord, record_at
from biaogan.graphql.reading import Reading
from biaogan.graphql.scalars import Position


@strawberry.type(
    description="An act behind a signal (所依据的行为). Of a group it is followed by `node` and `diff` with its stream; a sheet "
    "is followed by its stream as well (`diff`, `ledger.record`), or here, under a grant of class sheet.expert: with less it "
    "would tell who gave which score."
)
class SignalAct:
    """A record of the ledger."""

    reading: Private[Reading]
    stream: strawberry.ID = strawberry.field(description="Stream of the act: a sheet, or a group (流).")
    position: Position = strawberry.field(description="Its position in the ledger (账本位置).")

    @resolved("The record (记录); null of a group, and without a grant of class sheet.expert.")
    def record(self) -> LedgerRecord | None:
        """As the ledger tells it."""
        return record_at(self.reading, self.position)

    @resolved("The sheet as it stands (评分表); null of a group, of one voided since, and without that grant.")
    def sheet(self) -> ScoreSheet | None:
        """With its points and its comment."""
        return sheet_of(self.reading, self.stream) if kind_of(self.stream) == "sheet" else None


@strawberry.type(description="A 95 % interval (置信区间): an approximation in floating point, which ranks nothing.")
class SignalInterval:
    """From low to high."""

    low: str = strawberry.field(description="Lower end (下限).")
    high: str = strawberry.field(description="Upper end (上限).")
