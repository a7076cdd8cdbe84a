"""保密审计报告 in full: asked for over HTTP and made on the command line, signed, drawn, and checked by whoever is handed it."""

import json
import re
from base64 import a85decode, b64decode
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from html.parser import HTMLParser
from pathlib import Path
from typing import Any
from zlib import decompress

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from sealed_round import COMMENT, Sealed, opened
from town import Town, town
from typer.testing import CliRunner

from biaogan.app import keyring
from biaogan.app.auditing import ReadBook
from biaogan.app.cli import load
from biaogan.app.cli.output import app
from biaogan.app.client import RequestFailed
from biaogan.app.confidentiality import folder
from biaogan.app.confidentiality.document import document
from biaogan.app.confidentiality.issuing import drawn
from biaogan.app.confidentiality.making import archive
from biaogan.app.confidentiality.page import page
from biaogan.app.confidentiality.printed import printed
from biaogan.app.demo.intake import CYCLE
from biaogan.app.opening import open_log
from biaogan.app.report_folder import LOG
from biaogan.app.timekeeper import commit_reads
from biaogan.graphql.reads import Coverage
from biaogan.ledger.access_row import AccessRow
from biaogan.ledger.database import create_engine
from biaogan.ledger.keyfile import save
from biaogan.ledger.note import Signer
from biaogan.ledger.report import canonical, sign_report, verify_report

CASE = "query($case: ID!) { case(id: $case) { title t1Rank } }"
REPORT = """query($cycle: ID!, $language: Language!, $from: Position!) { audit {
  report(cycle: $cycle, language: $language, from: $from) { text jws html pdf } } }"""
NASTY = "<script>alert(1)</script>&\u202e\x07甲😀"


@dataclass
class Kept:
    """A round in which people read, and the folder of a report on it."""

    sealed: Sealed
    folder: Path
    vkey: str

    @property
    def data(self) -> str:
        return str(self.sealed.town.biaogan.settings.data)

    def told(self) -> dict[str, Any]:
        return dict(folder.check(self.folder, self.vkey).told)


def run(*arguments: object) -> Any:
    load("report")
    return CliRunner().invoke(app, ["report", *map(str, arguments)])


def opened_by_hand(made: Town, case: str, command: str = "") -> None:
    """A program of somebody's own, or a command, opens a case with the keys of the deployment."""
    engine = create_engine(made.biaogan.settings.log_url)
    log = open_log(made.biaogan.settings, engine, made.clock, command=command)
    assert log.read(case)
    log.close()
    engine.dispose()


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Kept]:
    """Reads of several kinds, none of them by an expert of the case alone; all committed."""
    place = tmp_path_factory.mktemp("report")
    with town(place / "data", f"sqlite:///{place / 'data' / 'log.db'}") as made:
        sealed = opened(made)
        made.catch_up()
        for case in sealed.cases:
            for expert in sealed.panel(case):
                expert.ask(CASE, {"case": case})
            for _ in range(3):
                sealed.person("t2_officer").ask(CASE, {"case": case})
        outsider = next(c for n, c in made.story.people.items() if n.endswith("_officer") and "-" in n)
        outsider.ask(CASE, {"case": sealed.cases[0]})
        opened_by_hand(made, sealed.cases[0])
        opened_by_hand(made, sealed.cases[0], "replay")
        commit_reads(made.biaogan)
        made.catch_up()
        out = place / "out"
        done = run("--data", place / "data", "--cycle", "nqb-2022", "--out", out)
        assert done.exit_code == 0, done.output
        yield Kept(sealed, out, made.vkey)


def test_the_matrix_of_the_report_is_what_the_rows_say(kept: Kept) -> None:
    told = kept.told()
    book = kept.sealed.town.biaogan.services.reads
    assert book is not None
    rows = [read for read in book.between(0, told["coverage"]["end"]) if read.stream in kept.sealed.cases]
    by_hand = Counter((read.stream, read.allowed) for read in rows)
    cases = [row["case"] for row in told["cases"]]
    counted: Counter[tuple[str, bool]] = Counter()
    for _, case, reads, denials in told["matrix"]:
        counted[cases[case], True] += reads
        counted[cases[case], False] += denials
    assert {key: count for key, count in counted.items() if count and key[0] in kept.sealed.cases} == by_hand
    per_person = Counter(read.person for read in book.between(0, told["coverage"]["end"]))
    assert sorted(row["reads"] + row["denials"] for row in told["readers"]) == sorted(per_person.values())
    assert (told["coverage"]["missing"], told["coverage"]["altered"]) == (0, "")


def test_the_report_counts_who_unwrapped_keys_and_as_no_reads(kept: Kept) -> None:
    keys = {(row["command"], row["work"]): row["unwraps"] for row in kept.told()["keys"]}
    assert keys["", ""] == 2, "the key of the case, and that of its personal data"
    assert keys["replay", ""] == 2, "what opens everything tells of its keys together"
    page = (kept.folder / "report.html").read_text(encoding="utf-8")
    assert "密钥解开" in page
    assert "（未说明）" in page
    assert not any(row["class"] == "key.unwrapped" for row in kept.told()["classes"])


def test_a_report_verifies_offline_with_the_key_of_the_log_and_its_content_with_the_log(kept: Kept) -> None:
    done = run("verify", kept.folder, "--key", kept.vkey, "--json")
    assert done.exit_code == 0, done.output
    assert (json.loads(done.output)["key"], json.loads(done.output)["content"]) == (True, False)
    whole = run("verify", kept.folder, "--data", kept.data)
    assert whole.exit_code == 0, whole.output
    assert "counted anew" in whole.output
    alone = run("verify", kept.folder)
    assert alone.exit_code == 0
    assert "no --key" in alone.output


@pytest.mark.parametrize("name", folder.FORM.files)
def test_a_changed_byte_is_named_with_its_file(kept: Kept, tmp_path: Path, name: str) -> None:
    for file in kept.folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    whole = (tmp_path / name).read_bytes()
    for place in (0, len(whole) // 2, len(whole) - 2):
        changed = bytearray(whole)
        changed[place] ^= 1
        (tmp_path / name).write_bytes(changed)
        done = run("verify", tmp_path, "--key", kept.vkey, "--json")
        assert done.exit_code == 1
        [fault] = json.loads(done.output)["faults"]
        assert name in fault["file"]
    (tmp_path / name).unlink()
    [fault] = folder.check(tmp_path, kept.vkey).faults
    assert fault.file == name


def test_another_log_s_key_another_report_s_page_and_a_made_up_count_are_found(kept: Kept, tmp_path: Path) -> None:
    other = Signer(kept.sealed.town.biaogan.log.origin, Ed25519PrivateKey.generate()).vkey()
    [fault] = folder.check(kept.folder, other).faults
    assert "log.receipt" in fault.file
    done = run("--data", kept.data, "--cycle", CYCLE, "--to", 5, "--from", 9, "--out", tmp_path)
    assert done.exit_code == 1
    assert not list(tmp_path.iterdir())
    settings = kept.sealed.town.biaogan.settings
    told = kept.told()
    told["totals"] = {**told["totals"], "reads": 0}
    text = canonical(told)
    for file in kept.folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / folder.JSON).write_bytes(text)
    (tmp_path / folder.SIGNATURE).write_text(sign_report(text, keyring.service_key(settings.keys)))
    with archive(settings) as opened_again:
        [fault] = folder.check(tmp_path, kept.vkey, opened_again).faults
    assert (fault.file, "totals" in fault.en) == (LOG, True)


def test_the_auditor_gets_the_same_numbers_over_http_with_the_readers_pseudonyms(kept: Kept) -> None:
    sealed = kept.sealed
    last = sealed.town.catch_up()
    variables = {"cycle": CYCLE, "language": "EN", "from": 0}
    report = sealed.person("auditor").ask(REPORT, variables, minPosition=last, purpose="审计")["audit"]["report"]
    key = keyring.service_key(sealed.town.biaogan.settings.keys).public_key()
    told: Any = verify_report(report["text"], report["jws"], key)
    assert told["documents"] == {
        "language": "en",
        "report.html": sha256(report["html"].encode()).hexdigest(),
        "report.pdf": sha256(b64decode(report["pdf"])).hexdigest(),
    }
    kept_told = kept.told()
    persons = {row["person"] for row in told["readers"]}
    assert sealed.person("t2_officer").person in persons
    names = [row["case"] for row in told["cases"]]
    others = [row["case"] for row in kept_told["cases"]]
    assert sorted((names[c], reads) for _, c, reads, _ in told["matrix"]) == sorted(
        (others[c], reads) for _, c, reads, _ in kept_told["matrix"]
    )
    own = sealed.person("auditor").ask(
        "query($by: ID!) { audit { readsBy(person: $by) { nodes { klass streamId fields } } } }",
        {"by": sealed.person("auditor").person}, purpose="审计",
    )["audit"]["readsBy"]["nodes"]  # fmt: skip
    assert {"klass": "audit", "streamId": CYCLE, "fields": ["html", "jws", "pdf", "text"]} in own


def test_an_auditor_keeps_a_report_with_pseudonyms_that_verifies_like_any_other(kept: Kept, tmp_path: Path) -> None:
    sealed, key = kept.sealed, tmp_path / "auditor.key.json"
    sealed.town.catch_up()
    save(key, sealed.town.story.keys["auditor"], "")
    asked = (
        "--key",
        key,
        "--passphrase",
        "",
        "--url",
        sealed.town.url,
        "--cycle",
        "nqb-2022",
        "--out",
        tmp_path / "out",
    )
    done = run(*asked, "--purpose", "年度审计")
    assert done.exit_code == 0, done.output
    assert folder.check(tmp_path / "out", kept.vkey).told["identities"] == "pseudonyms"
    whole = run("verify", tmp_path / "out", "--data", kept.data, "--json")
    assert (whole.exit_code, json.loads(whole.output)["content"]) == (0, True)
    key.unlink()
    save(key, sealed.town.story.keys["t2_officer"], "")
    refused = run(*asked)
    assert refused.exit_code == 1
    assert "not open to you" in " ".join(refused.output.split())


def test_a_report_says_when_an_interest_keeps_records_from_who_asks(kept: Kept) -> None:
    sealed = kept.sealed
    other = sealed.town.story.enrol("auditor_2", [("integrity_auditor", "")])
    officer, case = sealed.person("t2_officer"), sealed.cases[0]
    sealed.town.catch_up()
    found = officer.ask("query($c: ID!) { case(id: $c) { organisationId } }", {"c": case})
    variables, organisation = {"cycle": CYCLE, "language": "EN", "from": 0}, found["case"]["organisationId"]

    def told() -> Any:
        last = sealed.town.catch_up()
        text = other.ask(REPORT, variables, minPosition=last, purpose="审计")["audit"]["report"]["text"]
        return json.loads(text)

    assert (told()["scope"], case in str(told()["cases"])) == ("whole", True)
    sealed.town.story.do(other, "declareInterest", on=other.person, organisation=organisation, reason="配偶任职")
    assert (told()["scope"], case in str(told()["cases"])) == ("partial", False)


def test_of_a_report_that_is_not_of_all_records_only_the_root_is_compared(kept: Kept, tmp_path: Path) -> None:
    told = {**kept.told(), "scope": "partial", "totals": {}}
    text = canonical(told)
    for file in kept.folder.iterdir():
        (tmp_path / file.name).write_bytes(file.read_bytes())
    (tmp_path / folder.JSON).write_bytes(text)
    key = keyring.service_key(kept.sealed.town.biaogan.settings.keys)
    (tmp_path / folder.SIGNATURE).write_text(sign_report(text, key))
    with archive(kept.sealed.town.biaogan.settings) as again:
        checked = folder.check(tmp_path, kept.vkey, again)
    assert (checked.faults, checked.counted) == ((), False)
    html = page(document({**content(kept), "scope": "partial"}, "en"))
    assert "not all records" in html


def test_the_report_is_the_auditors_and_of_a_period_that_there_is(kept: Kept) -> None:
    sealed, variables = kept.sealed, {"cycle": CYCLE, "language": "ZH", "from": 0}
    assert sealed.person("office_director").ask(REPORT, variables)["audit"] is None
    auditor = sealed.person("auditor")
    nothing = auditor.ask(REPORT, {**variables, "cycle": "cycle_none"}, purpose="审计")["audit"]["report"]
    assert nothing is None
    with pytest.raises(RequestFailed, match="positions"):
        auditor.ask(REPORT, {**variables, "from": 10**6}, purpose="审计")


def test_making_a_report_on_the_command_line_is_a_read_on_record(kept: Kept, tmp_path: Path) -> None:
    book = kept.sealed.town.biaogan.services.reads
    assert book is not None
    number = book.size()
    done = run("--data", kept.data, "--cycle", "nqb-2022", "--lang", "en", "--out", tmp_path / "r", "--json")
    assert json.loads(done.output)["sha256"] == sha256((tmp_path / "r" / "report.json").read_bytes()).hexdigest()
    [read] = book.of_stream(CYCLE, number, 1, 10**9)
    assert (read.person, read.klass, read.allowed, read.purpose) == ("service", "audit", True, "biaogan report")


def test_no_name_no_content_and_no_person_is_in_what_the_operator_makes(kept: Kept) -> None:
    story, play = kept.sealed.town.story, kept.sealed.play
    title = kept.sealed.person("t2_officer").ask(CASE, {"case": kept.sealed.cases[0]})["case"]["title"]
    secrets = [COMMENT, title, *(company.name for company in play.companies)]
    secrets += [client.person for client in story.people.values()]
    for file in kept.folder.iterdir():
        data = file.read_bytes()
        texts = [data, *plain(data)]
        for secret in secrets:
            forms = (secret.encode(), secret.encode("utf-16-be"))
            assert not [form for form in forms if any(form in text for text in texts)], (file.name, secret)
    assert any(b"withheld" in text for text in plain(drawn(content(kept), "en")[1])), "the search would find it"
    assert "withheld" in kept.told()["identities"]


def plain(pdf: bytes) -> list[bytes]:
    """The streams of a PDF as they are drawn."""
    found = re.findall(rb"stream\r?\n(.*?~>)\s*endstream", pdf, re.DOTALL)
    return [decompress(a85decode(b"<~" + stream.strip(), adobe=True)) for stream in found]


class Seen(HTMLParser):
    """What a browser would find: tags, attributes, text."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.named: set[str] = set()
        self.said: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        self.tags[tag] += 1
        self.named |= {name for name, _ in attrs}

    def handle_data(self, data: str) -> None:
        self.said.append(data)


def content(kept: Kept) -> dict[str, Any]:
    return {name: value for name, value in kept.told().items() if name != "documents"}


def test_hostile_words_stay_words(kept: Kept) -> None:
    told = content(kept)
    told["cycle"] = {**told["cycle"], "zh": NASTY, "en": NASTY}
    told["readers"] = [{**row, "roles": [NASTY]} for row in told["readers"]]
    told["classes"] = [{**row, "class": NASTY} for row in told["classes"]]
    told["elsewhere"] = [{"object": NASTY, "reads": 1, "denials": 0}]
    told["log"] = {**told["log"], "origin": NASTY}
    for language in ("zh", "en"):
        html, pdf = drawn(told, language)
        seen = Seen(html)
        assert (seen.tags["script"], seen.tags["link"], seen.tags["iframe"]) == (0, 0, 0)
        assert not [name for name in seen.named if name.startswith("on") or name in ("src", "href")]
        assert "alert(1)" in "".join(seen.said)
        assert "url(" not in html
        assert pdf.startswith(b"%PDF")
        assert b"/JavaScript" not in pdf


def test_the_same_report_is_the_same_bytes_and_says_the_same_in_both_languages(kept: Kept) -> None:
    told = content(kept)
    again = json.loads(json.dumps(told))
    numbers = {}
    for language in ("zh", "en"):
        html, pdf = drawn(told, language)
        assert (html, pdf) == drawn(again, language)
        numbers[language] = re.findall(r"<td[^>]*>(\d+)", html)
    assert numbers["zh"] == numbers["en"]
    assert len(numbers["zh"]) > 50
    assert (kept.folder / "report.html").read_text(encoding="utf-8") == drawn(told, "zh")[0]


def test_a_cycle_nobody_read_of_is_said_in_words(kept: Kept, tmp_path: Path) -> None:
    done = run("--data", kept.data, "--cycle", CYCLE, "--to", 0, "--out", tmp_path, "--lang", "zh")
    assert done.exit_code == 1, "the cycle was not there yet"
    published = next(r.position for r in kept.sealed.town.biaogan.log.read(CYCLE))
    assert run("--data", kept.data, "--cycle", CYCLE, "--to", published, "--out", tmp_path).exit_code == 0
    html = (tmp_path / "report.html").read_text(encoding="utf-8")
    for words in ("本期间没有查阅记录。", "本期间没有对项目的查阅。", "没有异常信号。", "本年度活动没有查阅授权。"):
        assert words in html
    assert run("verify", tmp_path, "--data", kept.data).exit_code == 0


def test_of_many_signals_of_a_kind_the_first_are_printed_and_every_kind_is(kept: Kept) -> None:
    told = content(kept)
    signal = {
        "rule": "R-13",
        "reader": 0,
        "cases": [],
        "objects": 1,
        "count": 40,
        "positions": [1, 2],
        "figures": {"z": "9"},
    }
    records = ",".join(str(number) for number in range(0, 80, 2))
    many = [{**signal, "kind": "OUTSIDE_ASSIGNMENT", "records": records}] * 75
    told["findings"] = [*many, {**signal, "kind": "CANARY", "records": "7"}]
    html = page(document(told, "en"))
    assert html.count("read outside an assignment") == 61, "each, and once among the kinds"
    assert html.count("a decoy was touched") == 2
    assert "15 more are in report.json" in html
    assert "… 24 more: report.json" in html


def test_records_that_were_altered_are_said_aloud(kept: Kept) -> None:
    told = content(kept)
    told["coverage"] = {**told["coverage"], "missing": 1, "altered": "3"}
    made = document(told, "en")
    assert "this report is no complete account" in page(made)
    assert printed(made).startswith(b"%PDF")


def test_records_are_hashed_again_and_put_beside_the_batches_of_the_log(kept: Kept) -> None:
    biaogan = kept.sealed.town.biaogan
    book = biaogan.services.reads
    assert isinstance(book, ReadBook)
    end, size = kept.told()["coverage"]["end"], biaogan.log.size()
    assert book.coverage(end, size) == Coverage(end, 0, ())
    assert book.coverage(end, 1) == Coverage(0, 0, ()), "none is committed to by the first record"

    class Bent:
        """The records as somebody changed them."""

        def __init__(self, change: Callable[[list[AccessRow]], list[AccessRow]]) -> None:
            self.change = change

        def rows(self, first: int, last: int) -> list[AccessRow]:
            return self.change(book._accesses.rows(first, last))

    def of(change: Callable[[list[AccessRow]], list[AccessRow]]) -> Coverage:
        return ReadBook(Bent(change), biaogan.log).coverage(end, size)  # type: ignore[arg-type]

    def other(row: AccessRow) -> AccessRow:
        return replace(row, person="person_other") if row.id == 3 else row

    assert of(lambda rows: [other(row) for row in rows]).altered == (3,)
    assert of(lambda rows: [row for row in rows if row.id != 3]).missing == 1
    rehashed = of(lambda rows: [replace(other(row), hash=other(row).rehash()) for row in rows])
    assert 3 in rehashed.altered, "with its hash: then the batch as a whole is not the one committed to"


def test_a_report_wants_a_cycle_a_folder_and_a_language_it_knows(kept: Kept, tmp_path: Path) -> None:
    assert run("--data", kept.data, "--cycle", CYCLE).exit_code == 2
    assert run("--data", kept.data, "--cycle", CYCLE, "--out", tmp_path, "--lang", "fr").exit_code == 2
    done = run("--data", kept.data, "--cycle", "nqb-1999", "--out", tmp_path, "--json")
    assert (done.exit_code, json.loads(done.output)["code"]) == (1, "no_report")
