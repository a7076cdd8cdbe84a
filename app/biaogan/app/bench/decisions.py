"""What a decision costs (裁决的代价) on a case with a long history, and its share of a whole act."""

from statistics import median
from time import perf_counter, process_time

from biaogan.app import wiring
from biaogan.app.bench.cases import APPROVER, OPINION, Bureau, Head, Town
from biaogan.app.bench.corpus import play
from biaogan.app.bench.figures import Figure
from biaogan.app.bench.ground import Ground
from biaogan.app.clock import system_clock
from biaogan.app.office import Office
from biaogan.app.streams import Reading, Streams
from biaogan.domain.act import Act, Recorded
from biaogan.domain.decide import decide
from biaogan.domain.event import Event
from biaogan.domain.events import EndorsementWithdrawnByT1

SECTION = "裁决 / decisions"
EVENTS = 200
"""How long the history of the case is."""
UNIT = "hebei-01"
WITHDRAWN = EndorsementWithdrawnByT1("撤回推荐")


def decisions(ground: Ground, rounds: int) -> list[Figure]:
    """Decide and evolve by the processor, a history read and folded anew, and a whole act in the office of this process."""
    settings, registrar = ground.deployment()
    biaogan = wiring.build(settings)
    try:
        town = Town(biaogan.office, registrar, system_clock)
        bureau = town.bureau(UNIT, 1, 1)
        [(case, head)] = bureau.cases.items()
        whole: list[float] = []
        while head.seq < EVENTS:
            event = WITHDRAWN if biaogan.office.streams.head(case).state.endorsed else OPINION
            head, took = _acted(biaogan.office, town, bureau, event, case, head)
            whole.append(took)
        decided = _decided(biaogan.office.streams, bureau, town, case, rounds)
        read = _read_anew(biaogan.office, case, rounds // 10)
    finally:
        biaogan.close()
    act = median(whole)
    return [
        Figure(SECTION, f"裁决并更新 / decide and evolve, {EVENTS} events", 1e6 * decided, "µs", decided / act, "whole act",
               note=f"whole act alone, with its disk: {1e6 * act:,.0f} µs"),
        Figure(SECTION, f"重读历史 / history read and folded anew, {EVENTS} events", 1e6 * read, "µs", read / act,
               "whole act", note="once, when a case is not remembered"),
    ]  # fmt: skip


def _acted(office: Office, town: Town, bureau: Bureau, event: Event, case: str, head: Head) -> tuple[Head, float]:
    """One act handed in and answered; the head after it, and how long it took."""
    now = system_clock()
    text = bureau.clerks[0].state(event, case, APPROVER, at=now, seq=head.seq + 1, prev=head.prev, rules=town.rules)
    started = perf_counter()
    play(office, [text])
    return head.after(text), perf_counter() - started


def _decided(streams: Streams, bureau: Bureau, town: Town, case: str, rounds: int) -> float:
    """Seconds of processor time of one decision and of the state after it."""
    head = streams.head(case)
    event = WITHDRAWN if head.state.endorsed else OPINION
    actor, now = bureau.clerks[0].person, system_clock()
    act = Act(event, case, actor, APPROVER, now, town.rules)
    recorded = Recorded(event, case, head.version + 1, streams.size, actor, APPROVER, now)
    took = []
    for _ in range(rounds):
        started = process_time()
        for _ in range(20):
            decide(act, Reading(streams, {}))
            head.then(recorded, "")
        took.append((process_time() - started) / 20)
    return median(took)


def _read_anew(office: Office, case: str, rounds: int) -> float:
    """Seconds to read and fold the history of a case that nobody remembers."""
    took = []
    for _ in range(max(3, rounds)):
        streams = Streams(office.log)
        streams.refresh()
        started = perf_counter()
        streams.head(case)
        took.append(perf_counter() - started)
    return median(took)
