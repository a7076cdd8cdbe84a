"""Files over HTTP (文件上传、下载、检查), R-59, R-60, D-27, D-28: who may, what is taken, what is on record; cases 20 and 21."""

import asyncio
from contextlib import closing
from dataclasses import dataclass, replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from time import monotonic, sleep
from typing import Any
from urllib.parse import unquote
from zipfile import ZipFile

import pytest
from file_reads import Register, refused
from starlette.requests import Request
from town import Town
from word_files import PIXEL, experience

from biaogan.app import files_desk, files_http
from biaogan.app.client import Client
from biaogan.app.columns import Columns
from biaogan.app.demo.intake import CYCLE
from biaogan.app.demo.script import at
from biaogan.app.document_check.check import CHECKER
from biaogan.app.document_keeper import check_documents
from biaogan.app.file_faults import FAULTS, FileRefused
from biaogan.app.files import FileStore
from biaogan.domain.ids import organisation_id
from biaogan.domain.media import MEDIA_TYPES
from biaogan.graphql.disclosure import Denied, Disclosed
from biaogan.graphql.faults import Fault

NAME = "甲公司-典型经验材料.docx"


@dataclass
class Scene:
    """A town with one draft, its applicant, an office, and strangers."""

    town: Town
    case: str
    applicant: Client
    register: Register

    def person(self, name: str, role: str, scope: str = "") -> Client:
        return self.town.story.people.get(name) or self.town.story.enrol(name, [(role, scope)])

    def file(self, content: bytes, kind: str = "experience", name: str = NAME, format_: str = "docx") -> str:
        """Stored and on record."""
        answer = self.applicant.upload(self.case, content)
        assert answer.status_code in (200, 201), answer.text
        self.town.story.do(
            self.applicant, "uploadDocument", on=self.case, kind=kind, name=name, size=len(content),
            sha256=answer.json()["sha256"], mediaType=MEDIA_TYPES[format_],
        )  # fmt: skip
        return str(answer.json()["sha256"])


def scene(town: Town) -> Scene:
    play = town.play()
    for name in ("office_officer", "office_director"):
        town.story.enrol(name, [(name, "")])
    play.publish()
    town.story.jump(at("2022-06-20 09:00"))
    company = play.companies[0]
    organisation = organisation_id(company.credit_code)
    person = town.story.enrol("applicant", [("applicant_editor", organisation), ("applicant_signatory", organisation)])
    town.story.do(
        person, "registerOrganisation", fullName=company.name, creditCode=company.credit_code,
        enterpriseType="有限责任公司", industry=company.industry, address="河北省", synthetic=True,
    )  # fmt: skip
    drafted = town.story.do(
        person, "draftCase", cycle=CYCLE, organisation=organisation, unit=company.unit, title=company.title
    )
    register = Register()
    object.__setattr__(town.biaogan, "services", replace(town.biaogan.services, disclosures=register))
    return Scene(town, drafted["stream"], person, register)


def checked(scene: Scene, digest: str) -> Any:
    """What the service found, once it is in the views."""
    until = monotonic() + 20
    while monotonic() < until:
        files = scene.town.biaogan.views.documents(scene.case, scene.town.biaogan.views.position())
        found = next((file for file in files if file.sha256 == digest and file.checker), None)
        if found is not None:
            return found
        sleep(0.05)
    raise AssertionError("not checked")


def test_an_experience_is_stored_filed_checked_by_the_service_and_read_again(service: Town) -> None:
    s = scene(service)
    content = experience(lambda made: made.style("仿宋", 14))
    digest = s.file(content)
    found = checked(s, digest)
    assert found.checker == CHECKER
    assert ["R-59", "profile", "error", "body_font", "仿宋 ¶3"] in found.findings
    assert (found.counts["title"], found.counts["profile"]) == (11, 17)
    service.catch_up()
    [last] = [record for record in service.biaogan.log.read(s.case) if record.type == "document_check_completed/1"]
    assert last.version == 3
    answer = s.applicant.download(s.case, digest)
    assert (answer.status_code, answer.content) == (200, content)
    assert answer.headers["content-type"] == MEDIA_TYPES["docx"]
    assert unquote(answer.headers["content-disposition"]).endswith(NAME)
    assert answer.headers["x-content-type-options"] == "nosniff"
    read = Disclosed(s.case, "case.content", frozenset({f"file:{digest}"}), files=frozenset({digest}))
    assert s.register.seen == [(s.applicant.person, read)]
    stored = [path.read_bytes() for path in service.biaogan.settings.files.rglob("*") if path.is_file()]
    assert len(stored) == 1
    assert b"word/document.xml" not in stored[0]


def test_case_20_a_replaced_document_stays_readable_under_its_own_digest_and_reads_name_what_was_read(
    small: Town,
) -> None:
    s = scene(small)
    one = s.file(experience())
    officer = small.story.people["office_officer"]
    assert officer.download(s.case, one).status_code == 200
    two = s.file(experience(lambda made: made.style("仿宋", 14)))
    assert [checked(s, digest).replaced for digest in (one, two)] == [True, False]
    assert [fields for _, read in s.register.seen for fields in read.fields] == [f"file:{one}"]
    assert officer.download(s.case, one).content == experience_bytes(s, one)
    assert officer.download(s.case, two).status_code == 200
    assert [fields for _, read in s.register.seen for fields in read.fields][-1] == f"file:{two}"


def experience_bytes(s: Scene, digest: str) -> bytes:
    with closing(s.town.biaogan.files.open(s.case, digest)) as stored:
        return b"".join(stored.chunks())


def test_who_is_no_party_reads_and_stores_nothing_and_is_not_told_what_there_is(small: Town) -> None:
    s = scene(small)
    digest = s.file(experience())
    public = Client(small.url, http=s.applicant.http)
    assert refused(public.download(s.case, digest)) == (401, "unauthenticated")
    assert refused(public.upload(s.case, b"x")) == (401, "unauthenticated")
    bad = public.http.get(
        f"{small.url}/files/{digest}", params={"case": s.case}, headers={"authorization": "DPoP forged"}
    )
    assert refused(bad) == (401, "unauthenticated")
    assert "DPoP" in bad.headers["www-authenticate"]
    strangers = [
        s.person("stranger", "applicant_editor", "org_00000000-0000-4000-8000-000000000000"),
        s.person("other unit", "t1_officer", "hebei-99"),
        s.person("expert", "expert"),
        s.person("publisher", "publisher"),
    ]
    missing = "case_00000000-0000-4000-8000-000000000000"
    for person in strangers:
        answers = [
            person.download(s.case, digest), person.download(missing, digest), person.download("../keys", digest),
            person.upload(s.case, PIXEL), person.upload(missing, PIXEL), person.upload("../keys", PIXEL),
        ]  # fmt: skip
        assert {refused(answer) for answer in answers} == {(404, "not_found")}
        assert len({answer.content for answer in answers}) == 1
    denied = Denied(s.case, "case.content", "1.12/K1", frozenset({f"file:{digest}"}))
    assert s.register.denied == [(person.person, denied) for person in strangers], "and of no case, nothing"
    assert refused(s.applicant.download(s.case, "0" * 64)) == (404, "not_found")
    assert s.register.seen == []


def test_who_reads_but_does_not_act_for_the_case_stores_nothing(small: Town) -> None:
    s = scene(small)
    digest = s.file(experience())
    auditor = s.person("auditor", "integrity_auditor")
    assert auditor.download(s.case, digest, purpose="抽查").status_code == 200
    assert refused(auditor.upload(s.case, PIXEL)) == (403, "not_acting")
    for name, role, scope in (("unit", "t1_officer", "hebei-01"), ("province", "t2_officer", "")):
        unit = next(iter(small.play().companies)).unit
        acting = s.person(name, role, unit if scope else "")
        assert acting.upload(s.case, PIXEL).status_code in (200, 201)


def test_a_file_that_the_case_does_not_name_is_not_given(small: Town) -> None:
    s = scene(small)
    digest = s.applicant.upload(s.case, PIXEL).json()["sha256"]
    assert refused(s.applicant.download(s.case, digest)) == (404, "not_found")
    assert s.applicant.upload(s.case, PIXEL).status_code == 200


def zipped(*names: str) -> bytes:
    made = BytesIO()
    with ZipFile(made, "w") as archive:
        for name in names:
            archive.writestr(name, b"x")
    return made.getvalue()


def test_case_21_what_must_not_be_stored_is_refused_and_leaves_nothing(
    small: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    s = scene(small)
    for content, expected in (
        (zipped("../a"), (415, "archive_name")),
        (zipped("a", "A"), (415, "archive_twice")),
        (zipped(*(f"{n}" for n in range(5001))), (413, "archive_too_large")),
        (b"MZ program", (415, "format_unknown")),
        (b"", (400, "empty")),
    ):
        assert refused(s.applicant.upload(s.case, content)) == expected
    told = s.applicant.http.put(
        f"{small.url}/files/{'0' * 64}", params={"case": s.case}, content=PIXEL,
        headers=s.applicant.proof("PUT", f"/files/{'0' * 64}"),
    )  # fmt: skip
    assert refused(told) == (409, "digest_differs")
    named = s.applicant.http.put(
        f"{small.url}/files/readme", params={"case": s.case}, content=PIXEL,
        headers=s.applicant.proof("PUT", "/files/readme"),
    )  # fmt: skip
    assert refused(named) == (400, "digest_malformed")
    monkeypatch.setattr(files_http, "UPLOAD_SECONDS", 0.0)
    assert refused(s.applicant.upload(s.case, PIXEL)) == (408, "too_slow")
    assert [path for path in small.biaogan.settings.files.rglob("*") if path.is_file()] == []


def test_case_21_a_file_above_the_limit_of_the_cycle_is_refused_announced_or_not(
    small: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    s = scene(small)
    terms = files_http.documents_of_writable(small.biaogan, _context(s), s.case)
    monkeypatch.setattr(
        files_http, "documents_of_writable", lambda *_: replace(terms, max_file_bytes=100, accept={"seal": ("pdf",)})
    )
    content = bytes(101)
    path = f"/files/{sha256(content).hexdigest()}"
    assert refused(s.applicant.upload(s.case, content)) == (413, "too_large")
    streamed = s.applicant.http.put(
        small.url + path, params={"case": s.case}, content=iter([content]), headers=s.applicant.proof("PUT", path)
    )
    assert refused(streamed) == (413, "too_large")
    assert refused(s.applicant.upload(s.case, PIXEL[:100])) in ((415, "unreadable"), (415, "format_not_accepted"))


def _context(s: Scene) -> Any:
    from biaogan.graphql.context import Context
    from biaogan.graphql.ports import Session

    s.town.catch_up()
    return Context(s.town.biaogan.services, Session(s.applicant.person, "", "", s.town.clock()))


def test_a_format_the_cycle_does_not_take_is_refused(small: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    s = scene(small)
    terms = files_http.documents_of_writable(small.biaogan, _context(s), s.case)
    monkeypatch.setattr(files_http, "documents_of_writable", lambda *_: replace(terms, accept={"seal": ("pdf",)}))
    assert refused(s.applicant.upload(s.case, PIXEL)) == (415, "format_not_accepted")


def test_case_21_a_suspicion_stops_every_further_file_in_and_out_at_once(small: Town) -> None:
    s = scene(small)
    digest = s.file(experience())
    officer = small.story.people["office_officer"]
    assert officer.download(s.case, digest).status_code == 200
    small.story.do(officer, "suspectStateSecret", on=s.case, document=digest)
    assert refused(officer.download(s.case, digest)) == (403, "quarantined")
    assert refused(s.applicant.upload(s.case, PIXEL)) == (403, "quarantined")
    assert len(s.register.seen) == 1, "who had seen it is on record"
    stranger = s.person("stranger", "publisher")
    assert refused(stranger.download(s.case, digest)) == (404, "not_found")
    assert [(person, denied.klass, denied.rule) for person, denied in s.register.denied] == [
        (officer.person, "case.content", "R-33"),
        (stranger.person, "case.content", "1.12/K1"),
    ], "a stranger is not told of the suspicion in the record either"


def test_nobody_stores_or_reads_a_file_for_somebody_who_has_not_asked_them(small: Town) -> None:
    s = scene(small)
    digest = s.file(experience())
    staff = s.person("staff", "publisher")
    for behalf in (s.applicant.person, "person_nobody", "?"):
        assert refused(staff.upload(s.case, PIXEL, behalf=behalf)) == (403, "act_as_not_granted")
        assert refused(staff.download(s.case, digest, behalf=behalf)) == (403, "act_as_not_granted")
    assert s.register.seen == []


def test_no_file_leaves_when_the_read_cannot_be_put_on_record(small: Town) -> None:
    s = scene(small)
    digest = s.file(experience())
    stranger = s.person("stranger", "publisher")
    s.register.broken = True
    assert refused(s.applicant.download(s.case, digest)) == (503, "disclosure_unavailable")
    for case in (s.case, "case_00000000-0000-4000-8000-000000000000"):
        assert refused(stranger.download(case, digest)) == (503, "disclosure_unavailable"), "nor is it denied"
    object.__setattr__(small.biaogan, "services", replace(small.biaogan.services, disclosures=None))
    assert refused(s.applicant.download(s.case, digest)) == (503, "disclosure_unavailable")


def test_an_auditor_says_what_a_file_is_read_for(small: Town) -> None:
    s = scene(small)
    digest = s.file(experience())
    auditor = s.person("auditor", "integrity_auditor")
    assert refused(auditor.download(s.case, digest)) == (400, "purpose_required")
    assert s.register.seen == []
    assert auditor.download(s.case, digest, purpose="抽查").status_code == 200


def test_a_withdrawn_case_takes_no_more_files(small: Town) -> None:
    s = scene(small)
    small.story.do(s.applicant, "withdrawCase", on=s.case, reason="另行申报")
    assert refused(s.applicant.upload(s.case, PIXEL)) == (409, "case_closed")


def test_a_damaged_or_lost_file_is_not_given_and_not_checked(small: Town) -> None:
    s = scene(small)
    digest = s.file(experience())
    checked(s, digest)
    [path] = [path for path in small.biaogan.settings.files.rglob("*") if path.is_file()]
    path.write_bytes(path.read_bytes()[:-1])
    assert refused(s.applicant.download(s.case, digest)) == (500, "storage_damaged")
    path.unlink()
    assert refused(s.applicant.download(s.case, digest)) == (404, "not_found")


def test_the_service_checks_each_file_once_and_tells_what_is_not_as_stated(small: Town) -> None:
    s = scene(small)
    answer = s.applicant.upload(s.case, PIXEL)
    small.story.do(
        s.applicant, "uploadDocument", on=s.case, kind="seal", name="章.jpg", size=9, sha256=answer.json()["sha256"],
        mediaType=MEDIA_TYPES["jpg"],
    )  # fmt: skip
    found = checked(s, answer.json()["sha256"])
    assert found.findings == [
        ["R-62", "file", "error", "size_differs", str(len(PIXEL))],
        ["D-27", "file", "error", "format_differs", MEDIA_TYPES["png"]],
    ]
    size = small.biaogan.log.size()
    assert check_documents(small.biaogan) == []
    assert small.biaogan.log.size() == size


def test_a_file_that_is_stated_before_it_is_stored_is_checked_when_it_comes(small: Town) -> None:
    s = scene(small)
    content = experience()
    digest = sha256(content).hexdigest()
    small.story.do(
        s.applicant, "uploadDocument", on=s.case, kind="experience", name=NAME, size=len(content), sha256=digest,
        mediaType=MEDIA_TYPES["docx"],
    )  # fmt: skip
    small.catch_up()
    assert check_documents(small.biaogan) == []
    assert s.applicant.upload(s.case, content).status_code == 201
    assert checked(s, digest).findings == []


def test_a_file_whose_key_was_destroyed_is_erased(small: Town) -> None:
    class Forgetful(Columns):
        def open(self, place: bytes, sealed: bytes) -> bytes | None:
            return None

    s = scene(small)
    digest = s.file(experience())
    checked(s, digest)
    object.__setattr__(small.biaogan, "files", FileStore(small.biaogan.settings.files, Forgetful(b"\0" * 32)))
    assert refused(s.applicant.download(s.case, digest)) == (410, "erased")


def test_views_that_do_not_catch_up_are_told_of(small: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    async def behind(*_: object) -> None:
        raise Fault("BASIS_NOT_REACHED", "落后", "behind")

    s = scene(small)
    monkeypatch.setattr(files_desk, "reach", behind)
    assert refused(s.applicant.upload(s.case, PIXEL)) == (503, "views_behind")


def test_an_upload_that_breaks_off_leaves_nothing(tmp_path: Path) -> None:
    async def receive() -> dict[str, str]:
        return {"type": "http.disconnect"}

    files = FileStore(tmp_path, Columns(b"\0" * 32))
    request = Request({"type": "http", "method": "PUT", "headers": []}, receive)
    with files.incoming("case_one", "0" * 64, 100) as incoming, pytest.raises(FileRefused) as caught:
        asyncio.run(files_http._received(request, incoming))
    assert caught.value.code == "incomplete"
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_every_code_a_request_for_a_file_is_refused_with_is_tested_here() -> None:
    here = Path(__file__)
    text = "".join(path.read_text(encoding="utf-8") for path in (here, here.with_name("test_app_package.py")))
    assert [code for code in FAULTS if f'"{code}"' not in text] == []
