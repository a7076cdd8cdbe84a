"""The one correction at the national office (补正), D-12: asked once, only what was asked, in time, no new facts."""

from biaogan.domain.case import Case
from biaogan.domain.config_filing import SECTION_CODES
from biaogan.domain.dossier import EVIDENCE, EXPERIENCE
from biaogan.domain.events import CorrectionRequested, CorrectionSupplied
from biaogan.domain.forms import FileRef
from biaogan.domain.matter import Matter, rule
from biaogan.domain.rejections import Rejected
from biaogan.domain.rules.intake import PARTS, the_files_make_a_whole_package
from biaogan.domain.rules.periods import the_end_is_the_computed_one, working_days
from biaogan.domain.status import Status
from biaogan.domain.values import instant

OPENABLE = tuple(sorted({*PARTS, *SECTION_CODES, EXPERIENCE, EVIDENCE}))
"""What a correction can open: the three files, and the forms of the application."""


@rule("D-12")
def the_correction_is_asked_no_more_often_than_allowed(m: Matter) -> None:
    """D-12: the office asks for a correction (补正) once; a second request is refused."""
    limit = m.config.filing.correction.rounds
    if m.state.dossier.corrections >= limit:
        raise Rejected("correction_already_asked", limit=limit)


@rule("D-12", "R-68")
def the_correction_names_what_it_opens(e: CorrectionRequested, m: Matter) -> None:
    """D-12, R-68: the request (补正通知) names forms or files, each once, and opens nothing else."""
    given = [reason.item for reason in e.reasons]
    if not set(given) <= set(OPENABLE) or len(set(given)) != len(given):
        raise Rejected("correction_items_invalid", given=given, known=list(OPENABLE))


@rule("D-12", "D-14")
def the_correction_ends_when_its_working_days_are_over(e: CorrectionRequested, m: Matter) -> None:
    """D-12, D-14: three working days (3个工作日), the day of the request not counted; the signed end is the computed one."""
    due = working_days(m).notice_close(m.at, m.config.filing.correction.days, count_opening_day=False)
    the_end_is_the_computed_one("due", e.due, due, "correction_due_wrong")


def correction_over(m: Matter) -> bool:
    """Whether the window has ended: half-open, at its end it has."""
    correction = m.state.dossier.correction
    return correction is None or m.at >= instant(correction.due, "due")


@rule("D-12")
def the_correction_is_still_open(m: Matter) -> None:
    """D-12: in the correction (补正期内), and only then, a case that is with the office is changed; its end is late."""
    if m.state.status == Status.NAT_CORRECTION and correction_over(m):
        raise Rejected("correction_over", due=m.state.dossier.correction.due)


@rule("D-12")
def no_correction_is_awaited(m: Matter) -> None:
    """D-12: the office decides after the correction is supplied or its time has lapsed (逾期未补正), on what exists then."""
    if m.state.status == Status.NAT_CORRECTION and not correction_over(m):
        raise Rejected("correction_open", due=m.state.dossier.correction.due)


def the_part_is_open(part: str, m: Matter) -> None:
    """D-12: with the national office a part changes only if the correction names it."""
    case: Case = m.state
    listed = case.dossier.correction.items if case.dossier.correction else ()
    if case.status == Status.NAT_CORRECTION and part not in listed:
        raise Rejected("not_asked_for", given=[part], listed=list(listed))


@rule("D-12", "R-62")
def only_what_was_asked_for_is_supplied(e: CorrectionSupplied, m: Matter) -> None:
    """D-12, R-62: the files (补正材料) are of parts that were asked for, and the package stays whole."""
    correction = m.state.dossier.correction
    listed = correction.items if correction else ()
    if extra := sorted({file.kind for file in e.manifest} - set(listed)):
        raise Rejected("not_asked_for", given=extra, listed=list(listed))
    if not e.manifest and not (correction and correction.saved):
        raise Rejected("text_missing", rule="D-12", field="manifest")
    the_files_make_a_whole_package(corrected(m.state.manifest, e.manifest), m)


@rule("D-12")
def no_new_facts_are_supplied(e: CorrectionSupplied, m: Matter) -> None:
    """D-12: the applicant attests that nothing supplied is a fact from after the submission (不得补充新的事实)."""
    if not e.no_new_facts:
        raise Rejected("attestation_missing", rule="D-12", name="no_new_facts")


def corrected(before: tuple[FileRef, ...], supplied: list[FileRef]) -> list[FileRef]:
    """The package with the supplied kinds in place of the old ones."""
    kinds = {file.kind for file in supplied}
    return [*(file for file in before if file.kind not in kinds), *supplied]


def last_fact(m: Matter) -> str:
    """The day after which nothing is a fact of the case: that of its submission to the office, else today."""
    at = m.state.dossier.submitted_at
    day = instant(at, "submitted_at") if at and m.state.status == Status.NAT_CORRECTION else m.at
    return day.astimezone(m.config.zone).date().isoformat()
