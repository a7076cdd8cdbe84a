"""Settings that mean nothing are refused by name before anything starts; a font of the deployment's goes with what is printed."""

from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from typer.testing import CliRunner

from biaogan.app.cli import load as command
from biaogan.app.cli.output import app
from biaogan.app.confidentiality.blocks import Document, Heading, Text
from biaogan.app.confidentiality.printed import printed
from biaogan.app.faces import NEEDED, FontUnusable, embedded
from biaogan.app.settings import SettingInvalid, load

PAGE = Document("zh", "质量标杆 benchmark", "副题 subtitle", "脚注 foot", (Heading("一、总数"), Text("国")))


def font(path: Path, signs: str) -> Path:
    """A TrueType font whose signs are all one box."""
    pen = TTGlyphPen(None)
    pen.moveTo((100, 0))
    for corner in ((100, 700), (900, 700), (900, 0)):
        pen.lineTo(corner)
    pen.closePath()
    names = [".notdef", *(f"uni{ord(sign):04X}" for sign in signs)]
    made = FontBuilder(1000, isTTF=True)
    made.setupGlyphOrder(names)
    made.setupCharacterMap({ord(sign): f"uni{ord(sign):04X}" for sign in signs})
    made.setupGlyf({name: pen.glyph(dropImpliedOnCurves=False) for name in names})
    made.setupHorizontalMetrics(dict.fromkeys(names, (1000, 100)))
    made.setupHorizontalHeader(ascent=800, descent=-200)
    made.setupNameTable({"familyName": "Box", "styleName": "Regular", "psName": "Box-Regular"})
    made.setupOS2(sTypoAscender=800, sTypoDescender=-200)
    made.setupPost()
    made.save(path)
    return path


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "abc"),
        ("PORT", "0"),
        ("PORT", "65536"),
        ("SESSION_HOURS", "-1"),
        ("SESSION_HOURS", "²"),
        ("SESSION_IDLE_MINUTES", "1.5"),
        ("PROJECT", "yes"),
        ("BEARER", "true"),
        ("LIMIT_KEY", "often"),
        ("LIMIT_QUESTION", "60/fortnight"),
        ("FONT", "nowhere.ttf"),
    ],
)
def test_a_setting_that_means_nothing_is_refused_by_name_in_both_languages(
    name: str, value: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"BIAOGAN_{name}", value)
    with pytest.raises(SettingInvalid, match=rf"^BIAOGAN_{name}={value}: .*须为.* / has to be "):
        load(tmp_path)
    command("migrate")
    answer = CliRunner().invoke(app, ["migrate", "--data", str(tmp_path / "data")])
    assert answer.exit_code == 2, "wrong usage"
    assert f"BIAOGAN_{name}" in answer.output
    assert not (tmp_path / "data").exists(), "and nothing was begun"


def test_a_variable_set_to_nothing_is_as_one_not_set_but_for_a_limit_which_it_takes_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    unset = load(tmp_path)
    for name in ("PORT", "PROJECT", "BEARER", "SESSION_HOURS", "SESSION_IDLE_MINUTES", "FONT"):
        monkeypatch.setenv(f"BIAOGAN_{name}", "")
    assert load(tmp_path) == unset
    monkeypatch.setenv("BIAOGAN_LIMIT_KEY", "")
    assert (unset.limit_key, load(tmp_path).limit_key) == ("60/minute", "")


def test_a_font_of_the_deployment_goes_with_what_is_printed_and_the_same_document_is_the_same_bytes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = font(tmp_path / "box.ttf", NEEDED + "副题")
    monkeypatch.setenv("BIAOGAN_FONT", str(path))
    assert load(tmp_path).font == path
    carried = printed(PAGE, path)
    assert b"/FontFile2" in carried
    assert b"STSong" not in carried
    assert printed(PAGE, path) == carried
    assert b"STSong-Light" in printed(PAGE)
    assert b"/FontFile2" not in printed(PAGE)


def test_a_font_without_chinese_and_a_file_that_is_no_font_are_refused(tmp_path: Path) -> None:
    with pytest.raises(FontUnusable, match="杆"):
        embedded(font(tmp_path / "latin.ttf", "abc"))
    (tmp_path / "none.ttf").write_bytes(b"no font")
    with pytest.raises(FontUnusable):
        embedded(tmp_path / "none.ttf")
