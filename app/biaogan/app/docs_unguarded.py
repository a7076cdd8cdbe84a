"""The fields of the schema that ask no class of the table, each with the reason why it need not."""

from collections.abc import Iterable, Mapping
from typing import Final

from graphql import GraphQLObjectType, get_named_type

from biaogan.graphql.guard import klass_of

_ROW: Final = "opened with the object it is of; its own fields ask again"
_ACTS: Final = "for whoever sees the object: names of acts, and the rule against each, never a figure"
_NAME: Final = "the name the object was asked for by, or listed under; only whoever may see something of it gets it"
_PAGE: Final = "lists are narrowed in the query itself, so pages and positions tell of nothing that was left out"
_OWN: Final = "the viewer's own"
_OUTCOME: Final = "the answer to the signer of the statement, or to the asker"

TYPES: Final[Mapping[str, str]] = {
    **dict.fromkeys(("Query", "View", "Eyes"), "each root asks who may see its object; what is not the viewer's is null"),
    **dict.fromkeys(("PageInfo",), _PAGE),
    **dict.fromkeys(("Session", "Viewer", "Task"), _OWN),
    **dict.fromkeys(("Action", "WhyNot"), _ACTS),
    "Message": "a sentence in both languages, part of the field that it is the value of",
    "Award": "a part is empty unless its class is open; the title is public",
    "Ranking": "null unless the class ranking is open",
    "Audit": "null unless the class audit is open; records are narrowed to the streams that are the viewer's to audit",
    "Unreconciled": "reached under the class audit alone; records are narrowed to the streams that are the viewer's to audit",
    **dict.fromkeys(("CaseReplay", "ReplayFault"), "null unless the class audit is open of the case; that it was asked for is recorded"),
    "Supposition": "null unless the class supposition is open of the round",
    **dict.fromkeys(("ObjectionClock", "Workbench"), "null unless the workbench is open; its objects ask again"),
    "Ledger": "public, and a record only to whoever may see its stream and its class",
    **dict.fromkeys(("Diff", "Change", "Cause"), "only fields whose class is open at that end; each value shown is recorded"),
    **dict.fromkeys(("Why", "WhyStep"), "each step is made only if its class is open, else it is withheld; what is shown is recorded"),
    **dict.fromkeys(("Sight",), "null, and without a line, unless the class sight is open"),
    "LedgerRecord": "null unless the stream, and the class of the record, are open",
    "NoticeClock": "null unless the class list.notice is open",
    **dict.fromkeys(
        (
            "Challenge", "Difference", "Draft", "DraftStatement", "Duplicate", "InvalidStatement", "NotPermitted",
            "Recorded", "Refused", "SignedIn", "Stale",
        ),
        _OUTCOME,
    ),
}  # fmt: skip
"""Type -> why none of its fields asks."""
FIELDS: Final[Mapping[str, str]] = {
    "id": _NAME,
    "availableActions": _ACTS,
    "cycle": "public (K0)",
    "history": "public (K0)",
    "interpretations": "public (K0)",
    "noticeClock": "null unless the class list.notice is open",
    "position": _PAGE,
    "pageInfo": _PAGE,
    "cursor": _PAGE,
    **dict.fromkeys(("nodes", "edges", "node"), _ROW),
    **dict.fromkeys(("entries", "leftOut", "steps", "tooFew"), _ROW),
    **dict.fromkeys(("case", "round", "organisation", "places", "award"), _ROW),
    **dict.fromkeys(("sections", "declaration", "documentChecks", "checklists", "holds"), "empty unless its class is open"),
    **dict.fromkeys(("reexamination", "defence", "siteVisits", "timeline", "bars", "erasures"), "empty unless its class is open"),
    **dict.fromkeys(("file", "conflicts", "pledges", "consensus", "overrides"), "empty unless its class is open"),
    **dict.fromkeys(("sheets", "sheet", "assignments", "ranking"), "the own; others only as far as their class is open"),
}  # fmt: skip
"""Field -> why it does not ask."""


def parts(types: Iterable[GraphQLObjectType]) -> dict[str, list[str]]:
    """Types that only guarded fields, or other such types, lead to -> those fields."""
    known = {kind.name: kind for kind in types}
    leads: dict[str, list[tuple[str, str, bool]]] = {}
    for kind in known.values():
        for name, field in kind.fields.items():
            leads.setdefault(get_named_type(field.type).name, []).append((kind.name, name, klass_of(field) is not None))
    found: dict[str, list[str]] = {}
    while True:
        more = {
            name: [f"{kind}.{field}" for kind, field, _ in ways]
            for name, ways in leads.items()
            if name in known
            and name not in found
            and name not in TYPES
            and all(klass is None for klass in map(klass_of, known[name].fields.values()))
            and all(asks or kind in found for kind, _, asks in ways)
        }
        if not more:
            return found
        found |= more


def reasons(types: list[GraphQLObjectType]) -> dict[str, str]:
    """``Type.field`` of every field that asks no class -> why. A field without a reason is a KeyError."""
    known, found = parts(types), {}
    for kind in types:
        for name, field in kind.fields.items():
            if klass_of(field) is not None or f"{kind.name}.{name}" == "Round.locked":
                continue
            if kind.name in known:
                found[f"{kind.name}.{name}"] = "part of " + ", ".join(known[kind.name])
            else:
                found[f"{kind.name}.{name}"] = TYPES.get(kind.name) or FIELDS[name]
    return found


def unguarded(types: list[GraphQLObjectType]) -> str:
    """The list, by reason."""
    grouped: dict[str, list[str]] = {}
    for place, reason in reasons(types).items():
        grouped.setdefault(reason, []).append(place)
    rows = [f"| {reason} | {' '.join(f'`{place}`' for place in places)} |" for reason, places in grouped.items()]
    return "\n".join(["## Fields that ask no class\n", "| Why | Fields |", "|---|---|", *rows]) + "\n"
