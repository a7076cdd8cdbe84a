"""``biaogan suppose`` and ``biaogan report verify``: what if, asked from the command line and kept as anybody can check it."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from reasons import GRANTED, granted
from sealed_round import Sealed
from test_app_suppose import over
from town import town
from typer import Exit
from typer.testing import CliRunner

from biaogan.app import keyring
from biaogan.app.cli import load
from biaogan.app.cli.output import app
from biaogan.app.cli.supposing import ASKED, GIVEN, refuse
from biaogan.app.report_folder import GENESIS, LOG, RECEIPT
from biaogan.app.supposition_folder import FORM, JSON, SIGNATURE
from biaogan.domain.supposing.report import KIND
from biaogan.ledger.keyfile import save
from biaogan.ledger.note import Signer
from biaogan.ledger.report import canonical, sign_report

SUPPOSE = f"query({GIVEN}, $at: Position!) {{ at(position: $at) {{ {ASKED} }} }}"
FLAGS = {"each": False, "flip": False, "signed": False}


@dataclass
class Asking:
    """A round whose scores are open, and key files of who asks about it."""

    sealed: Sealed
    folder: Path
    at: int

    def run(self, *words: object, who: str = "auditor", purpose: str = "核查") -> Any:
        """The command as somebody types it, with a round."""
        load("suppose")
        signed_in = ["--url", self.sealed.town.url, "--key", str(self.folder / f"{who}.key")]
        told = ["--purpose", purpose] if purpose else []
        asked = [] if "--round" in words else ["--round", self.sealed.round]
        runner = CliRunner(env={"BIAOGAN_PASSPHRASE": "", "COLUMNS": "80"})
        return runner.invoke(app, ["suppose", *asked, *map(str, words), *signed_in, *told])

    def said(self, *words: object, who: str = "auditor", code: int = 0) -> str:
        done = self.run(*words, who=who)
        assert done.exit_code == code, done.output
        return str(done.output)

    def told(self, *words: object, who: str = "auditor", code: int = 0) -> dict[str, Any]:
        found: dict[str, Any] = json.loads(self.said(*words, "--json", who=who, code=code))
        return found

    def answer(self, who: str = "auditor", **given: Any) -> dict[str, Any]:
        """What the API answers of the same position."""
        asked = {**FLAGS, "round": self.sealed.round, "at": self.at, **given}
        found: dict[str, Any] = self.sealed.person(who).ask(SUPPOSE, asked, purpose="核查")["at"]["suppose"]
        return found


@pytest.fixture(scope="module")
def asking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Asking]:
    folder = tmp_path_factory.mktemp("suppose")
    with town(folder / "data", f"sqlite:///{folder / 'data' / 'log.db'}") as made:
        sealed = over(made)
        granted(made)
        for name in ("auditor", GRANTED, "expert_06", "t2_officer"):
            key = sealed.person(name).key
            assert key is not None
            save(folder / f"{name}.key", key)
        yield Asking(sealed, folder, made.catch_up())


@pytest.fixture(scope="module")
def flipped(asking: Asking) -> list[str]:
    """The fewest sheets without which another case is first."""
    sheets: list[str] = asking.answer(flip=True, most=3, cut=1)["smallestFlip"]["sheets"]
    assert sheets
    return sheets


def without(sheets: list[str]) -> list[str]:
    return [word for sheet in sheets for word in ("--without-sheet", sheet)]


@pytest.fixture
def kept(asking: Asking, flipped: list[str], tmp_path: Path) -> Path:
    """A folder with the signed report of that supposition."""
    asking.said(*without(flipped), "--cut", 1, "--flip", 2, "--out", tmp_path / "out")
    return tmp_path / "out"


def verified(folder: Path, *words: object, code: int = 0) -> Any:
    load("report")
    done = CliRunner().invoke(app, ["report", "verify", str(folder), *map(str, words)])
    assert done.exit_code == code, done.output
    return json.loads(done.output) if "--json" in words else done.output


def test_the_numbers_told_are_those_the_service_answers(asking: Asking, flipped: list[str]) -> None:
    answer = asking.answer(without={"statements": flipped}, cut=1)["ranking"]
    words = (*without(flipped), "--cut", 1, "--at", asking.at)
    assert asking.told(*words) == {"ok": True, "ranking": answer}
    lines = asking.said(*words).splitlines()
    moved = [entry for entry in answer["entries"] if entry["rankBefore"] != entry["rankAfter"]]
    assert moved
    for entry in moved:
        [row] = [line.split() for line in lines if line.startswith(f"  {entry['caseId']}")]
        ranks = [str(entry["rankBefore"]), "→", str(entry["rankAfter"])]
        before, after = entry["shownBefore"], entry["shownAfter"]
        scores = [after] if before == after else [before, "→", after]
        assert row[1 : 1 + len(ranks + scores)] == ranks + scores
        assert row[1 + len(ranks + scores)] == str(entry["sheetsAfter"])
    crossing = {entry["caseId"] for entry in answer["entries"] if entry["crosses"]}
    assert {line.split()[5] for line in lines if "crosses the line" in line} == crossing != set()
    assert f"sheets left out: {len(flipped)}" in "\n".join(lines)
    assert any(answer["methodBefore"] in line and answer["configDigest"][:16] in line for line in lines)


def test_only_who_moves_is_listed_unless_all_are_asked_for(asking: Asking) -> None:
    cases = asking.sealed.cases
    assert not any(case in asking.said() for case in cases), "nothing is supposed"
    assert all(case in asking.said("--all") for case in cases)


def test_experts_keys_conflicts_and_other_rules_are_supposed_as_the_schema_has_them(asking: Asking) -> None:
    sealed = asking.sealed
    expert = sealed.panel(sealed.cases[0])[0]
    row = sealed.town.biaogan.views.case(sealed.cases[0], asking.at)
    assert row is not None
    for words, given in (
        (("--without-expert", expert.person), {"without": {"experts": [expert.person]}}),
        (("--without-key", f"{expert.kid}:5"), {"without": {"keys": [{"kid": expert.kid, "after": 5}]}}),
        (
            ("--conflict", f"{expert.person}:{row.organisation}:2021-01-01"),
            {"conflicts": [{"expert": expert.person, "organisation": row.organisation, "since": "2021-01-01"}]},
        ),
        (
            ("--aggregator", "trimmed", "--trim", 1, "--min-n", 3, "--row", "A1=3/2", "--no-calibration"),
            {"scoring": {"aggregate": "TRIMMED", "trim": 1, "minN": 3, "rows": [{"row": "A1", "weight": "3/2"}], "calibration": False}},
        ),
    ):  # fmt: skip
        answer = asking.answer(GRANTED, **given)["ranking"]
        assert answer != asking.answer(GRANTED)["ranking"]
        assert asking.told(*words, "--at", asking.at, who=GRANTED)["ranking"] == answer
    for wrong in (
        ("--without-key", "x"),
        ("--conflict", "a:b:soon"),
        ("--row", "A1"),
        ("--weight", "desk"),
        ("--flip", 9),
    ):
        asking.said(*wrong, code=2)
    assert "one weight for each of desk, defence" in asking.said("--weight", "desk=1", code=1)


def test_each_expert_left_out_and_the_smallest_flip_are_tabled_as_answered(asking: Asking) -> None:
    asked = {"each": True, "flip": True, "most": 3, "cut": 1}
    answer, words = asking.answer(GRANTED, **asked), ("--leave-one-out", "--flip", 3, "--cut", 1, "--at", asking.at)
    assert asking.told(*words, who=GRANTED) == {"ok": True, **answer}
    text = asking.said(*words, who=GRANTED)
    lines = text.splitlines()
    assert answer["leaveOneOut"]
    for each in answer["leaveOneOut"]:
        [row] = [line.split() for line in lines if line.startswith(f"  {each['expertId']}")]
        numbers = [each["sheets"], each["moved"], each["furthest"], len(each["crossing"]), len(each["tooFew"])]
        assert row[1:] == [str(number) for number in numbers]
    assert all(f"\n  {sheet}\n" in text for sheet in answer["smallestFlip"]["sheets"])
    assert "none of up to 1 sheets" in asking.said("--flip", 1, "--cut", 2)


def test_what_cannot_be_told_is_refused_in_both_languages(asking: Asking, capsys: pytest.CaptureFixture[str]) -> None:
    mute = asking.run(purpose="")
    assert (mute.exit_code, "--purpose" in mute.output) == (1, True)
    assert "审计和调查人员查阅须说明目的" in mute.output
    for words, who in (((), "expert_06"), ((), "t2_officer"), (("--round", "round_none"), "auditor")):
        assert asking.told(*words, who=who, code=1)["code"] == "nothing_to_see"
    before = asking.sealed.town.biaogan.log.read(asking.sealed.round)[0].position
    assert asking.told("--at", before - 1, code=1)["code"] == "nothing_to_see"
    name = f"{asking.sealed.cases[0]}#none"
    found = asking.told("--without-sheet", name, code=1)
    assert (found["code"], found["unmatched"]) == ("unmatched", [name])
    assert f"met nothing, changed nothing {name}" in asking.said("--without-sheet", name, "--anyway")
    assert asking.told("--leave-one-out", code=1)["code"] == "signers_withheld"
    plain = {"ranking": {"unmatched": []}}
    for nothing, words in (("smallestFlip", "--cut"), ("report", "made no report")):
        with pytest.raises(Exit):
            refuse({**plain, nothing: None}, anyway=False)
        assert words in capsys.readouterr().err
    refuse(plain, anyway=False)


def test_nothing_is_kept_of_what_is_refused(asking: Asking, tmp_path: Path) -> None:
    asking.said("--without-sheet", "case_1#2", "--out", tmp_path / "out", code=1)
    assert not (tmp_path / "out").exists()
    (tmp_path / "file").write_text("")
    assert "cannot write" in asking.said("--out", tmp_path / "file" / "out", code=1)


def test_a_kept_supposition_verifies_offline_and_tells_what_was_supposed_of_which_log(
    asking: Asking, kept: Path, flipped: list[str]
) -> None:
    town = asking.sealed.town
    told = verified(kept, "--vkey", town.vkey, "--json")
    text = json.loads((kept / JSON).read_text(encoding="utf-8"))
    assert (told["key"], told["kind"], told["supposed"]["statements"]) == (True, KIND, flipped)
    assert (told["log"], told["position"], told["code"]) == (text["log"], text["position"], text["code"])
    assert (told["log"]["origin"], told["log"]["size"]) == (town.biaogan.log.origin, told["position"] + 1)
    entries = asking.answer(without={"statements": flipped}, cut=1)["ranking"]["entries"]
    assert (told["leftOut"], told["crossing"]) == (2, [entry["caseId"] for entry in entries if entry["crosses"]])
    words = verified(kept, "--key", town.vkey)
    for shown in (
        *flipped,
        text["log"]["origin"],
        text["log"]["root"],
        f"#{text['position']}",
        text["code"]["version"],
    ):
        assert shown in words
    assert "the key is the folder's own word" not in words
    assert "the key is the folder's own word" in verified(kept)


def test_with_the_log_at_hand_the_content_is_counted_anew_as_far_as_it_hangs_on_nobody_s_rights(
    asking: Asking, kept: Path, flipped: list[str], tmp_path: Path
) -> None:
    sealed, data = asking.sealed, ("--data", asking.sealed.town.biaogan.settings.data)
    words = verified(kept, *data)
    assert ("counted anew from the log" in words, "the folder's own word" in words) == (True, False)
    expert = sealed.panel(sealed.cases[0])[0].person
    asked = ("--without-expert", expert, "--anyway", "--trim", 1, "--out")
    for who, counted in ((GRANTED, True), ("auditor", False)):
        more = ("--leave-one-out", "--flip", 1) if counted else ()
        asking.said(*asked, tmp_path / who, *more, who=who)
        assert verified(tmp_path / who, *data, "--json")["content"] is counted
    told = json.loads((kept / JSON).read_text(encoding="utf-8"))
    for code, changed in (
        ("content", {"answer": {**told["answer"], "cases": told["answer"]["cases"][:1]}}),
        ("round", {"round": "round_none"}),
    ):
        signed_by_the_service(asking, kept, {**told, **changed})
        [fault] = verified(kept, *data, "--json", code=1)["faults"]
        assert (fault["file"], fault["code"]) == (LOG, code)


def signed_by_the_service(asking: Asking, folder: Path, told: dict[str, Any]) -> None:
    """A report that says something else, with a signature that holds."""
    text = canonical(told)
    (folder / JSON).write_bytes(text)
    key = keyring.service_key(asking.sealed.town.biaogan.settings.keys)
    (folder / SIGNATURE).write_text(sign_report(text, key))


@pytest.mark.parametrize(
    ("name", "code"),
    [(GENESIS, "bad_json"), (RECEIPT, "proof"), (JSON, "report_signature"), (SIGNATURE, "report_signature")],
)
def test_a_changed_byte_or_a_missing_file_is_refused_with_its_code(
    asking: Asking, kept: Path, name: str, code: str
) -> None:
    whole = (kept / name).read_bytes()
    for place in (len(whole) - 2, len(whole) // 2, 0):
        changed = bytearray(whole)
        changed[place] ^= 1
        (kept / name).write_bytes(changed)
        [fault] = verified(kept, "--key", asking.sealed.town.vkey, "--json", code=1)["faults"]
        assert name in fault["file"]
    assert fault["code"] == code, "of the first byte"
    (kept / name).unlink()
    [fault] = verified(kept, "--key", asking.sealed.town.vkey, "--json", code=1)["faults"]
    assert (fault["file"], fault["code"]) == (name, "unreadable")


def test_a_foreign_key_another_log_and_another_kind_of_report_are_refused(asking: Asking, kept: Path) -> None:
    service = asking.sealed.town.biaogan
    other = Signer(service.log.origin, Ed25519PrivateKey.generate()).vkey()
    [fault] = verified(kept, "--key", other, "--json", code=1)["faults"]
    assert (RECEIPT in fault["file"], fault["code"]) == (True, "note_unsigned")
    told = json.loads((kept / JSON).read_text(encoding="utf-8"))

    log = told["log"]
    for code, changed in (
        ("origin", {**log, "origin": "other.invalid/log"}),
        ("root", {**log, "root": log["root"][::-1]}),
        ("position", {**log, "size": 10**6}),
    ):
        signed_by_the_service(asking, kept, {**told, "log": changed})
        [fault] = verified(kept, "--data", service.settings.data, "--json", code=1)["faults"]
        assert (fault["file"], fault["code"]) == (LOG, code)
    signed_by_the_service(asking, kept, {**told, "kind": "something else"})
    [fault] = verified(kept, "--json", code=1)["faults"]
    assert (fault["file"], fault["code"]) == (JSON, "report_kind")


def test_two_reports_in_one_folder_are_not_taken_for_one(kept: Path) -> None:
    (kept / "report.json").write_text("{}")
    assert verified(kept, "--json", code=1)["code"] == "two_reports"
    assert set(FORM.files) < {file.name for file in kept.iterdir()}
