"""``suppose``: rankings as they would be (推演). For the audit and investigations; writes nothing, read like anything else.

Promises: nothing is supposed about a round whose scores are not open today; whatever goes by the signer of a sheet takes
a grant, and leaves out only sheets whose signers the viewer may know; who has an interest in a case of a round is told
nothing about it; that it was asked is put on record.
"""

from collections.abc import Iterable, Iterator
from typing import Annotated, Any, TypeVar

import strawberry
from strawberry import Private

from biaogan.domain.supposing.flip import Flip, smallest_flip
from biaogan.domain.supposing.leaving import leave_one_out
from biaogan.domain.supposing.question import Scales
from biaogan.domain.supposing.question import Supposition as Question
from biaogan.domain.supposing.report import Beyond
from biaogan.domain.supposing.report import report as told_of
from biaogan.domain.supposing.stability import Firmness, firmness, samples
from biaogan.graphql.faults import BAD_USER_INPUT, Fault
from biaogan.graphql.guard import argument, resolved
from biaogan.graphql.plotting import stability_of
from biaogan.graphql.reading import Reading
from biaogan.graphql.shown import Reads, Shown
from biaogan.graphql.suppose_asked import Asked, Flipped, asked
from biaogan.graphql.suppose_input import SupposedScoringInput, TrueConflictInput, WithoutInput, supposition
from biaogan.graphql.suppose_types import (
    LeftOutExpert,
    RankInterval,
    SmallestFlip,
    SupposedRanking,
    SupposedReport,
)
from biaogan.graphql.visibility import TABLE

T = TypeVar("T")
MOST, SAMPLES = 5, 1000
"""The most sheets of a flip that is looked for, and the most samples."""
RoundId = Annotated[strawberry.ID, argument("The round (评审轮次).", "round")]
Cut = Annotated[int | None, argument("Another line than the cycle's (入选数).")]
Most = Annotated[int, argument(f"The most sheets that are tried, 1 to {MOST}.")]
Samples = Annotated[int, argument(f"How many samples, 1 to {SAMPLES}.", "samples")]
Seed = Annotated[str, argument("What the samples are drawn from (种子): the same seed, the same samples.")]


@strawberry.type(
    description="What would be if this were so (推演). For the audit and investigations; it writes nothing."
)
class Supposition:
    """The View's position, under a supposition."""

    reading: Private[Reading]
    question: Private[Question]
    scoring: Private[SupposedScoringInput | None]

    @resolved("The ranking as it would be (推演排序); null before the scores are open, and to whom it is not.")
    def ranking(self, round_: RoundId, cut: Cut = None) -> SupposedRanking | None:
        """Beside the one that is."""
        found = asked(self.reading, round_, cut, self.question, self.scoring, "ranking")
        return None if found is None else _shown(self.reading, SupposedRanking, found, found)

    @resolved(
        "The ranking without each expert in turn (逐一剔除), by expert; null unless every signer may be told. K3."
    )
    def leave_one_out(self, round_: RoundId, cut: Cut = None) -> list[LeftOutExpert] | None:
        """Each against the supposed ranking."""
        found = self._of_experts(round_, cut, "leave_one_out")
        if found is None:
            return None
        rows = self._in_time(leave_one_out(found.supposing.under(found.question)))
        return [_shown(self.reading, LeftOutExpert, row, found) for row in rows]

    @resolved("The fewest sheets that decide who is inside the line (最小翻转); null where no line is.")
    def smallest_flip(self, round_: RoundId, most: Most = 3, cut: Cut = None) -> SmallestFlip | None:
        """Exact."""
        found = asked(self.reading, round_, cut, self.question, self.scoring, "smallest_flip")
        flip = None if found is None else self._flip(found, most)
        if found is None or flip is None:
            return None
        return _shown(self.reading, SmallestFlip, Flipped(flip, found.names), found)

    @resolved(
        "How firm each rank is (名次稳定性), by drawing experts again and again; null unless every signer may be told. K3."
    )
    def stability(
        self, round_: RoundId, count: Samples = 100, seed: Seed = "1", cut: Cut = None
    ) -> list[RankInterval] | None:
        """In the order of the supposed ranking."""
        found = self._of_experts(round_, cut, "stability")
        if found is None:
            return None
        return [_shown(self.reading, RankInterval, row, found) for row in self._firmness(found, count, seed)]

    @resolved("The same as a picture (名次稳定性图), SVG; null unless every signer may be told. K3.")
    def stability_plot(self, round_: RoundId, count: Samples = 100, seed: Seed = "1", cut: Cut = None) -> str | None:
        """With the interval of each rank."""
        found = self._of_experts(round_, cut, "stability_plot")
        if found is None:
            return None
        self.reading.context.disclose(found.round, "supposition", "stability_plot", found)
        return stability_of(self.reading, found.round, list(self._firmness(found, count, seed)), count)

    @resolved("All this as one report, signed by the service (推演报告); two askings give the same bytes.")
    def report(
        self,
        round_: RoundId,
        most: Annotated[int | None, argument("With the smallest flip of at most so many sheets.")] = None,
        count: Annotated[int | None, argument("With the stability over so many samples.", "samples")] = None,
        seed: Seed = "1",
        each_expert: Annotated[bool, argument("With each expert left out in turn. K3.", "eachExpert")] = False,
        cut: Cut = None,
    ) -> SupposedReport | None:
        """As anybody can check it, without the service."""
        closed = each_expert or count is not None
        found = (self._of_experts if closed else self._of_all)(round_, cut, "report")
        grounds = self.reading.context.services.grounds
        if found is None or grounds is None:
            return None
        if most is not None:
            _flips(most)
        if count is not None:
            _draws(count)
        beyond = Beyond(each_expert, most, count, seed)
        told = told_of(found.supposing, found.round, found.question, beyond, self.reading.context.in_time)
        if closed:
            self.reading.context.disclose(found.round, "sheet.expert", "report", found)
        return _shown(self.reading, SupposedReport, grounds.attest(told, found.at), found)

    def _of_all(self, round_: str, cut: int | None, field: str) -> Asked | None:
        return asked(self.reading, round_, cut, self.question, self.scoring, field)

    def _of_experts(self, round_: str, cut: int | None, field: str) -> Asked | None:
        """What tells experts apart is for who may know all of them."""
        found = asked(self.reading, round_, cut, self.question, self.scoring, field)
        if found is not None and "sheet.expert" not in found.open:
            self.reading.context.deny(round_, "sheet.expert", TABLE["sheet.expert"].rule, field)
            return None
        return found

    def _flip(self, found: Asked, most: int) -> Flip | None:
        _flips(most)
        return smallest_flip(found.supposing.under(found.question), most, self.reading.context.in_time)

    def _firmness(self, found: Asked, count: int, seed: str) -> tuple[Firmness, ...]:
        _draws(count)
        under = found.supposing.under(found.question)
        return firmness(under, list(self._in_time(samples(under, seed, count))))

    def _in_time(self, rows: Iterable[T]) -> Iterator[T]:
        for row in rows:
            self.reading.context.in_time()
            yield row


def _flips(most: int) -> None:
    if not 1 <= most <= MOST:
        raise Fault(BAD_USER_INPUT, f"只查找 1 至 {MOST} 份评分表的翻转", f"a flip of 1 to {MOST} sheets is looked for")


def _draws(count: int) -> None:
    if not 1 <= count <= SAMPLES:
        raise Fault(BAD_USER_INPUT, f"抽样 1 至 {SAMPLES} 次", f"1 to {SAMPLES} samples are drawn")


K = TypeVar("K", bound=Shown)


def _shown(reading: Reading, kind: type[K], row: Any, found: Asked) -> K:
    return kind(reading=reading, row=row, open=found.open, stream=found.round)


@strawberry.type(description="The read field on suppositions.")
class SupposeFields(Reads):
    """Part of the View."""

    @resolved(
        "What would be without some of what was signed, or by other rules (推演); composes with at. Writes nothing."
    )
    def suppose(
        self,
        without: Annotated[WithoutInput | None, argument("What is left out (剔除).")] = None,
        conflicts: Annotated[
            list[TrueConflictInput] | None, argument("Conflicts from their true start (利益冲突), D-23.")
        ] = None,
        scoring: Annotated[SupposedScoringInput | None, argument("Other rules of counting (计分规则).")] = None,
    ) -> Supposition:
        """Asked of no round yet."""
        return Supposition(reading=self.reading, question=supposition(without, conflicts, Scales()), scoring=scoring)
