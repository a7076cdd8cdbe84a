"""``docs/lifecycle.md``: the lifecycle table, and the state diagram of a case (项目状态图) that follows from it."""

from collections.abc import Iterator, Mapping

from biaogan.domain.lifecycle import ACTS
from biaogan.domain.status import TERMINAL, Status
from biaogan.domain.status import Status as S  # noqa: N817 - the table speaks of nothing else
from biaogan.domain.summaries import title

# fmt: off
MOVES: Mapping[str, tuple[tuple[Status, Status], ...]] = {
    "sign_t1_batch": ((S.T1_ACCEPTED, S.T1_RECOMMENDED),),
    "adopt_provincial_selection": ((S.PROV_IN_REVIEW, S.PROV_SELECTED), (S.PROV_IN_REVIEW, S.PROV_NOT_SELECTED)),
    "open_desk_consensus": ((S.DESK_REVIEW, S.DESK_CONSENSUS),),
    "conclude_desk_consensus": ((S.DESK_CONSENSUS, S.DEFENCE), (S.DESK_CONSENSUS, S.DESK_NOT_ADVANCED)),
    "open_final_consensus": ((S.DEFENCE, S.FINAL_CONSENSUS),),
    "adopt_final_list": (
        (S.DESK_REVIEW, S.RECOMMENDED), (S.DESK_REVIEW, S.NOT_RECOMMENDED),
        (S.FINAL_CONSENSUS, S.RECOMMENDED), (S.FINAL_CONSENSUS, S.NOT_RECOMMENDED),
    ),
    "open_ministry_consultation": ((S.RECOMMENDED, S.CONSULTATION),),
    "close_ministry_consultation": ((S.CONSULTATION, S.CLEARED_FOR_NOTICE), (S.CONSULTATION, S.DELIBERATION)),
    "conclude_deliberation": ((S.DELIBERATION, S.CLEARED_FOR_NOTICE), (S.DELIBERATION, S.REMOVED)),
    "publish_notice": ((S.CLEARED_FOR_NOTICE, S.NOTICE),),
    "expire_notice": ((S.NOTICE, S.NOTICE_CLEARED),),
    "admit_objection": ((S.NOTICE, S.NOTICE_HELD),),
    "refuse_objection": ((S.NOTICE, S.NOTICE_CLEARED),),
    "record_lead": ((S.NOTICE, S.NOTICE_CLEARED),),
    "withdraw_objection": ((S.NOTICE, S.NOTICE_CLEARED),),
    "discontinue_investigation": ((S.NOTICE_HELD, S.NOTICE), (S.NOTICE_HELD, S.NOTICE_CLEARED)),
    "report_investigation": ((S.NOTICE_HELD, S.DELIBERATION),),
    "decide_objection": (
        (S.DELIBERATION, S.NOTICE), (S.DELIBERATION, S.NOTICE_CLEARED), (S.DELIBERATION, S.NOTICE_HELD),
        (S.DELIBERATION, S.RE_NOTICE), (S.DELIBERATION, S.REMOVED), (S.NOT_RECOMMENDED, S.RE_NOTICE),
    ),
    "decide_reexamination": ((S.NOT_APPROVED, S.NOTICE_CLEARED), (S.REMOVED, S.DELIBERATION)),
    "approve_result": ((S.NOTICE_CLEARED, S.APPROVED),),
    "refuse_result": ((S.NOTICE_CLEARED, S.NOT_APPROVED),),
    "announce_result": ((S.APPROVED, S.TITLED),),
}
"""Acts on another stream (a letter, a round, the list, an objection) -> what they do to the cases they are about."""
# fmt: on


def lifecycle() -> str:
    """The document."""
    rows = [
        "# 流程 / Lifecycle\n",
        "Written by `make docs` from the one table in `domain/biaogan/domain/lifecycle.py`. Number: transition of the rulebook.\n",
        "| # | Act | 行为 | Stream | Who | From | To | Rules |",
        "|---|---|---|---|---|---|---|---|",
    ]
    for row in ACTS:
        if row.roles:
            sources = ", ".join("(new)" if source is None else str(source) for source in row.sources)
            rules = ", ".join(part.__name__ for part in (*row.guards, *row.rules))
            zh, _ = title(row)
            target = "" if row.target is None else str(row.target)
            who = ", ".join(row.roles) + (" (or a supporter for them)" if row.for_another else "")
            cells = (row.number, f"`{row.act}`", zh, row.kind, who, sources, target, rules.replace("_", " "))
            rows.append("| " + " | ".join(cells) + " |")
    return "\n".join(rows) + "\n\n" + diagram()


def diagram() -> str:
    """The states of a case in Mermaid; acts that only leave the procedure, from almost anywhere, are listed below it."""
    lines = [
        "## 项目状态图 / States of a case\n",
        "An arrow is an act; acts on a letter, a round, the list or an objection move the cases they are about.\n",
        "```mermaid",
        "stateDiagram-v2",
        *(f"    {state}: {state.label()} {state.label('en')}" for state in Status if state in _shown()),
    ]
    arrows: dict[tuple[str, str], list[str]] = {}
    for act, source, target in edges():
        if target not in LEAVING:
            arrows.setdefault((source, target), []).append(act)
    lines += [f"    {source} --> {target}: {', '.join(acts)}" for (source, target), acts in arrows.items()]
    lines += [f"    {state} --> [*]" for state in Status if state in TERMINAL and state in _shown()]
    lines.append("```\n")
    for target in LEAVING:
        leaving = [(act, source) for act, source, to in edges() if to == target]
        for act in dict.fromkeys(act for act, _ in leaving):
            sources = ", ".join(source for name, source in leaving if name == act)
            lines.append(f"- `{act}` leads to `{target}` ({target.label()}) from: {sources}.")
    lines.append(
        "- `reinstate_case` leads a withdrawn case back to the state it left, or to the one that means the same now."
    )
    return "\n".join(lines) + "\n"


LEAVING = (S.WITHDRAWN, S.DISQUALIFIED)
"""States reached from almost everywhere (撤回、取消资格)."""


def edges() -> Iterator[tuple[str, str, str]]:
    """(act, from, to) of every change of a case's state, in the order of the table; ``[*]`` is where a case begins."""
    for row in ACTS:
        if row.kind == "case" and row.target is not None:
            yield from ((row.act, str(source or "[*]"), row.target) for source in row.sources if source != row.target)
        for source, target in MOVES.get(row.act, ()):
            yield row.act, source, target


def _shown() -> set[str]:
    return {state for _, source, target in edges() for state in (source, target) if target not in LEAVING}
