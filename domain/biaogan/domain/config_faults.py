"""Faults of a cycle document, collected until all are known: where, which, and the sentence in two languages."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from biaogan.domain.rejections import Rejected

_SENTENCES: dict[str, tuple[str, str]] = {
    "deadline_ambiguous": (
        "截止日 {day} 与截止时刻 {given} 不符，应为 {expected}",
        "{day} means {expected}, not {given}",
    ),
    "duplicate": ("{value} 重复", "{value} is given twice"),
    "inconsistent": ("应为 {expected}，实为 {given}", "should be {expected}, not {given}"),
    "malformed": ("{given} 格式不符，应为 {expected}", "{given} is malformed; expected {expected}"),
    "missing": ("缺少此项", "is missing"),
    "out_of_range": ("{given} 不在 {low} 至 {high} 之间", "{given} is not between {low} and {high}"),
    "unknown_key": ("未知的配置项", "is not a known key"),
    "unknown_name": ("{given} 不在可用名称之内：{known}", "{given} is none of {known}"),
    "wrong_type": ("应为{expected}，实为 {given}", "should be {expected}, not {given}"),
}


@dataclass(frozen=True, slots=True)
class Fault:
    """One fault (错误): dotted ``path`` such as ``units[3].quota``, ``code``, and what is wrong there."""

    path: str
    code: str
    zh: str
    en: str


class ConfigInvalid(Rejected):
    """A cycle document refused with all its ``faults`` at once (R-05); code ``cycle_config_invalid``."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        listed = [{"path": f.path, "code": f.code, "zh": f.zh, "en": f.en} for f in faults]
        super().__init__("cycle_config_invalid", count=len(faults), faults=listed)
        self.faults = faults

    def message(self, lang: str) -> str:
        """The count, then one line per fault: path and sentence."""
        lines = [f"{f.path}: {f.zh if lang == 'zh' else f.en}" for f in self.faults]
        return "\n".join([super().message(lang), *lines])


class Faults:
    """The faults found so far, at most one per path."""

    def __init__(self) -> None:
        self._found: dict[str, Fault] = {}

    def add(self, path: str, code: str, **values: object) -> None:
        """Note a fault; a second one at the same path adds nothing."""
        zh, en = _SENTENCES[code]
        self._found.setdefault(path, Fault(path, code, zh.format_map(values), en.format_map(values)))

    def within(self, *sections: str) -> bool:
        """Whether any fault lies in one of these sections, so that comparing their values means nothing."""
        roots = {path.replace("[", ".").partition(".")[0] for path in self._found}
        return not roots.isdisjoint(sections)

    def raise_any(self) -> None:
        """Raise :class:`ConfigInvalid` if there is any fault, sorted by path."""
        if self._found:
            raise ConfigInvalid(tuple(self._found[path] for path in sorted(self._found)))


def forbidden_values(value: object, path: str = "") -> Iterator[tuple[str, str]]:
    """(path, type name) of every value without a single canonical JSON form: floats, dates, huge integers, and texts
    with half a surrogate pair."""
    if isinstance(value, Mapping):
        for key, inner in value.items():
            yield from forbidden_values(inner, f"{path}.{key}" if path else str(key))
    elif isinstance(value, list | tuple):
        for place, inner in enumerate(value):
            yield from forbidden_values(inner, f"{path}[{place}]")
    elif isinstance(value, str):
        if any("\ud800" <= char <= "\udfff" for char in value):
            yield path, "surrogate"
    elif not (isinstance(value, int) and abs(value) < 2**53):
        yield path, type(value).__name__
