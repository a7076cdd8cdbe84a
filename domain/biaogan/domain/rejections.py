"""The one way an act is refused (驳回): ``Rejected`` with a code of the table, the rule, and the offending values.

Promises: an unknown code, or a sentence that lacks one of its values, is a programming error found when the refusal is
built; details are plain JSON, so the refusal can be signed and recorded as it is.
"""

from collections.abc import Mapping, Sequence
from string import Formatter
from typing import TypeAlias

from biaogan.domain.rejection_table import REJECTIONS

JSON: TypeAlias = "bool | int | str | Sequence[JSON] | Mapping[str, JSON] | None"
"""What a refusal may carry: no floats, no dates."""

_SEPARATOR = {"zh": "、", "en": ", "}
_NOTHING = {"zh": "无", "en": "none"}


class Rejected(Exception):
    """An act refused by a rule. ``Rejected("quota_exhausted", unit="hebei-01", quota=3, used=3)``.

    ``code`` is a key of :data:`REJECTIONS`, ``rule`` the R-id or D-id, ``details`` the offending values as JSON.
    Raises ``KeyError`` for an unknown code or a missing value of its sentence, ``TypeError`` for a detail not JSON.
    """

    def __init__(self, code: str, /, rule: str | None = None, **details: JSON) -> None:
        entry = REJECTIONS[code]
        self.code = code
        self.rule = rule or entry.rule
        self.details: dict[str, JSON] = {name: _plain(value) for name, value in details.items()}
        missing = [name for name in template_fields(entry.zh) | template_fields(entry.en) if name not in details]
        if missing:
            raise KeyError(f"{code} lacks {', '.join(sorted(missing))}")
        super().__init__(code)

    def message(self, lang: str) -> str:
        """The sentence for people, ``lang`` "zh" or "en", with the offending values in it."""
        template = {"zh": REJECTIONS[self.code].zh, "en": REJECTIONS[self.code].en}[lang]
        return template.format_map({name: _shown(value, lang) for name, value in self.details.items()})

    def __str__(self) -> str:
        return f"{self.code} ({self.rule}): {self.message('en')}"


def template_fields(template: str) -> set[str]:
    """The names between braces in a sentence template."""
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def _plain(value: JSON) -> JSON:
    if isinstance(value, str):
        return str(value)
    if value is None or isinstance(value, int):
        return value
    if isinstance(value, Mapping):
        return {str(name): _plain(inner) for name, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    raise TypeError(f"a refusal carries JSON without floats, not {type(value).__name__}")


def _shown(value: JSON, lang: str) -> str:
    if value is None or value == []:
        return _NOTHING[lang]
    if isinstance(value, list):
        return _SEPARATOR[lang].join(_shown(inner, lang) for inner in value)
    return str(value)
