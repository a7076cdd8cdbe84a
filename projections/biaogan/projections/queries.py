"""What may be asked of the views (查询接口): every method takes the position ``at`` which it answers.

Promises: an answer at ``at`` is the one that views of the first ``at + 1`` records alone would give (edge case 61). The
caller pins an operation to one position, at most :meth:`Views.position`. Nothing here decides who may see what.
"""

from collections.abc import Collection, Mapping

from sqlalchemy import Engine

from biaogan.domain.calibration import Strictness
from biaogan.projections import (
    cases,
    changes,
    cycles,
    documents,
    erasures,
    grants,
    interests,
    logins,
    notices,
    organisations,
    people,
    ranking,
    rosters,
    rounds,
    sheets,
    strictness,
    support,
    suspicions,
)
from biaogan.projections.cases import CaseFilter, CaseOrder, CaseRow, Page
from biaogan.projections.cipher import Cipher
from biaogan.projections.cycles import CycleRow
from biaogan.projections.documents import UploadedFile
from biaogan.projections.erasures import ErasureRow
from biaogan.projections.grants import GrantRow
from biaogan.projections.interests import InterestRow
from biaogan.projections.logins import LoginRow
from biaogan.projections.notices import NationalListRow
from biaogan.projections.organisations import OrganisationRow
from biaogan.projections.people import RoleRow
from biaogan.projections.queries_case import CaseQueries
from biaogan.projections.queries_review import ReviewQueries
from biaogan.projections.ranking import RankingRow
from biaogan.projections.reader import Reader
from biaogan.projections.rosters import RosterRow
from biaogan.projections.rounds import AssignmentRow, RoundRow, Seat
from biaogan.projections.sheets import ScoreSheetRow
from biaogan.projections.support import SupportRow
from biaogan.projections.tracking import APPLIED

EVERY_CASE = CaseFilter()


class Views(CaseQueries, ReviewQueries):
    """The read side. Safe for threads; has its own small pool of read-only connections, to be closed."""

    def __init__(self, engine: Engine, cipher: Cipher, *, pool_size: int = 4) -> None:
        self._reader = Reader(engine, cipher, pool_size=pool_size)

    def close(self) -> None:
        """Closes the connections."""
        self._reader.close()

    def position(self) -> int:
        """The head: position of the last record the views contain, -1 if none."""
        ((applied,),) = self._reader.fetch(APPLIED)
        return int(applied) - 1

    def changes(self, row: type, of: Mapping[str, str], after: int, last: int, many: int) -> tuple[int, ...]:
        """The first positions in (``after``, ``last``] at which a row of this type with these fields began or ended."""
        return changes.changes(self._reader, row, of, after, last, many)

    def touched(self, row: type, after: int, last: int, behind: str, many: int, by: str = "id") -> tuple[str, ...]:
        """The next ids behind ``behind`` of what changed in (``after``, ``last``], of rows of this type."""
        return changes.touched(self._reader, row, after, last, behind, many, by)

    def cycle(self, id_: str, at: int) -> CycleRow | None:
        """A cycle (年度活动)."""
        return cycles.cycle(self._reader, id_, at)

    def cycles(self, at: int) -> tuple[CycleRow, ...]:
        """All cycles, latest year first."""
        return cycles.cycles(self._reader, at)

    def organisation(self, id_: str, at: int) -> OrganisationRow | None:
        """An organisation (申报组织)."""
        return organisations.organisation(self._reader, id_, at)

    def organisations(self, ids: Collection[str], at: int) -> tuple[OrganisationRow, ...]:
        """Those of ``ids`` that exist, by id."""
        return organisations.organisations(self._reader, ids, at)

    def case(self, id_: str, at: int) -> CaseRow | None:
        """A case (申报项目)."""
        return cases.case(self._reader, id_, at)

    def cases(
        self,
        at: int,
        which: CaseFilter = EVERY_CASE,
        order: CaseOrder = CaseOrder.ID,
        *,
        first: int = 50,
        after: tuple[str | int, str] | None = None,
        backward: bool = False,
    ) -> Page:
        """A page of cases. ``after`` is ``(order.key(row), row.id)`` of the last row of the page before.

        ``backward`` reads the list from its end, rows in reverse.
        """
        return cases.cases(self._reader, at, which, order, first, after, backward)

    def suspected(self, ids: Collection[str], at: int) -> frozenset[str]:
        """Those of the cases ``ids`` in which a state secret is suspected (疑似涉密)."""
        return suspicions.suspected(self._reader, ids, at)

    def roster(self, id_: str, at: int) -> RosterRow | None:
        """A unit's roster (推荐名册)."""
        return rosters.roster(self._reader, id_, at)

    def rosters(self, cycle: str, at: int) -> tuple[RosterRow, ...]:
        """The rosters of a cycle, by id."""
        return rosters.rosters(self._reader, cycle, at)

    def round(self, id_: str, at: int) -> RoundRow | None:
        """A review round (评审轮次)."""
        return rounds.round_(self._reader, id_, at)

    def rounds(self, cycle: str, at: int) -> tuple[RoundRow, ...]:
        """The rounds of a cycle, by id."""
        return rounds.rounds(self._reader, cycle, at)

    def assignments(self, expert: str, at: int) -> tuple[AssignmentRow, ...]:
        """What an expert is to score (评审分配), by round and case."""
        return rounds.assignments_of(self._reader, expert, at)

    def assignments_in(self, round_: str, at: int) -> tuple[AssignmentRow, ...]:
        """Who scores what in a round, by case and expert."""
        return rounds.assignments_in(self._reader, round_, at)

    def assignments_on(self, case: str, at: int) -> tuple[AssignmentRow, ...]:
        """Who scores a case, by round and expert."""
        return rounds.assignments_on(self._reader, case, at)

    def seats(self, expert: str) -> tuple[Seat, ...]:
        """What an expert ever had to score (评审席位), and from which position to which."""
        return rounds.seats(self._reader, expert)

    def ranking(self, round_: str, at: int) -> tuple[RankingRow, ...]:
        """The ranking (评分排序) of a closed round, first rank first."""
        return ranking.ranking(self._reader, round_, at)

    def strictness(self, round_: str, at: int) -> tuple[Strictness, ...]:
        """How strict each expert of a round is (评分尺度校准), by part and expert."""
        return strictness.strictness(self._reader, round_, at)

    def sheet(self, id_: str, at: int) -> ScoreSheetRow | None:
        """A locked score sheet (评分表) by its stream."""
        return sheets.sheet(self._reader, id_, at)

    def sheets(
        self, at: int, *, round_: str | None = None, case: str | None = None, expert: str | None = None
    ) -> tuple[ScoreSheetRow, ...]:
        """Locked score sheets (评分表) of a round, case or expert, or of two of them together."""
        return sheets.sheets(self._reader, at, round_, case, expert)

    def sheets_of_cases(self, cases: Collection[str], at: int) -> tuple[ScoreSheetRow, ...]:
        """The sheets of a page of cases in one statement."""
        return sheets.sheets_of_cases(self._reader, cases, at)

    def documents(self, case: str, at: int) -> tuple[UploadedFile, ...]:
        """The uploaded files (上传文件) of a case, all that ever were, in the order of their upload."""
        return documents.documents(self._reader, case, at)

    def unchecked_documents(self, at: int) -> tuple[str, ...]:
        """The cases with a file that awaits its first check."""
        return documents.unchecked(self._reader, at)

    def roles(self, person: str, at: int) -> tuple[RoleRow, ...]:
        """The roles a person (人员) holds."""
        return people.roles(self._reader, person, at)

    def everyone(self, at: int) -> tuple[RoleRow, ...]:
        """Every role anybody holds."""
        return people.everyone(self._reader, at)

    def logins(self, provider: str, at: int) -> tuple[LoginRow, ...]:
        """Everybody's login (统一身份) at a provider."""
        return logins.logins(self._reader, provider, at)

    def holders(self, role: str, at: int, *, scope: str | None = None) -> tuple[RoleRow, ...]:
        """Who holds a role; ``scope`` ``None``: in any scope."""
        return people.holders(self._reader, role, scope, at)

    def grants_of(self, person: str, at: int) -> tuple[GrantRow, ...]:
        """The grants (查阅授权) a person may read under."""
        return grants.grants_of(self._reader, person, at)

    def support(self, person: str, supporter: str, at: int) -> SupportRow | None:
        """What lets the supporter act for the person (代办), agreed to or not."""
        return support.support(self._reader, person, supporter, at)

    def supporters(self, person: str, at: int) -> tuple[SupportRow, ...]:
        """Who was asked to act for the person (代办人)."""
        return support.supporters(self._reader, person, at)

    def supported_by(self, supporter: str, at: int) -> tuple[SupportRow, ...]:
        """For whom somebody was asked to act (被代办人)."""
        return support.supported_by(self._reader, supporter, at)

    def grants(self, at: int) -> tuple[GrantRow, ...]:
        """Every grant in force."""
        return grants.grants(self._reader, at)

    def erasures(self, subject: str, at: int) -> tuple[ErasureRow, ...]:
        """What was erased of a stream (删除记录)."""
        return erasures.erasures(self._reader, subject, at)

    def interests(self, person: str, at: int) -> tuple[InterestRow, ...]:
        """The interests (利益关系) a person has declared."""
        return interests.interests(self._reader, person, at)

    def national_list(self, cycle: str, at: int) -> NationalListRow | None:
        """The national list (推荐名单) of a cycle, once adopted."""
        return notices.national_list(self._reader, cycle, at)
