"""What a supposition starts from (推演依据): a round as it stood at one position of the log."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from biaogan.domain.case import Case
from biaogan.domain.config import CycleConfig
from biaogan.domain.ids import list_id, sheet_name
from biaogan.domain.matter import Matter
from biaogan.domain.national_list import NationalList
from biaogan.domain.round import PROVINCIAL, Round, sheet_stream
from biaogan.domain.sheet import Sheet
from biaogan.domain.statistics import tally_of
from biaogan.domain.status import Phase
from biaogan.domain.tally import NATIONAL, Counted, Tally, exact, standings


@dataclass(frozen=True, slots=True)
class Signed:
    """Where the statement of a sheet lies in the log, when it was admitted, and with which key it was signed."""

    position: int
    at: datetime
    kid: str


@dataclass(frozen=True, slots=True)
class Ground:
    """``uncounted``: name of a sheet -> why it does not count. ``cut``: how many are chosen; ``None``: nothing says."""

    tally: Tally
    config: CycleConfig
    cases: Mapping[str, Case]
    signed: Mapping[str, Signed]
    uncounted: Mapping[str, str]
    cut: int | None
    results: tuple[Mapping[str, Any], ...]
    """The statistics as signed, a vote among them; empty before the close."""

    def sheets(self) -> Iterator[Counted]:
        """Every sheet that counts, round by round."""
        for part in self.tally.rounds.values():
            for given in part.sheets.values():
                yield from given


def ground_of(m: Matter, round_: str, signed: Callable[[str], Signed]) -> Ground:
    """A round of the world that the matter reads; ``signed`` knows where a sheet lies. Raises ``unknown_reference``."""
    tally = tally_of(m, round_, everybody=True)
    state = m.referred("round", round_, Round)
    scored = {case for part in tally.rounds.values() for case in part.sheets}
    cases = {case: m.referred("panels", case, Case) for case in sorted(scored | set(state.panels))}
    streams = [sheet.stream for part in tally.rounds.values() for given in part.sheets.values() for sheet in given]
    uncounted = {name: why for each in tally.rounds for name, why in _uncounted(m, each)}
    return Ground(
        tally, m.config, cases, {name: signed(name) for name in streams}, uncounted, _cut(m, state), state.results
    )


def comes_out_as_signed(ground: Ground) -> bool | None:
    """Whether each case still in the procedure has the score that was signed; ``None``: no statistics are yet."""
    signed = {row["case"]: row["final"] for row in ground.results}
    found = {case: exact(each.final) for case, each in standings(ground.tally).items()}
    return all(signed.get(case) == score for case, score in found.items()) if signed else None


def _uncounted(m: Matter, round_: str) -> list[tuple[str, str]]:
    """The sheets of a round that are no valid ones (无效评分表), by name, each with the reason."""
    state = m.referred("round", round_, Round)
    places = {(case, expert) for case, experts in state.panels.items() for expert in experts}
    found = []
    for case, expert in places | set(state.stood_aside):
        sheet = m.world[name := sheet_stream(m.world, round_, case, expert)]
        if isinstance(sheet, Sheet) and not ((case, expert) in places and sheet.valid and sheet.rows):
            found.append((sheet_name(case, name), _reason(sheet)))
    return sorted(found)


def _reason(sheet: Sheet) -> str:
    if sheet.status != Phase.LOCKED:
        return "voided" if sheet.status == Phase.VOIDED else "reopened"
    if sheet.abstains:
        return "abstained"
    return "stood_aside" if sheet.rows else "unread"


def _cut(m: Matter, state: Round) -> int | None:
    """The quota of the tier that the round decides for (名额); else the length of its list, once there is one."""
    if state.kind == PROVINCIAL:
        return m.config.tier2.quota
    if state.kind != [kind for kind in NATIONAL if kind in m.config.scoring.rounds][-1]:
        return None
    listed = m.world[list_id(m.cycle)]
    return m.config.result.quota or (len(listed.cases) or None if isinstance(listed, NationalList) else None)
