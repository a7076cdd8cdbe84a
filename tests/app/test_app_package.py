"""A case's package as one archive (材料打包), R-37, D-28: whole or not at all, and every file of it on record as read."""

import json
import subprocess
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from zipfile import ZIP_STORED, ZipFile

import httpx
import pytest
from file_reads import Register, refused
from town import Town
from typer.testing import CliRunner
from word_files import PIXEL, experience

from biaogan.app.cli import load
from biaogan.app.cli.output import app
from biaogan.app.client import Client
from biaogan.app.demo.script import at, package
from biaogan.app.files import CHUNK
from biaogan.app.files_package import PackageDesk
from biaogan.app.packing import MANIFEST, SUMS, Part, archived
from biaogan.domain.forms import FileRef
from biaogan.graphql.disclosure import Denied
from biaogan.ledger.keyfile import save


@dataclass
class Scene:
    """A case with its three files stored, not yet filed."""

    town: Town
    case: str
    name: str
    applicant: Client
    register: Register
    contents: dict[str, bytes]
    file: Callable[[], None]

    def packed(self, who: Client, **more: str) -> httpx.Response:
        return who.download(self.case, "package", **more)


@pytest.fixture
def scene(small: Town) -> Scene:
    play = small.play()
    for name in ("office_officer", "office_director"):
        small.story.enrol(name, [(name, "")])
    play.publish()
    small.story.jump(at("2022-06-20 09:00"))
    company = play.companies[0]
    form = play.draft(company)
    case, applicant = small.story.cases[company.credit_code], play.applicants[company.credit_code]
    listed = package(company)
    listed[2]["name"] = "证实性材料 1.png"
    contents = {"form": experience(lambda made: made.style("仿宋", 14)), "experience": experience(), "evidence": PIXEL}
    for file in listed:
        content = contents[file["kind"]]
        file |= {"size": len(content), "sha256": sha256(content).hexdigest()}
        assert applicant.upload(case, content).status_code == 201

    def filed() -> None:
        play.stored[company.credit_code] = listed
        play.submit(company, form)
        small.catch_up()
        register.seen.clear()  # a draft of what is filed shows the case as it stands: a read, and not what is asked here

    register = Register()
    object.__setattr__(small.biaogan, "services", replace(small.biaogan.services, disclosures=register))
    names = {file["name"]: contents[file["kind"]] for file in listed}
    return Scene(small, case, company.name, applicant, register, names, filed)


def test_a_filed_package_is_given_as_one_archive_named_after_the_applicant_and_every_read_is_on_record(
    scene: Scene, tmp_path: Path
) -> None:
    scene.file()
    answer = scene.packed(scene.applicant)
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/zip")
    assert unquote(answer.headers["content-disposition"]).endswith(f"{scene.name}.zip")
    assert answer.headers["cache-control"] == "no-store"
    with ZipFile(BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        assert archive.namelist() == [MANIFEST, SUMS, *[f"files/{name}" for name in scene.contents]]
        assert {name: archive.read(f"files/{name}") for name in scene.contents} == scene.contents
        told = json.loads(archive.read(MANIFEST))
        archive.extractall(tmp_path)
    digests = {sha256(content).hexdigest() for content in scene.contents.values()}
    assert (told["case"], told["organisation"]) == (scene.case, scene.name)
    assert {file["sha256"] for file in told["files"]} == digests
    assert told["root"] == scene.town.biaogan.services.ledger.basis(told["position"]).root
    subprocess.run(["sha256sum", "--check", "--strict", "--quiet", SUMS], cwd=tmp_path, check=True)
    assert {person for person, _ in scene.register.seen} == {scene.applicant.person}
    assert [(read.stream, read.klass, read.files) for _, read in scene.register.seen] == [
        (scene.case, "case.content", digests),
        (scene.case, "case.listed", frozenset()),
    ]


def test_nothing_is_packed_before_it_is_filed(scene: Scene) -> None:
    assert refused(scene.packed(scene.applicant)) == (409, "nothing_filed")
    assert scene.register.seen == []


def test_a_package_one_of_whose_files_was_never_uploaded_is_refused_and_the_file_named(scene: Scene) -> None:
    scene.file()
    content = scene.contents["证实性材料 1.png"]
    [path] = scene.town.biaogan.settings.files.rglob(f"{sha256(content).hexdigest()}*")
    path.unlink()
    answer = scene.packed(scene.applicant)
    assert refused(answer) == (409, "package_incomplete")
    assert answer.json()["missing"] == ["证实性材料 1.png"]
    assert [read.klass for _, read in scene.register.seen] == ["case.content", "case.listed"], (
        "nothing left, but what the case has filed was told"
    )


def test_who_must_say_what_a_package_is_read_for_is_told_of_no_missing_file_before(scene: Scene) -> None:
    scene.file()
    for path in scene.town.biaogan.settings.files.rglob(f"{sha256(PIXEL).hexdigest()}*"):
        path.unlink()
    auditor = scene.town.story.enrol("auditor", [("integrity_auditor", "")])
    answer = scene.packed(auditor)
    assert refused(answer) == (400, "purpose_required")
    assert "missing" not in answer.json()
    assert refused(scene.packed(auditor, purpose="抽查")) == (409, "package_incomplete")
    assert {person for person, _ in scene.register.seen} == {auditor.person}


def test_a_damaged_file_ends_the_package_before_it_begins(scene: Scene) -> None:
    scene.file()
    path = next(path for path in scene.town.biaogan.settings.files.rglob("*") if path.is_file())
    path.write_bytes(path.read_bytes()[:-1])
    assert refused(scene.packed(scene.applicant)) == (500, "storage_damaged")


def test_who_is_no_party_is_told_of_no_package_and_whoever_must_says_what_it_is_read_for(scene: Scene) -> None:
    scene.file()
    stranger = scene.town.story.enrol("stranger", [("expert", "")])
    assert refused(scene.packed(stranger)) == (404, "not_found")
    assert scene.register.denied == [(stranger.person, Denied(scene.case, "case.content", "1.12/K1"))]
    nobody = Client(scene.applicant.url)
    with closing(nobody.http):
        assert refused(scene.packed(nobody)) == (401, "unauthenticated")
    auditor = scene.town.story.enrol("auditor", [("integrity_auditor", "")])
    assert refused(scene.packed(auditor)) == (400, "purpose_required")
    assert scene.register.seen == []
    assert scene.packed(auditor, purpose="抽查").status_code == 200


def test_no_package_leaves_when_the_reads_cannot_be_put_on_record(scene: Scene) -> None:
    scene.file()
    scene.register.broken = True
    assert refused(scene.packed(scene.applicant)) == (503, "disclosure_unavailable")


@pytest.mark.parametrize("size", [1, CHUNK, 3 * CHUNK + 5])
def test_an_archive_of_the_same_files_at_the_same_time_is_the_same_and_is_never_held_whole(size: int) -> None:
    content = bytes(range(256)) * (size // 256 + 1)
    content = content[:size]
    file = FileRef("evidence", "图 一.png", size, sha256(content).hexdigest())

    def pieces() -> Any:
        yield from (content[start : start + CHUNK] for start in range(0, size, CHUNK))

    once, again = (list(archived({"case": "case_1"}, [Part(file, pieces)], at("2022-07-01 08:00"))) for _ in range(2))
    assert once == again
    assert max(map(len, once)) < CHUNK + 4096
    with ZipFile(BytesIO(b"".join(once))) as archive:
        entry = archive.getinfo("files/图 一.png")
        assert (entry.compress_type, entry.date_time) == (ZIP_STORED, (2022, 7, 1, 8, 0, 0))
        assert archive.read(entry) == content


def saved(scene: Scene, folder: Path, who: Client, *more: str) -> tuple[int, dict[str, Any]]:
    """What the command says to a person's key."""
    key = folder / "key.json"
    assert who.key is not None
    key.unlink(missing_ok=True)
    save(key, who.key)
    load("package")
    words = ["package", scene.case, "--key", str(key), "--out", str(folder / "out"), "--url", who.url, "--json"]
    answer = CliRunner().invoke(app, [*words, "--passphrase", "", *more])
    return answer.exit_code, json.loads(answer.stdout)


def test_the_command_saves_the_package_and_checks_every_digest(scene: Scene, tmp_path: Path) -> None:
    scene.file()
    code, told = saved(scene, tmp_path, scene.applicant)
    assert (code, told["ok"], len(told["files"])) == (0, True, 3)
    [path] = (tmp_path / "out").iterdir()
    assert (path.name, told["file"]) == (f"{scene.name}.zip", str(path))
    with ZipFile(path) as archive:
        assert archive.testzip() is None


def test_the_command_tells_why_there_is_no_package_and_leaves_nothing(scene: Scene, tmp_path: Path) -> None:
    code, told = saved(scene, tmp_path, scene.applicant)
    assert (code, told["code"]) == (1, "nothing_filed")
    scene.file()
    for path in scene.town.biaogan.settings.files.rglob(f"{sha256(PIXEL).hexdigest()}*"):
        path.unlink()
    code, told = saved(scene, tmp_path, scene.applicant)
    assert (code, told["code"], told["missing"]) == (1, "package_incomplete", ["证实性材料 1.png"])
    assert "证实性材料 1.png" in told["message"]["zh"]
    assert not list((tmp_path / "out").glob("*"))


def test_the_command_keeps_no_package_that_is_not_what_it_says(
    scene: Scene, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.file()
    monkeypatch.setattr(PackageDesk, "_chunks", lambda *_: iter([b"somebody else's"]))
    code, told = saved(scene, tmp_path, scene.applicant)
    assert (code, told["code"]) == (1, "package_broken")
    assert not list((tmp_path / "out").iterdir())
