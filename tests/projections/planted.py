"""Records with a mark in place of every confidential value, so that any trace of one can be found anywhere."""

from collections.abc import Iterable, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import Any

from biaogan.domain import events as ev
from biaogan.domain.act import Recorded
from biaogan.domain.event import K0, PERSONAL, field_classes

CLEAR = {
    *("cycle", "organisation", "unit", "case", "round", "panels", "draw", "proposal", "person"),  # pseudonyms
    *("code", "item", "kind", "role", "scope", "to"),  # words of the procedure, by which SQL finds rows
    *("closes", "due_on", "sealed_on", "receipt_by", "admissibility_by", "decide_by"),  # dates
    "activity",  # of a public meeting, by which a duty is found
    "provider",  # the institution at which a login is looked for
}
"""Fields, also of a field's parts, whose values may stand in the clear."""
BASE = 0x5A3C_96E1_0000
"""Numbers from here on are unlike anything else in a file, also as six bytes of SQLite's."""

Mark = str | int


class Marks:
    """Every mark made, and the event and field it stands in."""

    def __init__(self) -> None:
        self.places: dict[Mark, tuple[type[ev.Event], str]] = {}
        self.personal: set[Mark] = set()
        self._place: tuple[type[ev.Event], str] = (ev.Event, "")

    def planted(self, records: Iterable[Recorded]) -> list[Recorded]:
        """The records with their confidential values replaced."""
        return [replace(record, event=self._event(record.event)) for record in records]

    def _event(self, event: Any) -> Any:
        changed = {}
        for name, klass in field_classes(type(event)).items():
            if klass != K0 and name not in CLEAR and not (name == "abstain" and not event.abstain):
                self._place = type(event), name
                before = len(self.places)
                changed[name] = self._marked(getattr(event, name))
                if klass.endswith(PERSONAL):
                    self.personal |= set(list(self.places)[before:])
        return replace(event, **changed)

    def _marked(self, value: Any) -> Any:
        if value is None or isinstance(value, bool):
            return value
        if isinstance(value, str):
            return self._mark(str(BASE + len(self.places)) if value[:1].isdigit() else f"暗记{len(self.places):06}")
        if isinstance(value, int):
            return self._mark(BASE + len(self.places))
        if isinstance(value, list):
            return [self._marked(part) for part in value]
        if isinstance(value, dict):
            return {name: part if name in CLEAR else self._marked(part) for name, part in value.items()}
        assert is_dataclass(value)
        parts = [field.name for field in fields(value) if field.name not in CLEAR]
        return replace(value, **{name: self._marked(getattr(value, name)) for name in parts})  # type: ignore[type-var]

    def _mark(self, mark: Any) -> Any:
        self.places[mark] = self._place
        return mark

    def found(self, dump: bytes) -> set[Mark]:
        """The marks of which there is a trace: as text, as a number of SQLite's, or in hexadecimal."""
        return {mark for mark in self.places if any(trace in dump for trace in _traces(mark))}


def _traces(mark: Mark) -> Sequence[bytes]:
    text = str(mark).encode()
    return [text, text.hex().encode(), *([mark.to_bytes(6, "big")] if isinstance(mark, int) else [])]
