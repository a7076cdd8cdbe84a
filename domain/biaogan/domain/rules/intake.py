"""Filing a case (申报): R-02, R-08, R-20, R-33, R-42, R-43, R-53, R-62, and the limit of live cases D-03."""

from collections import Counter
from collections.abc import Sequence

from biaogan.domain.case import Case
from biaogan.domain.events import CaseDrafted, CaseSubmittedToT1, DeclarationSaved, NationalPackageSubmitted
from biaogan.domain.forms import FileRef
from biaogan.domain.matter import Matter, rule
from biaogan.domain.organisation import Organisation
from biaogan.domain.rejections import Rejected
from biaogan.domain.rules.eligibility import declaration_of
from biaogan.domain.values import instant_text, iso_date, sha256_hex
from biaogan.domain.wording import characters

PARTS = ("form", "experience", "evidence")
"""Parts of the package (申报书、典型经验材料、证实性材料), R-33."""
COMMITMENTS = (1, 2, 3, 4, 5)
"""The statements of the commitment letter (承诺书), R-42."""


@rule("R-20")
def tier_one_still_takes_material(m: Matter) -> None:
    """R-20, D-13: half-open deadline (截止时间) of tier 1: at its instant it has passed (逾期不再受理)."""
    deadline = m.config.deadlines["t1_delivery"]
    if deadline.passed(m.at):
        raise Rejected("deadline_passed", deadline=deadline.name, closes=instant_text(deadline.closes))


@rule("R-08")
def the_unit_is_a_tier_one_unit_of_the_cycle(e: CaseDrafted, m: Matter) -> None:
    """R-07, R-08: a case is filed with one tier-1 recommending unit (推荐单位) of this cycle."""
    if e.unit not in m.config.units:
        raise Rejected("unknown_reference", field="unit", value=e.unit)


@rule("D-03")
def the_organisation_has_no_other_live_case(e: CaseDrafted, m: Matter) -> None:
    """D-03, R-02: an organisation has so many live cases (有效申报) in a cycle, by default one, whatever the unit."""
    the_organisation_stays_within_its_live_cases(e.organisation, e.cycle, m)


def the_organisation_stays_within_its_live_cases(name: str, cycle: str, m: Matter) -> None:
    """D-03: one more live case of the organisation is within the cycle's limit."""
    organisation = m.referred("organisation", name, Organisation)
    live = [case for case in organisation.cases_in(cycle) if _is_live(m, case)]
    if len(live) >= m.config.intake.max_cases_per_org:
        raise Rejected("organisation_has_live_case", cases=live, limit=m.config.intake.max_cases_per_org)


def _is_live(m: Matter, case: str) -> bool:
    state = m.world[case]
    return not (isinstance(state, Case) and state.status.terminal)


@rule("R-53")
def the_title_has_at_most_thirty_characters(e: CaseDrafted | DeclarationSaved, m: Matter) -> None:
    """R-53, D-26: the title of the experience (经验名称) is not blank and has at most 30 characters (30字以内)."""
    title = e.title if isinstance(e, CaseDrafted) else e.declaration.title
    if not title.strip():
        raise Rejected("text_missing", field="title")
    limit = m.config.filing.documents.limits["title"]
    if (length := characters(title)) > limit:
        raise Rejected("title_too_long", length=length, limit=limit)


@rule("R-43", "R-31")
def the_directions_are_those_of_the_cycle(e: CaseSubmittedToT1, m: Matter) -> None:
    """R-31, R-43: form F2 ticks at least one declared direction (申报方向), each known and ticked once."""
    given = declaration_of(m).directions
    known = {term.code for term in m.config.taxonomy.directions}
    if not given or len(set(given)) != len(given) or not set(given) <= known:
        raise Rejected("directions_invalid", given=given, known=sorted(known))


@rule("R-33", "R-62")
def the_package_has_its_three_parts(e: CaseSubmittedToT1 | NationalPackageSubmitted, m: Matter) -> None:
    """R-33, R-37, R-62: exactly one form and one experience, and evidence (申报书、经验材料、证实性材料)."""
    _three_parts(e.manifest)


@rule("R-62")
def every_file_is_named_by_its_digest(e: CaseSubmittedToT1 | NationalPackageSubmitted, m: Matter) -> None:
    """R-62: every file (材料清单) has a plain name, a size above zero and its SHA-256; no name or file twice."""
    plain_files(e.manifest, m)


def the_files_make_a_whole_package(files: Sequence[FileRef], m: Matter) -> None:
    """R-33, R-62: three parts, plain files."""
    _three_parts(files)
    plain_files(files, m)


def _three_parts(files: Sequence[FileRef]) -> None:
    kinds = Counter(file.kind for file in files)
    missing = [part for part in PARTS if not kinds[part]]
    wrong = sorted({kind for kind in kinds if kind not in PARTS} | {part for part in PARTS[:2] if kinds[part] > 1})
    if missing or wrong:
        raise Rejected("package_incomplete", missing=missing, wrong=wrong)


def plain_files(files: Sequence[FileRef], m: Matter) -> None:
    """R-62, R-37: plain names, sizes within the limit, digests; no name or file twice."""
    limit = m.config.filing.documents.max_file_bytes
    for file in files:
        sha256_hex(file.sha256, file.name)
        if not file.name.strip() or set(file.name) & {"/", "\\", "\0"} or file.name in {".", ".."} or file.size <= 0:
            raise Rejected("file_malformed", name=file.name, size=file.size)
        if file.size > limit:
            raise Rejected("file_too_large", name=file.name, size=file.size, limit=limit)
    for values in ([file.name for file in files], [file.sha256 for file in files]):
        if twice := [value for value, count in Counter(values).items() if count > 1]:
            raise Rejected("file_twice", files=twice)


@rule("R-42")
def all_five_commitments_are_acknowledged(e: CaseSubmittedToT1, m: Matter) -> None:
    """R-42: the five statements of the commitment letter (承诺书) are each acknowledged."""
    if sorted(e.commitments) != list(COMMITMENTS):
        raise Rejected("commitments_incomplete", given=e.commitments, wanted=list(COMMITMENTS))


@rule("R-34", "R-42")
def the_commitment_is_signed_and_dated(e: CaseSubmittedToT1, m: Matter) -> None:
    """R-34, R-42: a senior person (法定代表人或相关领导) signed the letter, on a day not after today."""
    if not e.signer.strip():
        raise Rejected("text_missing", field="signer")
    the_day_is_not_in_the_future("signed_on", e.signed_on, m)


def the_day_is_not_in_the_future(field: str, text: str, m: Matter) -> None:
    """R-42: a date on a signed paper is today's or an earlier one, in the cycle's time zone."""
    if iso_date(text, field) > m.at.astimezone(m.config.zone).date():
        raise Rejected("date_in_the_future", field=field, given=text)
