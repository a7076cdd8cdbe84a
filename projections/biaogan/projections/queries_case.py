"""What may be asked of the file of a case (案卷查询): filing, results, objections, defence, title. Part of ``Views``."""

from collections.abc import Collection

from biaogan.projections import (
    checklists,
    defences,
    dossiers,
    duties,
    hearings,
    objections,
    reexaminations,
    revocations,
    timelines,
    titles,
)
from biaogan.projections.checklists import ChecklistRow
from biaogan.projections.defences import DefenceRow, VisitRow
from biaogan.projections.dossiers import DeclarationRow, DocumentCheckRow, SectionRow
from biaogan.projections.duties import AdverseFactRow, DutyRow, StatusCheckRow
from biaogan.projections.hearings import HearingRow
from biaogan.projections.keyset import Key, Part
from biaogan.projections.objections import ObjectionRow
from biaogan.projections.reader import Reader
from biaogan.projections.reexaminations import ReexaminationRow
from biaogan.projections.revocations import RevocationRow
from biaogan.projections.timelines import TimelineRow
from biaogan.projections.titles import TitleRow


class CaseQueries:
    """Every method takes the position ``at`` which it answers."""

    _reader: Reader

    # --- filing and formal results (申报、形式审查) ---

    def sections(self, case: str, at: int) -> tuple[SectionRow, ...]:
        """What is on file of a case (申报材料), by section."""
        return dossiers.sections(self._reader, case, at)

    def declaration(self, case: str, at: int) -> DeclarationRow | None:
        """Form F2 of a case (申报表)."""
        return dossiers.declaration(self._reader, case, at)

    def document_checks(self, case: str, at: int) -> tuple[DocumentCheckRow, ...]:
        """What was found in the documents of a case (文件检查)."""
        return dossiers.document_checks(self._reader, case, at)

    def checklists(self, case: str, at: int) -> tuple[ChecklistRow, ...]:
        """Every formal result of a case (审查结果), in order."""
        return checklists.checklists(self._reader, case, at)

    def timeline(
        self, case: str, at: int, klasses: Collection[str], *, first: int = 50, after: Key | None = None
    ) -> Part[TimelineRow]:
        """The records of a case's stream (时间线), of these classes only."""
        return timelines.timeline(self._reader, case, at, klasses, first, after)

    # --- defence (答辩) ---

    def defence(self, case: str, at: int) -> DefenceRow | None:
        """A case's defence (答辩)."""
        return defences.defence(self._reader, case, at)

    def visits(self, case: str, at: int) -> tuple[VisitRow, ...]:
        """The site visits of a case (现场考察), in order."""
        return defences.visits(self._reader, case, at)

    # --- objections (异议) ---

    def objection(self, id_: str, at: int) -> ObjectionRow | None:
        """An objection (异议)."""
        return objections.objection(self._reader, id_, at)

    def docket(
        self,
        at: int,
        *,
        cycle: str | None = None,
        case: str | None = None,
        status: Collection[str] | None = None,
        filer: str | None = None,
        without: Collection[str] = (),
        first: int = 50,
        after: Key | None = None,
    ) -> Part[ObjectionRow]:
        """The docket of objections (异议台账), first filed first; none to cases of the organisations ``without``."""
        which = {"cycle": cycle, "case": case, "filer": filer}
        return objections.docket(self._reader, at, first, after, status=status, without=without, **which)

    def objections_on(self, case: str, at: int) -> tuple[ObjectionRow, ...]:
        """Every objection to a case."""
        return objections.objections_on(self._reader, case, at)

    def hearings(self, objection: str, at: int) -> tuple[HearingRow, ...]:
        """What is on an objection's file (核查卷宗), in order."""
        return hearings.hearings(self._reader, objection, at)

    def reexamination(self, case: str, at: int) -> ReexaminationRow | None:
        """The re-examination of a case (复核)."""
        return reexaminations.reexamination(self._reader, case, at)

    # --- the title (称号) ---

    def title(self, case: str, at: int) -> TitleRow | None:
        """The title of a case (称号), a revoked one too."""
        return titles.title(self._reader, case, at)

    def register(
        self, at: int, *, cycle: str | None = None, year: int | None = None, first: int = 50, after: Key | None = None
    ) -> Part[TitleRow]:
        """The register of titles (称号名录), tombstones included."""
        return titles.register(self._reader, at, first, after, cycle=cycle, year=year)

    def duties(self, case: str, at: int) -> tuple[DutyRow, ...]:
        """What a title obliges to (义务)."""
        return duties.duties(self._reader, case, at)

    def status_checks(self, case: str, at: int) -> tuple[StatusCheckRow, ...]:
        """The yearly checks of a title (年度核查)."""
        return duties.status_checks(self._reader, case, at)

    def adverse_facts(self, case: str, at: int) -> tuple[AdverseFactRow, ...]:
        """What was reported against a title (不良事实)."""
        return duties.adverse_facts(self._reader, case, at)

    def revocations(self, case: str, at: int) -> tuple[RevocationRow, ...]:
        """Every proposal to revoke a title, or to reverse that (撤销称号)."""
        return revocations.revocations(self._reader, case, at)
