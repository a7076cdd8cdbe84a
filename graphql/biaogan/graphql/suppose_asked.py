"""One round under a supposition, as far as the viewer may suppose anything of it (推演权限)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cached_property

from biaogan.domain.supposing.answer import Answer, Supposing
from biaogan.domain.supposing.flip import Flip
from biaogan.domain.supposing.ground import Ground, Signed, comes_out_as_signed
from biaogan.domain.supposing.question import Supposition as Question
from biaogan.domain.supposing.question import Why, unmatched
from biaogan.domain.tally import Counted
from biaogan.graphql.faults import BAD_USER_INPUT, Fault
from biaogan.graphql.reading import Reading, asked_for
from biaogan.graphql.suppose_input import SupposedScoringInput, scales
from biaogan.graphql.suppose_types import SUPPOSED
from biaogan.graphql.visibility import TABLE, can_see

HIGHEST_CUT = 10_000
"""The longest list."""


@dataclass(frozen=True, slots=True, eq=False)
class LeftOut:
    """A sheet that is left out."""

    sheet: Counted
    signed: Signed
    why: tuple[Why, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Flipped:
    """A flip, and what its sheets are called."""

    flip: Flip
    names: Mapping[str, str]


@dataclass(frozen=True, eq=False)
class Asked:
    """A round under a supposition, for one viewer, who may know the signers ``named``; ``open``: as of the round."""

    round: str
    at: int
    ground: Ground
    question: Question
    supposing: Supposing
    named: frozenset[str]
    open: Mapping[str, bool]

    @property
    def every_signer_known(self) -> bool:
        """Whether the viewer may know whose each sheet is."""
        return len(self.named) == len(self.ground.signed)

    @property
    def config_digest(self) -> str:
        """Of the configuration in force at the position."""
        return self.ground.config.digest

    @property
    def as_signed(self) -> bool | None:
        """Whether nothing supposed gives what was signed."""
        return comes_out_as_signed(self.ground)

    @cached_property
    def answer(self) -> Answer:
        """What would follow."""
        return self.supposing.ask(self.question)

    @cached_property
    def names(self) -> dict[str, str]:
        """What each sheet is called."""
        return {sheet.stream: sheet.name for sheet in self.ground.sheets()}

    @property
    def unmatched(self) -> tuple[str, ...]:
        """What was asked and met nothing the viewer may know of."""
        return unmatched(self.ground, self.question, self.named)

    def left_out(self) -> Iterator[LeftOut]:
        """Sheet by sheet."""
        known = {sheet.stream: sheet for sheet in self.ground.sheets()}
        for stream, why in self.answer.left_out.items():
            yield LeftOut(known[stream], self.ground.signed[stream], why)


def asked(
    reading: Reading, round_: str, cut: int | None, question: Question, scoring: SupposedScoringInput | None, field: str
) -> Asked | None:
    """A round under a supposition, if the viewer may suppose anything of it. What is not open is noted."""
    context, grounds = reading.context, reading.context.services.grounds
    row = asked_for(reading, round_, reading.round(round_))
    if row is None or grounds is None:
        return None
    if cut is not None and not 1 <= cut <= HIGHEST_CUT:
        raise Fault(BAD_USER_INPUT, f"分界线为 1 至 {HIGHEST_CUT}", f"a line is 1 to {HIGHEST_CUT}")
    opened = reading.opened(SUPPOSED, reading.round_subject(row))
    ground = context.once(grounds.ground, round_, reading.at) if "supposition" in opened else None
    if ground is None or {case.organisation for case in ground.cases.values()} & reading.viewer().barred:
        context.deny(round_, "supposition", TABLE["supposition"].rule, field)
        return None
    named = context.once(signers_known, reading, ground.tally.round)
    question = replace(question, scales=scales(scoring, ground.config))
    if named and (question.experts or question.keys or question.conflicts):
        context.disclose(round_, "sheet.expert", "suppose", ground)
    opened = {"supposition": opened["supposition"]}
    found = Asked(round_, reading.at, ground, question, Supposing(ground, cut, named), named, opened)
    return replace(found, open=opened | {"sheet.expert": True}) if found.every_signer_known else found


def signers_known(reading: Reading, round_: str) -> frozenset[str]:
    """The sheets whose experts the viewer may know, by stream."""
    grounds = reading.context.services.grounds
    ground = reading.context.once(grounds.ground, round_, reading.at) if grounds else None
    viewer, found = reading.viewer(), set()
    for name, part in ground.tally.rounds.items() if ground else ():
        row = reading.context.once(reading.views.round, name, reading.at)
        if row is not None:
            subject = reading.round_subject(row)
            for sheet in (sheet for given in part.sheets.values() for sheet in given):
                if can_see(viewer, "sheet.expert", replace(subject, case=sheet.case, owner=sheet.expert)):
                    found.add(sheet.stream)
    return frozenset(found)
