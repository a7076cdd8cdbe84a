"""``biaogan replay``: each signature is checked, each act decided again, each row compared; and the watch of one case."""

import json
from base64 import urlsafe_b64decode
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from click.testing import Result
from sqlalchemy import update
from test_app_time_travel import small_cycle
from town import Town
from typer.testing import CliRunner

from biaogan.app import checking
from biaogan.app.case_replays import CaseReplays
from biaogan.app.cli import load
from biaogan.app.cli.output import app
from biaogan.app.redeciding import Fault, Tally, decided_again
from biaogan.ledger.log import Log
from biaogan.ledger.record import StoredRecord
from biaogan.projections.cases import CASES
from biaogan.projections.database import open_engine

Records = list[StoredRecord]


class Told:
    """A log that tells other records than it has."""

    def __init__(self, log: Log, records: Records) -> None:
        self._log = log
        self._records = records

    def read_from(self, position: int, limit: int) -> Records:
        return self._records[position : position + limit]

    def read(self, stream: str) -> Sequence[StoredRecord]:
        return [record for record in self._records if record.stream == stream]

    def read_many(self, streams: Iterable[str]) -> dict[str, Sequence[StoredRecord]]:
        return {stream: self.read(stream) for stream in streams}

    @property
    def keys(self) -> Any:
        return self._log.keys

    def read_directory(self, position: int, limit: int) -> Sequence[StoredRecord]:
        return self._log.read_directory(position, limit)


def faults(log: Any) -> list[Fault]:
    return [fault for group in decided_again(log, Tally(), frozenset()) for fault in group.faults]


def at(records: Records, topic: str) -> int:
    return next(place for place, record in enumerate(records) if record.type == topic)


def flipped(records: Records) -> int:
    """One character of a signature."""
    place = at(records, "case_submitted_to_t1/1")
    jws = records[place].jws
    changed = jws[:-20] + (b"A" if jws[-20:-19] != b"A" else b"B") + jws[-19:]
    records[place] = records[place]._replace(jws=changed)
    return records[place].position


def early(records: Records) -> int:
    """A statement as if it had been admitted before its signer's key was enrolled."""
    place = at(records, "case_submitted_to_t1/1")
    records[place] = records[place]._replace(position=5)
    return 5


def moved(records: Records) -> int:
    """A statement under the name of another stream."""
    place = at(records, "case_endorsed_by_t1/1")
    other = next(r.stream for r in records if r.type == "case_drafted/1" and r.stream != records[place].stream)
    records[place] = records[place]._replace(stream=other)
    return records[place].position


def unappointed(records: Records) -> int:
    """Whoever signed it never had the role."""
    place = at(records, "case_endorsed_by_t1/1")
    statement = json.loads(_payload(records[place].jws))
    records[:] = [r for r in records if not (r.type == "role_granted/1" and r.stream == statement["iss"])]
    return records[at(records, "case_endorsed_by_t1/1")].position


def dropped(records: Records) -> int:
    """A consequence that is missing."""
    place = at(records, "roster_place_taken/1")
    del records[place]
    return records[place - 1].position


def doubled(records: Records) -> int:
    """A consequence recorded twice."""
    place = at(records, "roster_place_taken/1")
    records.insert(place + 1, records[place])
    return records[place].position


def _payload(jws: bytes) -> bytes:
    part = jws.split(b".")[1]
    return urlsafe_b64decode(part + b"=" * (-len(part) % 4))


WRONGS: dict[Callable[[Records], int], str] = {
    flipped: "signature",
    early: "signature",
    moved: "column",
    unappointed: "refused",
    dropped: "missing",
    doubled: "unfounded",
}


def test_each_kind_of_wrong_record_is_named_by_its_position(small: Town) -> None:
    small_cycle(small)
    log = small.biaogan.log
    records = log.read_from(0, log.size())
    assert faults(Told(log, list(records))) == []
    for wrong, code in WRONGS.items():
        changed = list(records)
        position = wrong(changed)
        found = faults(Told(log, changed))
        assert (position, code) in [(fault.position, fault.code) for fault in found], (wrong, found)
        assert all(fault.zh and fault.en for fault in found)


REPLAY = (
    """query($c: ID!) { replay(case: $c) { ok position acts refusals undecided faults { position code zh en } } }"""
)
THEN = "query($c: ID!, $p: Position!) { at(position: $p) { replay(case: $c) { position acts } } }"


def test_an_auditor_has_a_case_decided_again_by_the_service_and_is_seen_asking(small: Town) -> None:
    small_cycle(small)
    last, log, auditor = small.catch_up(), small.biaogan.log, small.story.people["auditor"]
    records = log.read_from(0, log.size())
    case = records[at(records, "case_endorsed_by_t1/1")].stream
    found = auditor.ask(REPLAY, {"c": case}, purpose="年度审计")["replay"]
    whole = checking.replay(small.biaogan.settings, lambda done, total: None, case)
    assert (found["ok"], found["faults"], found["acts"]) == (True, [], whole.decided.acts)
    assert last <= found["position"] <= log.size()
    drafted = records[at(records, "case_drafted/1")].position
    first = next(record.stream for record in records if record.position == drafted)
    then = auditor.ask(THEN, {"c": first, "p": drafted + 1}, purpose="年度审计")["at"]["replay"]
    assert then == {"position": drafted + 1, "acts": 1}
    small.catch_up()
    book = small.biaogan.services.reads
    assert book is not None
    seen = [read for read in book.of_stream(case, 0, 100, 10**6) if read.person == auditor.person]
    assert {(read.klass, read.fields, read.allowed) for read in seen} == {("audit", ("replay",), True)}
    assert small.story.people["office_officer"].ask(REPLAY, {"c": case})["replay"] is None
    assert auditor.ask(REPLAY, {"c": "case_00000000-0000-4000-8000-000000000000"}, purpose="年度审计")["replay"] is None


def test_the_service_names_the_same_wrong_records_as_the_command_line(small: Town) -> None:
    small_cycle(small)
    log = small.biaogan.log
    records = log.read_from(0, log.size())
    for wrong, code, further in ((flipped, "signature", 0), (dropped, "missing", 0), (doubled, "unfounded", 1)):
        changed = list(records)
        position = wrong(changed) + further
        changed = [record._replace(position=place) for place, record in enumerate(changed)]
        case = next(r.stream for r in changed[position::-1] if r.stream.startswith("case_"))
        told = CaseReplays(Told(log, changed)).of([case], len(changed))  # type: ignore[arg-type]
        assert (position, code) in [(each.position, each.code) for each in told.wrongs], (wrong, told.wrongs)


def biaogan(town: Town, *arguments: str, views: str = "") -> Result:
    """The command, in this process."""
    settings = town.biaogan.settings
    load("replay")
    given = ["replay", "--data", str(settings.data), "--database", settings.log_url, *arguments]
    return CliRunner(env={"COLUMNS": "200", "BIAOGAN_VIEWS": views or settings.views_url}).invoke(app, given)


def test_the_watch_tells_a_case_act_by_act_and_what_each_changed(small: Town) -> None:
    small_cycle(small)
    small.catch_up()
    log = small.biaogan.log
    records = log.read_from(0, log.size())
    case = records[at(records, "case_endorsed_by_t1/1")].stream
    told = biaogan(small, "--case", case, "--step", "--json")
    assert told.exit_code == 0, told.output
    *steps, report = [json.loads(line) for line in told.stdout.splitlines()]
    assert (report["ok"], report["case"], report["acts"]) == (True, case, len(steps))
    concerned = {record.position for record in records if record.stream == case}
    seen = {step["position"] for step in steps} | {each["position"] for step in steps for each in step["decided"]}
    assert concerned <= seen
    assert all(step["signed"] and not step["faults"] and step["act"]["zh"] and step["act"]["en"] for step in steps)
    assert [step["position"] for step in steps] == sorted(step["position"] for step in steps)
    changes = [(change["column"], change["before"], change["after"]) for step in steps for change in step["changes"]]
    assert ("status", "DRAFT", "T1_SUBMITTED") in changes
    assert ("endorsed", 0, 1) in changes or ("endorsed", False, True) in changes
    [drafted] = [step for step in steps if step["topic"] == "case_drafted/1"]
    assert drafted["decided"][0]["topic"] == "case_opened_for_organisation/1"
    shown = biaogan(small, "--case", case, "--step")
    assert shown.exit_code == 0
    for words in ("起草申报 / Draft a case", "✓ 签名成立 / signed", f"1/{len(steps)}", "DRAFT → T1_SUBMITTED"):
        assert words in shown.stdout, shown.stdout
    assert_no_secret(small, case, told.stdout + shown.stdout)


def assert_no_secret(town: Town, case: str, text: str) -> None:
    """What is sealed in the views of the case is nowhere in what was printed."""
    engine, cipher = open_engine(town.biaogan.settings.views_url), town.biaogan.cipher
    with engine.connect() as connection:
        rows = connection.execute(CASES.table.select().where(CASES.table.c.id == case)).all()
    engine.dispose()
    secrets = {CASES.loaded(tuple(row), cipher)[name] for row in rows for name in ("title", "organisation_name")}
    assert len(secrets - {None}) >= 2
    assert not [secret for secret in secrets if secret and secret in text]


def test_an_empty_case_is_no_case_and_not_every_case() -> None:
    load("replay")
    for words, said in ((["--case", ""], "--case 须写明案卷编号"), (["--case", " ", "--json"], "names a case")):
        done = CliRunner(env={"COLUMNS": "200"}).invoke(app, ["replay", *words, "--data", "nowhere"])
        assert (done.exit_code, done.stdout) == (2, "")
        assert said in done.stderr
    assert "--step needs --case" in CliRunner(env={"COLUMNS": "200"}).invoke(app, ["replay", "--step"]).stderr


def test_one_case_is_replayed_alone_and_a_change_of_another_is_not_its_own(small: Town) -> None:
    small_cycle(small)
    small.catch_up()
    settings = small.biaogan.settings
    engine = open_engine(settings.views_url)
    with engine.begin() as connection:
        one, two = sorted({row.id for row in connection.execute(CASES.table.select())})[:2]
        wrong = update(CASES.table).where(CASES.table.c.id == one).values(unit="planted")
        assert connection.execute(wrong).rowcount > 0
    engine.dispose()
    replayed = {case: checking.replay(settings, lambda done, total: None, case) for case in (one, two, "")}
    assert [replayed[case].ok for case in (one, two, "")] == [False, True, False]
    assert {each.column for each in replayed[one].differences} == {"unit"}
    assert replayed[one].views.rows < replayed[""].views.rows
    assert 0 < replayed[two].decided.acts < replayed[""].decided.acts
    told = biaogan(small, "--case", one)
    assert told.exit_code == 1
    assert "planted" in told.stdout
    assert "view_case" in told.stdout
    assert biaogan(small, "--step").exit_code == 2
    none = biaogan(small, "--json", views=f"sqlite:///{settings.data / 'none.db'}")
    assert (none.exit_code, json.loads(none.stdout)["code"]) == (1, "views_unreadable")
    missing = biaogan(small, "--case", "case_missing", "--json")
    assert (missing.exit_code, json.loads(missing.stdout)["code"]) == (1, "no_case")


def test_what_is_admitted_while_views_are_compared_is_no_difference(service: Town) -> None:
    small_cycle(service)
    service.catch_up()
    size, met = service.biaogan.log.size(), []

    def meanwhile(done: int, total: int) -> None:
        if done > size and not met:  # the views are being built anew: what they are held against stands still
            met.append(service.story.enrol("meanwhile", [("office_officer", "")]))
            service.catch_up()

    found = checking.replay(service.biaogan.settings, meanwhile)
    assert met
    assert service.biaogan.log.size() > size
    assert found.ok, found.to_json()
