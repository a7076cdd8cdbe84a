"""Grounds of suppositions: of the stories, as the log would give them, and made by hand, for rounds of any size."""

from collections import ChainMap
from dataclasses import replace
from datetime import datetime
from functools import cache
from random import Random
from typing import Any

import review_journey as r
import world as w
from world import Scene

from biaogan.domain import events as ev
from biaogan.domain.case import Case
from biaogan.domain.config import CycleConfig
from biaogan.domain.matter import Matter
from biaogan.domain.states import fold
from biaogan.domain.supposing.ground import Ground, Signed, ground_of
from biaogan.domain.tally import Counted, Scored, Tally

CONFIG = CycleConfig.from_document(w.DOCUMENT)
ROWS = tuple(row.code for row in CONFIG.criteria.rows)


@cache
def reviewed() -> tuple[Scene, tuple[str, ...]]:
    """The defence is closed; every expert has scored every case otherwise than the others have, in both rounds."""
    scene, cases = r.after(r.open_desk)
    _lock(scene, cases, r.DESK, r.DESK_PANEL, "2022-08-10")
    scene.play(ev.ReviewRoundClosed(), r.DESK, w.OFFICER, w.on("2022-08-11"))
    for step in (r.to_consensus, r.to_defence, r.open_defence):
        step(scene, cases)
    for case in cases:
        r.defend(scene, case)
    _lock(scene, cases, r.DEFENCE, r.DEFENCE_PANEL, "2022-08-19")
    scene.play(ev.ReviewRoundClosed(), r.DEFENCE, w.OFFICER, w.on("2022-08-20"))
    return scene, tuple(cases)


def _lock(scene: Scene, cases: list[str], round_: str, panel: tuple[w.Who, ...], day: str) -> None:
    """Scores that rise by one from expert to expert, in another order for each case; the first abstains once."""
    for place, case in enumerate(cases):
        for number, who in enumerate(panel):
            sheet = ev.ScoreSheetLocked(
                round_, case, w.rows(9 + (3 * number * (place + 1)) % 7, 16 - place), w.COMMENT, True
            )
            if (place, number, round_) == (0, 0, r.DESK):
                sheet = replace(sheet, rows=[], comment="", recommend=False, abstain="出差")
            scene.play(sheet, w.sheet_id(round_, case, who.actor), who, w.on(day))


def matter(scene: Scene, round_: str, at: int | None = None, cycle: str = w.CYCLE) -> Matter:
    """The world of a scene, or as it was after the record ``at``."""
    known: Any = scene.world
    if at is not None:
        streams = {record.stream for record in scene.records}
        past = [record for record in scene.records if record.position <= at]
        known = w.World({name: fold(record for record in past if record.stream == name) for name in streams})
    return Matter(known, round_, "", "", w.on("2022-12-31"), known[round_], cycle)


def signed_in(scene: Scene, at: int | None = None) -> Any:
    """Where sheets lie in a scene; everybody has one key, named after the person."""

    def signed(stream: str) -> Signed:
        found = [
            record for record in scene.records if record.stream == stream and (at is None or record.position <= at)
        ]
        locked = [record for record in found if record.event.TOPIC == "score_sheet_locked/1"][-1]
        return Signed(locked.position, locked.at, f"key of {locked.actor}")

    return signed


def ground_in(scene: Scene, round_: str, at: int | None = None) -> Ground:
    """The ground of a round of a scene."""
    return ground_of(matter(scene, round_, at), round_, signed_in(scene, at))


def voided(m: Matter, *sheets: str) -> Matter:
    """The same world with some sheets voided."""
    gone = {name: replace(m.world[name], status="VOIDED") for name in sheets}
    return replace(m, world=ChainMap(gone, m.world))  # type: ignore[arg-type]


def made(
    scores: dict[str, dict[str, list[int]]], cut: int | None = None, config: CycleConfig = CONFIG, **changes: Any
) -> Ground:
    """A desk round: case -> expert -> points of the rows, or one number for each of them."""
    sheets, signed = {}, {}
    for place, (case, given) in enumerate(scores.items()):
        found = []
        for number, (expert, points) in enumerate(given.items()):
            stream = f"sheet_{case}_{expert}"
            whole = points * len(ROWS) if len(points) == 1 else points
            found.append(Counted(stream, case, expert, dict(zip(ROWS, whole, strict=True))))
            signed[stream] = Signed(100 * place + number, _locked(number), f"key of {expert}")
        sheets[case] = tuple(found)
    scored = Scored("desk", sheets, dict.fromkeys(sheets), {})
    tally = Tally(
        "round_made", tuple(scores), {"round_made": scored}, {}, config.criteria, config.scoring, config.review.spread,
        config.review.calibration == "rank",
    )  # fmt: skip
    cases = {case: Case(w.CYCLE, f"org of {case}", "hebei-01", case) for case in scores}
    return Ground(replace(tally, **changes), config, cases, signed, {}, cut, ())


def _locked(number: int) -> datetime:
    return w.on(f"2022-08-{1 + number:02d}")


def random_round(seed: int, cases: int, experts: int, panel: int, step: int = 1, cut: int | None = None) -> Ground:
    """Panels drawn from a pool, scores in whole steps: the coarser the steps, the more ties."""
    dice = Random(seed)
    highest = {row.code: row.max for row in CONFIG.criteria.rows}
    found: dict[str, dict[str, list[int]]] = {}
    for number in range(cases):
        worth = dice.uniform(0.4, 0.95)
        drawn = sorted(dice.sample(range(experts), panel))
        found[f"case_{number:03d}"] = {
            f"expert_{expert:02d}": [
                min(top, max(0, round(top * dice.gauss(worth, 0.07) / step) * step)) for top in highest.values()
            ]
            for expert in drawn
        }
    return made(found, cut)
