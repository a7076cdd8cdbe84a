"""The viewer: who asks, in which roles, with what to do."""

from collections.abc import Iterator, Mapping
from dataclasses import field

import strawberry
from strawberry import Private

from biaogan.domain.ids import expert_id
from biaogan.domain.lifecycle import ACTS
from biaogan.graphql.actions import camel
from biaogan.graphql.cases import Case, case_node
from biaogan.graphql.erasures import Erasure, erasures_of
from biaogan.graphql.guard import guarded, resolved
from biaogan.graphql.loading import sheets_by
from biaogan.graphql.notices import Notices
from biaogan.graphql.own_reads import OwnReads
from biaogan.graphql.reading import Reading
from biaogan.graphql.rounds import Assignment, assignment_node, own_assignments
from biaogan.graphql.scalars import Instant
from biaogan.graphql.sessions import Session, session_node
from biaogan.graphql.subjects import CLOSED
from biaogan.graphql.viewer import Subject
from biaogan.graphql.visibility import can_see
from biaogan.projections.cases import CaseFilter, CaseOrder
from biaogan.projections.people import RoleRow

TASKS = 100
"""The most cases a worklist names for one role."""


@strawberry.type(description="A role held (角色), rulebook 1.12.")
class Role:
    """A role within a scope."""

    reading: Private[Reading]
    row: Private[RoleRow]
    open: Private[Mapping[str, bool]] = field(default_factory=lambda: {"person": True})
    role: str = guarded("person", "Name of the role, such as t1_officer (角色).")
    scope: str = guarded("person", "A unit code, an organisation's stream id, or empty for the whole programme (范围).")
    name: str | None = guarded("person", "Name of the person (姓名); null if erased.")
    granted_at: Instant = guarded("person", "When it was granted (授予时间).")

    @property
    def stream(self) -> str:
        """What a read of it is recorded under."""
        return self.row.person


@strawberry.type(
    description="Something that waits for an act of the viewer (待办): the state allows it, the rules decide."
)
class Task:
    """A case, or a sheet to be written on one."""

    role: str = strawberry.field(description="The role it would be done in (角色).")
    acts: list[str] = strawberry.field(
        description="Names of the acts the state allows, as fields of ActionInput (操作)."
    )
    case: Case | None = strawberry.field(description="The case concerned (申报项目).")
    round_id: strawberry.ID | None = strawberry.field(description="The round whose sheet is due (评审轮次).")


@strawberry.type(description="Who asks (当前用户): roles are those of today.")
class Viewer(OwnReads, Notices):
    """The session's person, or the public."""

    reading: Private[Reading]
    person: strawberry.ID | None = strawberry.field(description="Stream id of the person (人员); null for the public.")
    behalf: strawberry.ID | None = strawberry.field(description="For whom that one asks (代办); null for oneself.")

    @resolved("The viewer's own live sessions (会话), latest first; those of today at every position.")
    def sessions(self) -> list[Session]:
        """Nobody sees another's."""
        context = self.reading.context
        if context.session is None or context.eyes is not None:
            return []
        return [session_node(row, context.session) for row in context.services.office.sessions(context.session)]

    @resolved("Roles held today (角色).")
    def roles(self) -> list[Role]:
        """The own roles."""
        if self.person is None:
            return []
        if not can_see(self.reading.viewer(), "person", Subject(owner=str(self.person))):
            return []  # looked at through another's eyes
        rows = self.reading.context.once(self.reading.views.roles, str(self.person), self.reading.today)
        return [Role(reading=self.reading, row=row) for row in rows]

    @resolved("What was erased of the own person, and of the own entry in the pool (删除记录), D-25.")
    def erasures(self) -> list[Erasure]:
        """As of today."""
        reading, person = self.reading, self.reading.viewer().person
        if person is None or reading.viewer().supporter:
            return []
        own = (erasures_of(reading, stream, Subject(owner=person)) for stream in (person, expert_id(person)))
        return [erasure for found in own for erasure in found]

    @resolved("What the viewer, as an expert, is to score (评审任务), closed rounds included.")
    def assignments(self) -> list[Assignment]:
        """The own places on panels."""
        return [assignment_node(self.reading, row) for row in own_assignments(self.reading)]

    @resolved("What waits for an act of the viewer (待办事项).")
    def worklist(self) -> list[Task]:
        """Cases first, by role; then sheets."""
        return [*_cases(self.reading), *_sheets(self.reading)]


def viewer_node(reading: Reading) -> Viewer:
    """The viewer of a reading."""
    viewer = reading.viewer()
    person = viewer.supporter or viewer.person
    behalf = strawberry.ID(viewer.person) if viewer.supporter and viewer.person else None
    return Viewer(reading=reading, person=None if person is None else strawberry.ID(person), behalf=behalf)


def _cases(reading: Reading) -> Iterator[Task]:
    viewer = reading.viewer()
    rows = [row for row in ACTS if row.kind == "case" and not row.at_any_time]
    rows = [row for row in rows if row.for_another or not viewer.supporter]
    for role, scope in sorted(viewer.roles):
        acts = {row.act: row.sources for row in rows if role in row.roles}
        states = {state for sources in acts.values() for state in sources if state is not None}
        if not states:
            continue
        which = CaseFilter(
            organisation=scope if role.startswith("applicant_") else None,
            unit=scope if role.startswith("t1_") else None,
            status=sorted(states),
            without=None if role.startswith("applicant_") else sorted(viewer.barred),
        )
        found = reading.views.cases(reading.at, which, CaseOrder.LATEST_CHANGE, first=TASKS)
        for row in found.rows:
            asker = viewer.through
            if asker is not None and not (
                reading.case_open(row) and can_see(asker, "sight", reading.case_subject(row))
            ):
                continue  # through another's eyes
            names = [camel(act) for act, sources in acts.items() if row.status in sources]
            yield Task(role=role, acts=names, case=case_node(reading, row), round_id=None)


def _sheets(reading: Reading) -> Iterator[Task]:
    own, person = own_assignments(reading), reading.viewer().person
    if not own or person is None:
        return
    done = {(row.round, row.case) for row in reading.context.once(sheets_by, reading.views, person, reading.at)}
    for assigned in own:
        round_ = reading.round(assigned.round)
        if round_ is None or round_.status == CLOSED or (assigned.round, assigned.case) in done:
            continue
        if (row := reading.case(assigned.case)) is not None:  # else it is closed to them: they have to stand aside
            case, acts = case_node(reading, row), ["lockScoreSheet"]
            yield Task(role="expert", acts=acts, case=case, round_id=strawberry.ID(assigned.round))
