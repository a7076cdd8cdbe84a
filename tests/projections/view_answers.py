"""Helpers of the view tests: a source over a list, everything the views answer at a position, everything they store."""

from collections.abc import Sequence
from pathlib import Path
from threading import Condition
from typing import Any

from sqlalchemy import Engine, inspect, select
from view_cipher import CIPHER

from biaogan.domain.act import Recorded
from biaogan.domain.ids import kind_of
from biaogan.projections.cases import CaseFilter, CaseOrder
from biaogan.projections.queries import Views
from biaogan.projections.runner import NoEvent, Runner
from biaogan.projections.tracking import TRACKING
from biaogan.projections.versioned import METADATA

Leaf = Recorded | NoEvent


class ListSource:
    """A log in memory that may grow while it is read."""

    def __init__(self, records: Sequence[Leaf] = ()) -> None:
        self._records = list(records)
        self._grown = Condition()

    def append(self, *records: Leaf) -> None:
        with self._grown:
            self._records += records
            self._grown.notify_all()

    def read_from(self, position: int, limit: int) -> Sequence[Leaf]:
        return self._records[position : position + limit]

    def wait(self, position: int, timeout: float) -> None:
        with self._grown:
            self._grown.wait_for(lambda: len(self._records) > position, timeout)


def applied(engine: Engine, records: Sequence[Leaf], batch: int = 1000) -> Runner:
    """The views of exactly these records, applied in batches."""
    runner = Runner(engine, CIPHER, ListSource(records), batch=batch)
    runner.catch_up()
    assert runner.position() == len(records) - 1
    return runner


def emptied(engine: Engine) -> None:
    """No view has any row, and nothing is applied: as after the migrations, and faster."""
    with engine.begin() as connection:
        for table in METADATA.sorted_tables:
            if table is not TRACKING:
                connection.execute(table.delete())
        connection.execute(TRACKING.update().values(notification_id=0, generation=TRACKING.c.generation + 1))


def dump(engine: Engine) -> str:
    """Every row of every view table, byte for byte, in the order of its primary key."""
    lines = []
    with engine.connect() as connection:
        for table in METADATA.sorted_tables:
            lines.append(table.name)
            told = [column for column in table.columns if column is not TRACKING.c.generation]
            lines += [repr(tuple(row)) for row in connection.execute(select(*told).order_by(*table.primary_key))]
    return "\n".join(lines)


def leftovers(engine: Engine) -> list[str]:
    """Files or schemas that are not the live views."""
    if engine.dialect.name == "sqlite":
        path = Path(engine.url.database or "")
        return [found.name for found in path.parent.glob(path.name + ".next*") if found.suffix != ".next-lock"]
    return [name for name in inspect(engine).get_schema_names() if name.endswith("_next")]


class Names:
    """Everything in a history that can be asked for."""

    def __init__(self, records: Sequence[Leaf]) -> None:
        streams = {record.stream for record in records if isinstance(record, Recorded)}
        self.of = {kind: sorted(s for s in streams if kind_of(s) == kind) for kind in {kind_of(s) for s in streams}}
        self.experts = sorted({r.actor for r in records if isinstance(r, Recorded) and kind_of(r.stream) == "sheet"})

    def __getitem__(self, kind: str) -> list[str]:
        return [*self.of.get(kind, []), f"{kind}_missing"]


def answers(views: Views, names: Names, at: int) -> dict[str, Any]:
    """What every query method answers at a position, for every name of the whole history, also the later ones."""
    found: dict[str, Any] = {"cycles": views.cycles(at)}
    for cycle in names["cycle"]:
        found[f"cycle {cycle}"] = views.cycle(cycle, at)
        found[f"rosters {cycle}"] = views.rosters(cycle, at)
        found[f"rounds {cycle}"] = views.rounds(cycle, at)
        found[f"list {cycle}"] = views.national_list(cycle, at)
        for order in CaseOrder:
            found[f"cases {cycle} {order}"] = views.cases(at, CaseFilter(cycle=cycle), order, first=2)
    for organisation in names["org"]:
        found[f"organisation {organisation}"] = views.organisation(organisation, at)
        found[f"cases {organisation}"] = views.cases(at, CaseFilter(organisation=organisation))
    for case in names["case"]:
        found[f"case {case}"] = views.case(case, at)
        found[f"assignments on {case}"] = views.assignments_on(case, at)
        found[f"sheets on {case}"] = views.sheets(at, case=case)
    for roster in names["roster"]:
        found[f"roster {roster}"] = views.roster(roster, at)
    for round_ in names["round"]:
        found[f"round {round_}"] = views.round(round_, at)
        found[f"ranking {round_}"] = views.ranking(round_, at)
        found[f"assignments in {round_}"] = views.assignments_in(round_, at)
        found[f"sheets in {round_}"] = views.sheets(at, round_=round_)
    for expert in names.experts:
        found[f"assignments of {expert}"] = views.assignments(expert, at)
        found[f"sheets of {expert}"] = views.sheets(at, expert=expert)
    for person in names["person"]:
        found[f"roles {person}"] = views.roles(person, at)
        found[f"grants of {person}"] = views.grants_of(person, at)
    found["logins"] = views.logins("https://id.example", at)
    found["experts"] = views.holders("expert", at)
    found |= further_answers(views, names, at)
    found["grants"] = views.grants(at)
    found["organisations"] = views.organisations(names["org"], at)
    found["sheets of cases"] = views.sheets_of_cases(names["case"], at)
    return found


EVERY_CLASS = ("K0", "K1", "K2", "K3")


def further_answers(views: Views, names: Names, at: int) -> dict[str, Any]:
    """The same of the file of each case, of those who review, and of the rules."""
    found: dict[str, Any] = {
        "docket": views.docket(at, first=2),
        "register": views.register(at, first=2),
        "pool": views.experts(at, first=2),
        "calendars": views.calendars(at),
        "years": dict(views.years(at)),
    }
    per_case = (
        views.sections, views.declaration, views.document_checks, views.checklists, views.defence, views.visits,
        views.objections_on, views.reexamination, views.title, views.duties, views.status_checks, views.adverse_facts,
        views.revocations,
    )  # fmt: skip
    per_cycle = (
        views.committee, views.groups, views.draws, views.pipeline, views.cycle_changes, views.interpretations,
    )  # fmt: skip
    per_expert = (views.expert, views.pledges, views.conflicts)
    per_kind = {
        "case": per_case,
        "cycle": per_cycle,
        "expert": per_expert,
        "objection": (views.objection, views.hearings),
        "group": (views.group, views.consensus, views.overrides),
        "draw": (views.draw,),
        "org": (views.bars,),
        "round": (views.locked,),
    }
    for kind, methods in per_kind.items():
        for name in names[kind]:
            found |= {f"{method.__name__} {name}": method(name, at) for method in methods}  # type: ignore[attr-defined]
    for case in names["case"]:
        found[f"timeline {case}"] = views.timeline(case, at, EVERY_CLASS, first=3)
        found[f"objections to {case}"] = views.docket(at, case=case, status=["FILED", "LEAD"])
    return found
