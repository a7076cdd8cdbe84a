"""``docs/visibility.md``: which field opens to whom at which stage, computed from the visibility table and the schema.

Two tests ask the API for every cell of it; what neither asks fails one of them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Final

from graphql import GraphQLObjectType, is_introspection_type, is_object_type

from biaogan.app.docs_unguarded import unguarded
from biaogan.domain.access import CLASSES
from biaogan.graphql.guard import klass_of
from biaogan.graphql.schema import inner_schema
from biaogan.graphql.viewer import Opening, Subject, Viewer
from biaogan.graphql.visibility import TABLE, can_see

STAGES: Final[Mapping[str, tuple[str, Subject]]] = {
    "D": ("draft (草稿)", Subject()),
    "S": ("desk round open and sealed (资料评审，密封)", Subject()),
    "O": ("desk scores opened (启封)", Subject(closed=True)),
    "N": ("under notice (公示)", Subject(closed=True, listed=True, on_list=True)),
    "T": ("titled (授予称号)", Subject(closed=True, listed=True, on_list=True)),
}
"""Letter -> the stage, and what is true of its objects then."""
GRANT: Final = frozenset({Opening(CLASSES, frozenset({"cycle"}))})
COLUMNS: Final[Mapping[str, tuple[str, ...]]] = {
    "public": ("objector", "system", "group_leader"),
    "own": (),
    "applicant": ("applicant_editor", "applicant_signatory"),
    "unit": ("t1_officer", "t1_approver"),
    "province": ("t2_officer", "t2_approver"),
    "expert": ("expert",),
    "chair": ("committee_chair", "vice_chair"),
    "office": ("office_officer",),
    "director": ("office_director",),
    "director+": ("office_director",),
    "auditor": ("integrity_auditor",),
    "auditor+": ("integrity_auditor",),
    "investigator": ("investigator",),
    "investigator+": ("investigator",),
    "ministry": ("ministry_consultee",),
    "approver": ("caq_approver",),
    "publisher": ("publisher",),
    "registrar": ("registrar",),
    "custodian": ("key_custodian",),
}
"""Column -> the roles (rulebook 1.12) that see so much. ``+``: under a grant of every sealed class (查阅授权)."""
RESOLVED: Final = {"Round.locked": "round.progress"}
"""Fields whose own resolver asks the table."""
GATES: Final[Mapping[str, str]] = {
    "Assignment": "round.panels",
    "Checklist": "case.process",
    "Conflict": "expert",
    "FileEntry": "objection",
    **dict.fromkeys(("LeftOutExpert", "LeftOutSheet", "RankInterval"), "supposition"),
    "Objection": "objection",
    "StatusCheck": "case.process",
    "TimelineEntry": "case.content",
}
"""What must be open of an object for anything of it to be reached, where its own classes do not tell."""
OWNED: Final = {
    "Assignment": "the expert who is to score",
    "Conflict": "the expert",
    "Consensus": "the leader of the group",
    "Expert": "the expert",
    "Group": "the leader of the group",
    "Objection": "the objector",
    "Override": "the leader of the group",
    "Notice": "whose things were read",
    "OwnRead": "whose things were read",
    "Pledge": "the expert",
    "Role": "who holds it",
    "ScoreSheet": "the expert who signed it",
}
"""Types whose objects are somebody's own."""
OWN_ONLY: Final = ("Notice", "OwnRead", "Role")
"""Types that are reached from the viewer alone."""
FIRST: Final[Mapping[str, str]] = {
    **dict.fromkeys(("Committee", "Conflict", "Draw", "Expert", "Group", "Pledge", "Round", "ScoreSheet"), "S"),
    **dict.fromkeys(("Assignment", "RankingEntry"), "S"),
    **dict.fromkeys(("FlipStep", "LeftOutSheet", "SmallestFlip", "SupposedEntry", "SupposedRanking"), "O"),
    **dict.fromkeys(("RankInterval", "SupposedReport", "TooFewSheets", "LeftOutExpert"), "O"),
    **dict.fromkeys(("Consensus", "Defence", "Override", "SiteVisit"), "O"),
    **dict.fromkeys(("DocumentCheck", "Checklist", "Roster"), "S"),
    "PanelMember": "N",
    **dict.fromkeys(("FileEntry", "Hold", "NationalList", "Objection"), "N"),
    **dict.fromkeys(
        ("AdverseFact", "Bar", "Duty", "Reexamination", "Revocation", "StatusCheck", "Title", "Erasure"), "T"
    ),
}
"""Types of which there is nothing before this stage."""
PROVINCIAL: Final = ("Round", "RankingEntry", "ScoreSheet")
"""Types that have a second line for the province's own round, which is closed before the desk round begins."""
SCOPES: Final = {"applicant": "org", "unit": "unit"}
LINE: Final = "(province)"


def lines() -> Iterator[tuple[str, str, list[str]]]:
    """(type, class, its fields) for every class of every type, in the order of the schema."""
    for kind in types():
        found: dict[str, list[str]] = {}
        for name, field in kind.fields.items():
            klass = RESOLVED.get(f"{kind.name}.{name}") or klass_of(field)
            if klass is not None:
                found.setdefault(klass, []).append(name)
        for klass, names in found.items():
            yield kind.name, klass, names


def types() -> list[GraphQLObjectType]:
    """Every type of object that can be read, by name."""
    found = (kind for kind in inner_schema().type_map.values() if is_object_type(kind))
    return sorted((k for k in found if not is_introspection_type(k) and k.name != "Mutation"), key=lambda k: k.name)


def opens(kind: str, klass: str, column: str, stage: str, provincial: bool = False) -> bool:
    """Whether fields of this class of a type open in this column at this stage."""
    if stage not in "DSONT"["DSONT".index(FIRST.get(kind, "D")) :] or (column == "own" and kind not in OWNED):
        return False
    if column == "own" and kind in ("Assignment", *OWN_ONLY):
        return True
    if kind in OWN_ONLY:
        return False
    viewer, subject = _case(column, stage), _subject(kind, column, stage, provincial)
    gate = GATES.get(kind)
    return can_see(viewer, klass, subject) and (gate is None or can_see(viewer, gate, subject))


def _case(column: str, stage: str) -> Viewer:
    """Somebody of the column, who is assigned from the desk round on."""
    roles = frozenset((role, SCOPES.get(column, "")) for role in COLUMNS[column])
    assigned = frozenset({"case"}) if column == "expert" and stage != "D" else frozenset()
    grants = GRANT if column.endswith("+") else frozenset()
    return Viewer("me", roles, assigned, frozenset({"round"}) if assigned else assigned, grants)


def _subject(kind: str, column: str, stage: str, provincial: bool) -> Subject:
    facts = STAGES[stage][1]
    if kind == "Committee":
        facts = replace(facts, listed=stage == "T")
    if kind == "Title":
        facts = replace(facts, listed=True)
    if provincial:
        facts = replace(facts, provincial=True, closed=stage != "D")
    owner = "me" if column == "own" else ""
    return replace(facts, organisation="org", unit="unit", case="case", round="round", cycle="cycle", owner=owner)


def cell(kind: str, klass: str, column: str, provincial: bool = False) -> str:
    """The stages at which it opens."""
    return "".join(stage for stage in STAGES if opens(kind, klass, column, stage, provincial))


def visibility() -> str:
    """The document."""
    head = [
        "# 谁能看到什么 / Who sees what\n",
        "Written by `make docs` from the visibility table and the schema. Every cell is asked of the API by a test: by",
        "`tests/graphql/test_graphql_matrix.py` over a story, and by `tests/app/test_app_matrix.py` over a deployment what needs",
        "a ledger (suppositions, workbenches, who read what).\n",
        "A cell holds the stages at which the fields open, `-` for none:",
        ", ".join(f"**{letter}** {name}" for letter, (name, _) in STAGES.items()) + ".",
        "Fields open from the stage on at which there is such an object. Everybody sees at least what the public sees;",
        "somebody with several roles sees what any of them sees. Who has an interest in the organisation (利益关系) has no",
        "office over it, and while a state secret is suspected (疑似涉密) `case.content` is closed to all without a grant.\n",
        "A timeline has only the lines whose record is of an open class: K2 for `case.review`, K3 for `case.sealed`; so has",
        "`ledger.record`. A sheet on a panel, and what a workbench supposes without somebody on it, is for whoever sees the panel.\n",
        "| Column | Roles (1.12) |\n|---|---|",
        *(f"| {name} | {_roles(name)} |" for name in COLUMNS),
        "\nOwn: " + "; ".join(f"{kind}: {who}" for kind, who in sorted(OWNED.items())) + ".\n",
        "## Fields\n",
        "| Type | Class | Level | Fields | " + " | ".join(COLUMNS) + " |",
        "|---|---|---|---|" + "---|" * len(COLUMNS),
    ]
    for kind, klass, names in lines():
        for provincial in (False, True) if kind in PROVINCIAL else (False,):
            cells = (cell(kind, klass, column, provincial) or "-" for column in COLUMNS)
            shown = f"{kind} {LINE}" if provincial else kind
            fields = " ".join(names)
            head.append(f"| {shown} | {klass} | {TABLE[klass].level} | {fields} | {' | '.join(cells)} |")
    return "\n".join(head) + "\n\n" + unguarded(types())


def _roles(column: str) -> str:
    roles = ", ".join(f"`{role}`" for role in COLUMNS[column])
    more = {
        "public": "nobody signed in, whoever is party to nothing, and ",
        "own": "the object is one's own",
        "expert": "assigned to the case, or to a case of the round: ",
    }
    tail = ", under a grant of two persons" if column.endswith("+") else ""
    return f"{more.get(column, '')}{roles}{tail}"
