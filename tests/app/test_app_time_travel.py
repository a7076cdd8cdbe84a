"""``at(...)``: every moment of a small cycle answers as a fresh service would that knew only the records up to then."""

from pathlib import Path
from typing import Any

import pytest
from town import Town

from biaogan.app.client import RequestFailed
from biaogan.app.codec import recorded
from biaogan.app.demo.stages import CYCLE, Play
from biaogan.app.reading import Events
from biaogan.projections.database import open_engine
from biaogan.projections.migrations import migrate
from biaogan.projections.queries import Views
from biaogan.projections.runner import Runner

FIELDS = """
  cycles { id digest }
  cases(first: 100) { nodes { id title status t1Rank provinceRank finalRank titleNo updatedAt } }
  rosters(cycle: $cycle) { id entries { caseId rank } }
"""
AT = "query($cycle: ID!, $time: Instant!) { at(time: $time) {" + FIELDS + "} }"
AT_POSITION = "query($cycle: ID!, $position: Position!) { at(position: $position) {" + FIELDS + "} }"
NOW = "query($cycle: ID!) {" + FIELDS + "}"


class First(Events):
    """The log as it was after its first ``count`` records."""

    def __init__(self, events: Events, count: int) -> None:
        self.events, self.count = events, count

    def read_from(self, position: int, limit: int) -> Any:
        return self.events.read_from(position, min(limit, self.count - position)) if position < self.count else []


def small_cycle(town: Town, companies: int = 3) -> Play:
    """The story as far as the letters of the first two units: some sixty records with three companies."""
    play = town.play()
    units = [unit for unit in play.config.units.values() if unit.code in list(play.config.units)[:2]]
    play.companies = [company for company in play.companies if company.unit in {unit.code for unit in units}][
        :companies
    ]
    story = town.story
    for name in ("office_director", "office_officer", "auditor"):
        role = {"auditor": "integrity_auditor"}.get(name, name)
        story.enrol(name, [(role, "")])
    for unit in units:
        story.enrol(f"{unit.code}_officer", [("t1_officer", unit.code)])
        story.enrol(f"{unit.code}_approver", [("t1_approver", unit.code)])
    play.publish()
    play.applications()
    play.recommend(units)
    return play


def test_at_any_position_and_at_its_time_is_what_a_fresh_database_of_the_first_records_answers(
    service: Town, tmp_path: Path
) -> None:
    small_cycle(service)
    last = service.catch_up()
    officer = service.story.people["office_officer"]
    log = service.biaogan.log
    records = log.read_from(0, last + 1)
    assert officer.ask(NOW, {"cycle": CYCLE}) == officer.ask(AT_POSITION, {"cycle": CYCLE, "position": last})["at"]
    live = service.biaogan.services
    from dataclasses import replace

    from graphql import graphql_sync

    from biaogan.graphql.context import Context
    from biaogan.graphql.schema import inner_schema, root

    session = service.biaogan.operations.of(officer.person)[0]
    for count in range(1, last + 2):
        engine = open_engine(f"sqlite:///{tmp_path / f'fresh{count}.db'}")
        migrate(engine)
        fresh = Runner(engine, service.biaogan.cipher, First(Events(log), count))
        assert fresh.catch_up() == count - 1
        views = Views(engine, service.biaogan.cipher)
        basis = live.ledger.basis(count - 1)
        context = Context(replace(live, views=views), session)
        context.head = basis
        expected = graphql_sync(
            inner_schema(), NOW, root(context), context_value=context, variable_values={"cycle": CYCLE}
        )
        past = officer.ask(AT_POSITION, {"cycle": CYCLE, "position": count - 1})["at"]
        if expected.errors:
            pytest.fail(str(expected.errors))
        assert past == expected.data, f"position {count - 1}"
        following = [record for record in records if record.admitted_at == records[count - 1].admitted_at]
        by_time = officer.ask(AT, {"cycle": CYCLE, "time": records[count - 1].admitted_at.isoformat()})["at"]
        last_then = officer.ask(AT_POSITION, {"cycle": CYCLE, "position": following[-1].position})["at"]
        assert by_time == last_then
        views.close()
        engine.dispose()


def test_a_moment_that_has_not_come_is_an_error_and_never_now(small: Town) -> None:
    for query in (
        "{ at(position: 99999) { ledger { size } } }",
        '{ at(time: "2099-01-01T00:00:00Z") { ledger { size } } }',
    ):
        with pytest.raises(RequestFailed, match="BAD_USER_INPUT"):
            small.registrar.query(query)


def test_every_answer_says_the_position_time_and_root_it_is_based_on(service: Town) -> None:
    service.story.enrol("one", [])
    last = service.catch_up()
    answer = service.registrar.http.post(f"{service.url}/graphql", json={"query": "{ ledger { size } }"}).json()
    basis = answer["extensions"]["basis"]
    assert basis["position"] == last
    assert answer["data"]["ledger"]["size"] == last + 1
    back = service.registrar.query("query($r: String!) { at(root: $r) { ledger { size } } }", {"r": basis["root"]})
    assert back["at"]["ledger"]["size"] == last + 1


def test_who_has_acted_can_read_the_own_act(service: Town) -> None:
    person = service.story.enrol("one", [("office_director", "")])
    play = service.play()
    from biaogan.domain.config import digest

    outcome = person.act("publishCycle", config=play.document, digest=digest(play.document))
    seen = person.ask("{ cycles { id } }", minPosition=outcome["position"])
    assert seen["cycles"] == [{"id": CYCLE}]
    with pytest.raises(RequestFailed, match="BASIS_NOT_REACHED"):
        person.ask("{ cycles { id } }", minPosition=outcome["position"] + 1000)


def test_the_log_s_records_read_as_the_events_that_were_signed(small: Town) -> None:
    small_cycle(small)
    found = small.biaogan.log.read_from(0, 10_000)
    assert len(found) == small.biaogan.log.size()
    assert [recorded(record) for record in found if record.kind != "a"].count(None) == 0
