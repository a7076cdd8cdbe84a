"""What the checker finds in the forms at submission (材料检查): R-29, R-39, R-51. It informs the examiner, never refuses."""

from biaogan.domain import sme
from biaogan.domain.case import Case
from biaogan.domain.forms import Declaration
from biaogan.domain.forms_application import Finding, SizeFacts
from biaogan.domain.values import decimal

CHECKER = "form-check/1 sme-300/1"
SME_DIRECTION = "D6"
PROVEN = ("F3", "F5")
"""Forms whose figures need a piece of evidence, R-39."""


def form_findings(case: Case) -> list[Finding]:
    """Findings on the forms of a case as they stand."""
    found = _unproven(case)
    if case.declaration is not None and SME_DIRECTION in (case.declaration.directions or ()):
        found += _size(case.declaration, case.dossier.sections.get("size"))
    return found


def _unproven(case: Case) -> list[Finding]:
    supported = {row.supports for row in case.dossier.evidence}
    filled = (code for code in PROVEN if code in case.dossier.sections)
    return [Finding("R-39", code, "warning", "no_evidence") for code in filled if code not in supported]


def _size(declaration: Declaration, facts: SizeFacts | None) -> list[Finding]:
    if facts is None:
        return [Finding("R-51", "F2", "warning", "size_facts_missing")]
    row = sme.category(declaration.industry_class)
    computed = sme.size(row, facts.staff, decimal(facts.revenue, "revenue"), decimal(facts.assets, "assets"))
    found = []
    if sme.SIZES.get(declaration.organisation_size, declaration.organisation_size) != computed:
        found.append(Finding("R-51", "F2", "warning", "size_disagrees", f"{row}: {computed}"))
    if computed == sme.LARGE:
        found.append(Finding("R-29", "F2", "warning", "not_an_sme", row))
    return found
