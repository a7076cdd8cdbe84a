"""Histories nobody would live through: events in any order, erased or not, on few streams."""

import random
from collections.abc import Callable
from typing import Any

from random_events import further
from view_histories import CODES, CYCLE, DOCUMENT, UNITS, History, declaration, made, person
from world import sheet_id

from biaogan.domain import events as ev
from biaogan.domain.act import Recorded
from biaogan.domain.forms import Attestations, RankedCase, SheetRow
from biaogan.domain.ids import list_id, roster_id


def random_history(rng: random.Random, length: int) -> list[Recorded]:
    """Events in any order on few streams, possible or not, erased or not: no fold may mind."""
    history = History()
    cases, units, rounds = [made("case", n) for n in range(3)], UNITS[:2], [made("round", n) for n in range(2)]
    people = [person(n) for n in range(3)]
    roster = roster_id(CYCLE, UNITS[0])

    def some(found: Any) -> Any:
        return None if rng.random() < 0.05 else found

    def ranked() -> list[RankedCase]:
        chosen = rng.sample(cases, rng.randint(0, 3))
        return [RankedCase(case, rank) for rank, case in enumerate(chosen, 1)]

    def results() -> list[dict[str, Any]]:
        return [
            {"case": case, "rank": rank, "n": 3, "final": rng.choice(["80", "399/5"])}
            for rank, case in enumerate(cases)
        ]

    def sheet() -> None:
        round_, case, expert = rng.choice(rounds), rng.choice(cases), rng.choice(people)
        rows = some([SheetRow(code, rng.randint(0, 9)) for code in CODES])
        locked = ev.ScoreSheetLocked(some(round_), some(case), rows, some("评语"), some(True))
        history.add(sheet_id(round_, case, expert), locked, expert, "expert")

    def on_case(event: ev.Event) -> None:
        history.add(rng.choice(cases), event)

    def on_list(event: ev.Event) -> None:
        history.add(list_id(CYCLE), event)

    attests = Attestations(*(True,) * 9)
    choices: list[Callable[[], Any]] = [
        lambda: history.publish_cycle(rng.choice([DOCUMENT, {}, {"cycle": 1, "units": {}, "deadlines": []}])),
        lambda: history.grant(rng.choice(people), some(rng.choice(["expert", "chair"])), some(""), some("名")),
        lambda: history.add(rng.choice(people), ev.RoleRevoked("expert", "", "")),
        lambda: history.add(rng.choice(people), ev.OidcIdentityLinked(some("https://id.example"), some("7"))),
        lambda: history.add(rng.choice(people), ev.OidcIdentityUnlinked("https://id.example", "")),
        lambda: history.draft(rng.randint(0, 2)),
        lambda: on_case(ev.CaseDrafted(some(CYCLE), some("org_1"), some(UNITS[0]), some("题"))),
        lambda: on_case(ev.DeclarationSaved(some(declaration("新题")), {})),
        lambda: on_case(ev.CaseSubmittedToT1([], [], attests, "李四", "2022-06-20")),
        lambda: on_case(ev.CaseEndorsedByT1(some("同意"))),
        lambda: on_case(ev.CaseRecommendedByT1(some(rng.randint(1, 3)), units[0])),
        lambda: on_case(ev.CaseMoved(rng.choice(["NOTICE", "NOWHERE"]))),
        lambda: on_case(ev.TitleGranted("NQB-2022-001", 2022)),
        lambda: history.add(roster, ev.RosterPlaceTaken(rng.choice(cases))),
        lambda: history.add(roster, ev.RosterPlaceFreed(rng.choice(cases))),
        lambda: history.add(roster, ev.T1BatchSigned(CYCLE, units[0], some(ranked()), "b", "2022-06-29")),
        lambda: history.add(
            rng.choice(rounds), ev.ReviewRoundOpened(CYCLE, "desk", some(dict.fromkeys(cases[:2], people[:2])), "")
        ),
        lambda: history.add(rng.choice(rounds), ev.ReviewRoundClosed()),
        lambda: history.add(rng.choice(rounds), ev.ScoreStatisticsComputed("mean", some(results()))),
        sheet,
        sheet,
        lambda: on_list(ev.FinalListAdopted(CYCLE, rounds[0], some(ranked()), "e")),
        lambda: on_list(ev.MinistryConsultationOpened("9", "2022-09-20")),
        lambda: on_list(ev.MinistryConsultationClosed(rng.choice(["agreed", "objects"]))),
        lambda: on_list(ev.NoticePublished([], "2022-10-14T00:00:00+08:00", "8", "9", "")),
        lambda: on_list(ev.ResultAnnounced([], "7")),
    ]
    while len(history.records) < length:
        if rng.random() < 0.5:
            further(rng, history)
        else:
            rng.choice(choices)()
    return history.records[:length]
