"""Real files, opened and looked at (文件检查): R-59, R-60, D-26..D-28, edge cases 18 and 21."""

import json
import struct
import tomllib
import zipfile
import zlib
from io import BytesIO
from pathlib import Path

import pytest
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn
from docx.shared import Pt
from typer.testing import CliRunner
from word_files import PIXEL, Experience, experience

from biaogan.app.cli import load
from biaogan.app.cli.output import app
from biaogan.app.cycles import cycle_file
from biaogan.app.document_check.check import check
from biaogan.app.document_check.formats import detect
from biaogan.app.document_check.unfit import UNFIT, Unfit
from biaogan.app.document_check.word import read
from biaogan.domain.config import CycleConfig
from biaogan.domain.finding_table import FINDINGS
from biaogan.domain.media import MEDIA_TYPES

CONFIG = CycleConfig.from_document(tomllib.loads(cycle_file("nqb-2022").read_text(encoding="utf-8")))
WORD = MEDIA_TYPES["docx"]


def checked(content: bytes, kind: str = "experience", media_type: str = WORD) -> tuple[list[str], dict[str, int]]:
    findings, counts = check(BytesIO(content), kind, media_type, CONFIG.filing.documents, CONFIG.indicator_years)
    assert all(finding.code in FINDINGS for finding in findings)
    return [f"{each.place}: {each.code} {each.detail}".strip() for each in findings], counts


def unfit(content: bytes) -> str:
    with pytest.raises(Unfit) as caught:
        detect(BytesIO(content))
    assert all(caught.value.told())
    return caught.value.code


# --- Word (版面) ---------------------------------------------------------------------------------------------------------


def test_a_sound_word_file_has_no_findings_and_its_characters_are_counted() -> None:
    found, counts = checked(experience())
    assert found == []
    assert counts == {"title": 11, "profile": 17, "background": 13, "implementation": 20, "results": 31}


def test_fonts_and_sizes_come_through_styles_defaults_and_theme() -> None:
    assert checked(experience(lambda made: made.style("仿宋", 12)))[0] == [
        f"{part}: {code}"
        for part, number in (("profile", 3), ("background", 5), ("implementation", 7), ("results", 13))
        for code in (f"body_font 仿宋 ¶{number}", f"body_size 12 pt ¶{number}")
    ]
    based = experience(_based_on_another_style)
    assert checked(based)[0] == []
    theme = read(BytesIO(experience(_font_by_theme))).blocks[2]
    assert [run.font for run in theme.runs] == ["宋体"]  # type: ignore[union-attr]


def _based_on_another_style(made: Experience) -> None:
    made.style("楷体", 10)
    base = made.document.styles.add_style("Base", 1)
    base.font.size, base.paragraph_format.line_spacing = Pt(14), 1.0
    base.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "SimSun")
    derived = made.document.styles.add_style("Derived", 1)
    derived.base_style = base
    for paragraph in made.document.paragraphs:
        paragraph.style = derived


def _font_by_theme(made: Experience) -> None:
    fonts = made.document.styles["Normal"].element.rPr.rFonts
    fonts.set(qn("w:eastAsiaTheme"), "minorEastAsia")


def test_spacing_paper_and_a_centred_title_are_looked_at() -> None:
    def change(made: Experience) -> None:
        made.document.sections[0].orientation = WD_ORIENT.LANDSCAPE
        made.document.sections[0].page_width, made.document.sections[0].page_height = 10692130, 7560310
        made.document.paragraphs[0].alignment = None
        made.document.paragraphs[2].paragraph_format.line_spacing = 1.5

    assert checked(experience(change))[0] == [
        "section 1: page_not_a4 16838 x 11906", "title: title_not_centred", "profile: body_spacing ¶3",
    ]  # fmt: skip


def test_captions_are_judged_by_where_the_table_and_the_figure_really_stand() -> None:
    def change(made: Experience) -> None:
        body = made.document.element.body
        table = body.find(qn("w:tbl"))
        body.insert(list(body).index(table) - 1, table)

    assert checked(experience(change))[0] == ["table 1: caption_misplaced"]


def test_case_18_a_part_that_is_one_character_too_long_is_found_in_the_file() -> None:
    def longer(by: int) -> bytes:
        return experience(lambda made: made.document.paragraphs[2].runs[0].add_text("。" * (500 - 17 + by)))

    assert checked(longer(0))[0] == []
    assert checked(longer(1))[0] == ["profile: part_too_long 501 > 500"]


def test_deleted_text_and_text_boxes_are_not_counted_and_tracked_insertions_are() -> None:
    def change(made: Experience) -> None:
        paragraph = made.document.paragraphs[2]._p
        for tag in ("w:del", "w:ins"):
            around = paragraph.makeelement(qn(tag), {})
            run = made.document.paragraphs[4]._p.r_lst[0]
            around.append(run.__copy__())
            paragraph.append(around)

    assert checked(experience(change))[1]["profile"] == 17 + 7


def test_an_old_word_file_is_not_machine_checked_and_a_wrong_format_is_told() -> None:
    old = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 512 + "WordDocument".encode("utf-16-le")
    assert checked(old, media_type=MEDIA_TYPES["doc"])[0] == ["file: not_machine_checked doc"]
    assert checked(PIXEL)[0] == [f"file: format_differs {MEDIA_TYPES['png']}"]
    assert checked(b"MZ program")[0] == ["file: format_differs ?"]
    assert checked(PIXEL, "seal", MEDIA_TYPES["png"]) == ([], {})
    assert checked(b"PK\x03\x04 broken")[0] == ["file: unreadable"]
    assert checked(zipped({"../a.txt": b""}), "evidence", MEDIA_TYPES["zip"])[0] == [
        "file: unsafe_archive archive_name"
    ]


@pytest.mark.parametrize("part", ["word/document.xml", "word/styles.xml", "[Content_Types].xml"])
def test_a_word_file_with_a_broken_part_is_unreadable(part: str) -> None:
    assert checked(changed(experience(), {part: b"<w:broken"}))[0] == ["file: unreadable"]


# --- formats by content (文件格式) ---------------------------------------------------------------------------------------


def zipped(files: dict[str, bytes], **more: int) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name)
            info.external_attr = more.get("external_attr", 0)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return file.getvalue()


def changed(content: bytes, parts: dict[str, bytes]) -> bytes:
    with zipfile.ZipFile(BytesIO(content)) as archive:
        return zipped({**{name: archive.read(name) for name in archive.namelist()}, **parts})


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (experience(), "docx"), (PIXEL, "png"), (b"%PDF-1.7\n%%EOF\n", "pdf"), (b"\xff\xd8\xff\xe0jfif\xff\xd9", "jpg"),
        (zipped({"甲公司/专利.pdf": b"%PDF"}), "zip"),
    ],
)  # fmt: skip
def test_a_format_is_found_by_the_content(content: bytes, found: str) -> None:
    assert detect(BytesIO(content)) == found


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "format_unknown"),
        (b"#!/bin/sh", "format_unknown"),
        (b"7z\xbc\xaf\x27\x1c", "format_unknown"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "format_unknown"),
        (b"%PDF-1.7 cut short", "unreadable"),
        (PIXEL[:30], "unreadable"),
        (experience()[:-30], "unreadable"),
        (b"PK\x07\x08" + bytes(40), "archive_split"),
        (zipped({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b""}), "format_unknown"),
        (zipped({"../../etc/passwd": b""}), "archive_name"),
        (zipped({"/etc/passwd": b""}), "archive_name"),
        (zipped({"C:\\windows\\a": b""}), "archive_name"),
        (zipped({"a/./b": b""}), "archive_name"),
        (zipped({"a\nb": b""}), "archive_name"),
        (zipped({"link": b"/etc"}, external_attr=0o120777 << 16), "archive_name"),
        (zipped({"专利.PDF": b"", "专利.pdf": b""}), "archive_twice"),
        (changed(experience(), {"word/vbaProject.bin": b"macro"}), "active_content"),
        (changed(experience(), {"word/embeddings/oleObject1.bin": b"x"}), "active_content"),
        (changed(experience(), {"word/_rels/document.xml.rels": (
            b'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r"'
            b' Type="http://x/attachedTemplate" Target="http://evil.example" TargetMode="External"/></Relationships>'
        )}), "active_content"),
        (changed(experience(), {"word/_rels/document.xml.rels": b"<"}), "unreadable"),
    ],
)  # fmt: skip
def test_case_21_what_must_not_be_opened_is_refused_with_a_code(content: bytes, code: str) -> None:
    assert unfit(content) == code


def test_case_21_an_encrypted_a_split_and_an_overlapping_zip_are_refused() -> None:
    plain = bytearray(zipped({"a.txt": b"text"}))
    directory = plain.index(b"PK\x01\x02")
    encrypted = plain.copy()
    encrypted[directory + 8] |= 1
    assert unfit(bytes(encrypted)) == "archive_encrypted"
    split = plain.copy()
    split[-18] = 1
    assert unfit(bytes(split)) == "archive_split"
    two = bytearray(zipped({"a.txt": b"text", "b.txt": b"text"}))
    second = two.rindex(b"PK\x01\x02")
    two[second + 42 : second + 46] = bytes(4)
    assert unfit(bytes(two)) == "unreadable"


def test_case_21_an_archive_that_unpacks_to_too_much_is_refused() -> None:
    bomb = bytearray(zipped({"a.txt": b"text"}))
    directory = bomb.index(b"PK\x01\x02")
    bomb[directory + 24 : directory + 28] = struct.pack("<L", (1 << 30) + 1)
    assert unfit(bytes(bomb)) == "archive_too_large"
    assert unfit(zipped({f"{number}.txt": b"" for number in range(5_001)})) == "archive_too_large"


# --- RAR ----------------------------------------------------------------------------------------------------------------


def four(*blocks: tuple[int, int, bytes, bytes]) -> bytes:
    """A RAR 4 archive of (kind, flags, header after its common part, data)."""
    made = b"Rar!\x1a\x07\x00"
    for kind, flags, rest, data in blocks:
        made += struct.pack("<HBHH", 0, kind, flags, 7 + len(rest)) + rest + data
    return made


def file_four(name: bytes, size: int = 4, attributes: int = 0x20) -> bytes:
    return struct.pack("<LLBLLBBHL", 4, size, 3, 0, 0, 29, 0x30, len(name), attributes) + name


def vint(number: int) -> bytes:
    made = b""
    while number > 0x7F:
        made, number = made + bytes([number & 0x7F | 0x80]), number >> 7
    return made + bytes([number])


def five(*headers: tuple[bytes, bytes]) -> bytes:
    """A RAR 5 archive of (header, data)."""
    made = b"Rar!\x1a\x07\x01\x00"
    for header, data in headers:
        sized = vint(len(header)) + header
        made += struct.pack("<L", zlib.crc32(sized)) + sized + data
    return made


def file_five(name: bytes, extra: bytes = b"", flags: int = 0) -> tuple[bytes, bytes]:
    head = vint(2) + vint(flags | 2 | bool(extra)) + (vint(len(extra)) if extra else b"") + vint(4)
    return head + vint(0) + vint(4) + vint(0x20) + vint(0) + vint(1) + vint(len(name)) + name + extra, b"data"


MAIN_FOUR = (0x73, 0, bytes(6), b"")
END_FOUR = (0x7B, 0x4000, b"", b"")
MAIN_FIVE, END_FIVE = (vint(1) + vint(0) + vint(0), b""), (vint(5) + vint(0) + vint(0), b"")


@pytest.mark.parametrize(
    "content",
    [
        four(MAIN_FOUR, (0x74, 0x8000, file_four("专利.pdf".encode("gbk")), b"data"), (0x74, 0x8100, file_four(b"b\0u")
            .replace(b"b\0u", bytes(8) + b"b\0u"), b"data"), END_FOUR),
        five(MAIN_FIVE, file_five("甲公司/专利.pdf".encode()), file_five(b"b.txt"), END_FIVE),
    ],
)  # fmt: skip
def test_a_rar_archive_is_accepted_in_both_of_its_forms(content: bytes) -> None:
    assert detect(BytesIO(content)) == "rar"


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (four((0x73, 0x80, bytes(6), b"")), "archive_encrypted"),
        (four((0x73, 0x01, bytes(6), b"")), "archive_split"),
        (four((0x73, 0x08, bytes(6), b"")), "archive_solid"),
        (four(MAIN_FOUR, (0x74, 0x8004, file_four(b"a"), b"data")), "archive_encrypted"),
        (four(MAIN_FOUR, (0x74, 0x8002, file_four(b"a"), b"data")), "archive_split"),
        (four(MAIN_FOUR, (0x74, 0x8000, file_four(b"..\\a"), b"data")), "archive_name"),
        (four(MAIN_FOUR, (0x74, 0x8000, file_four(b"a", attributes=0o120777), b"data")), "archive_name"),
        (four(MAIN_FOUR, (0x74, 0x8000, b"short", b"")), "unreadable"),
        (four(MAIN_FOUR)[:-3], "unreadable"),
        (four(MAIN_FOUR) + b"\0\0", "unreadable"),
        (five((vint(4) + vint(0), b"")), "archive_encrypted"),
        (five((vint(1) + vint(0) + vint(1), b"")), "archive_split"),
        (five(MAIN_FIVE, file_five(b"a", extra=vint(1) + vint(1))), "archive_encrypted"),
        (five(MAIN_FIVE, file_five(b"a", extra=vint(1) + vint(5))), "archive_name"),
        (five(MAIN_FIVE, file_five(b"a", flags=0x10)), "archive_split"),
        (five(MAIN_FIVE, file_five(b"../a")), "archive_name"),
        (five(MAIN_FIVE, file_five(b"a"), file_five(b"A")), "archive_twice"),
        (five(MAIN_FIVE) + b"\0\0\0\0\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff\xff", "unreadable"),
        (five(MAIN_FIVE) + b"\0\0", "unreadable"),
        (b"Rar!\x1a\x07\x02\x00", "unreadable"),
    ],
)
def test_case_21_a_rar_archive_that_cannot_be_read_or_unpacked_safely_is_refused(content: bytes, code: str) -> None:
    assert unfit(content) == code


def test_every_code_of_a_file_that_is_not_taken_is_tested_here() -> None:
    text = Path(__file__).read_text(encoding="utf-8")
    assert [code for code in UNFIT if f'"{code}"' not in text] == []


# --- the command (命令) --------------------------------------------------------------------------------------------------


def run(*arguments: str | Path) -> tuple[int, str]:
    load("check")
    done = CliRunner().invoke(app, ["check", *map(str, arguments)])
    return done.exit_code, done.output


def test_an_applicant_checks_a_file_before_filing_it(tmp_path: Path) -> None:
    good, bad = tmp_path / "好.docx", tmp_path / "差.docx"
    good.write_bytes(experience())
    bad.write_bytes(experience(lambda made: made.style("仿宋", 14)))
    code, text = run(good, "--json")
    assert (code, json.loads(text)["ok"], json.loads(text)["counts"]["title"]) == (0, True, 11)
    code, text = run(bad)
    assert code == 1
    assert "正文应为宋体: 仿宋" in text
    assert "body text should be SimSun" in text
    code, text = run(bad, "--json")
    first = json.loads(text)["findings"][0]
    assert (code, first["rule"], first["place"], first["message"]["en"]) == (
        1, "R-59", "profile", "body text should be SimSun: 仿宋 ¶3",
    )  # fmt: skip
    assert run(good, "--kind", "video")[0] == 2
    assert run(tmp_path / "none.docx")[0] == 2
    assert run(good, "--cycle", "1999")[0] == 1
