"""Acts at random: for any act of the table a body whose fields are drawn from what the world holds, by name and by type.

Most are refused, which is as much worth knowing; what is accepted has to leave every invariant standing.
"""

from dataclasses import fields, is_dataclass
from datetime import datetime, timedelta
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from hypothesis import strategies as st
from world import CYCLE, DIGEST, Scene

from biaogan.domain.event import Event
from biaogan.domain.ids import list_id
from biaogan.domain.two_person import act_digest

TEXT = "方法清晰、数据充分，在行业内具有较强的示范性，建议推荐。"
WORDS = ("agreed", "objects", "none", "desk", "provincial", "defence", "large", "R-25", "A1", "C2", "g1", "g2", TEXT)


class Draw:
    """Draws bodies for one scene at one instant."""

    def __init__(self, data: st.DataObject, scene: Scene, now: datetime) -> None:
        self._data = data
        self._scene = scene
        self._now = now

    def event(self, kind: type[Event]) -> Event:
        """A body of this kind."""
        return self._object(kind)  # type: ignore[no-any-return]

    def one_of(self, values: Any) -> Any:
        """Any of the values."""
        return self._data.draw(st.sampled_from(sorted(values, key=repr)))

    def streams(self, prefix: str) -> list[str]:
        """Streams of a kind that exist."""
        return sorted(name for name in self._scene.world if name.startswith(prefix))

    def _object(self, kind: type[Any]) -> Any:
        hints = get_type_hints(kind, include_extras=False)
        return kind(**{f.name: self._field(f.name, hints[f.name]) for f in fields(kind)})

    def _field(self, name: str, hint: Any) -> Any:
        if get_origin(hint) is Annotated:
            hint = get_args(hint)[0]
        pool = self._pool(name)
        if pool and hint is str:
            return self.one_of(pool)
        return self._value(hint, name)

    def _value(self, hint: Any, name: str) -> Any:
        origin, args = get_origin(hint), get_args(hint)
        if origin is Union or (args and type(None) in args):
            inner = next(arg for arg in args if arg is not type(None))
            return None if self._data.draw(st.booleans()) else self._value(inner, name)
        if origin in (list, tuple):
            inner = args[0]
            pool = self._pool(name.removesuffix("s")) if inner is str else []
            count = self._data.draw(st.integers(0, 3))
            return [self.one_of(pool) if pool else self._value(inner, name) for _ in range(count)]
        if origin is dict or hint is dict:
            return {case: list(self.streams("person_")[:5]) for case in self.streams("case_")[:2]}
        if is_dataclass(hint):
            return self._object(hint)  # type: ignore[arg-type]
        if hint is bool:
            return self._data.draw(st.booleans())
        if hint is int:
            return self._data.draw(st.sampled_from([0, 1, 2, 3, 12, 15, 120, 1680, self._now.year]))
        return self.one_of(WORDS)

    def _pool(self, name: str) -> list[str]:
        day = self._now.date()
        if name == "cycle":
            return [CYCLE]
        if name.endswith(("_digest", "sha256")) or name == "digest":
            adopted = self._scene.world[list_id(CYCLE)]
            return [DIGEST, adopted.digest] if adopted is not None and name == "list_digest" else [DIGEST]
        if name == "proposal":
            return [act_digest(record.event) for record in self._scene.records[-8:]] + [DIGEST]
        if name in ("due_on", "date", "sealed_on", "signed_on", "received_on") or name.endswith("_on"):
            return [(day + timedelta(days=step)).isoformat() for step in (-1, 0, 30)]
        if name in ("closes", "until", "posted_at") or name.endswith("_at"):
            return [(self._now + timedelta(days=step)).isoformat() for step in (-1, 0, 10)]
        for word, prefix in (
            ("case", "case_"), ("round", "round_"), ("organisation", "org_"), ("expert", "person_"),
            ("person", "person_"), ("investigator", "person_"), ("leader", "person_"), ("chair", "person_"),
            ("member", "person_"), ("objection", "objection_"), ("actor", "person_"),
        ):  # fmt: skip
            if name == word:
                return self.streams(prefix)
        return []
