"""What filing does to a case (申报对项目的影响): folds of its dossier, its withdrawal and return; joined into ``case``.

A case that withdrew keeps what it had: its rank, its rounds, and whether it held a place, so that its return needs no
second account. Whether the place itself is free is the roster's business.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from biaogan.domain import events as ev
from biaogan.domain.act import Recorded
from biaogan.domain.dossier import EVIDENCE, EXPERIENCE, Correction, Document, Dossier, given_sections, takes_the_place
from biaogan.domain.status import Status
from biaogan.domain.values import instant_text

if TYPE_CHECKING:
    from biaogan.domain.case import Case


def _withdrawn(case: "Case", e: ev.CaseWithdrawn, _: Recorded) -> "Case":
    return replace(case, status=Status.WITHDRAWN, left_from=case.status)


def _reinstated(case: "Case", e: ev.CaseReinstated, _: Recorded) -> "Case":
    to = Status(e.to) if e.to in Status.__members__ else case.left_from or case.status
    return replace(case, status=to, left_from=None)


def _disqualified(case: "Case", e: ev.CaseDisqualified, _: Recorded) -> "Case":
    return replace(case, status=Status.DISQUALIFIED)


def _renounced(case: "Case", e: ev.TitleRenounced, _: Recorded) -> "Case":
    return replace(case, status=Status.WITHDRAWN)


def _correction_requested(case: "Case", e: ev.CorrectionRequested, _: Recorded) -> "Case":
    asked = Correction(tuple(reason.item for reason in e.reasons or ()), e.due or "")
    dossier = replace(case.dossier, correction=asked, corrections=case.dossier.corrections + 1)
    return replace(case, status=Status.NAT_CORRECTION, dossier=dossier)


def _correction_supplied(case: "Case", e: ev.CorrectionSupplied, _: Recorded) -> "Case":
    supplied = tuple(e.manifest or ())
    kinds = {file.kind for file in supplied}
    manifest = (*(file for file in case.manifest if file.kind not in kinds), *supplied)
    dossier = replace(case.dossier, correction=None)
    return replace(case, status=Status.NAT_SUBMITTED, manifest=manifest, dossier=dossier)


def submitted_nationally(case: "Case", r: Recorded) -> Dossier:
    """The dossier when the package reaches the office: from here on there are no new facts (D-12)."""
    return replace(case.dossier, submitted_at=instant_text(r.at))


def _saved(dossier: Dossier, part: str) -> Dossier:
    correction = dossier.correction
    if correction is None:
        return dossier
    return replace(dossier, correction=replace(correction, saved=(*correction.saved, part)))


def declared(dossier: Dossier) -> Dossier:
    """Form F2 was saved, perhaps in a correction."""
    return _saved(dossier, "F2")


def _section(dossier: Dossier, e: ev.FormSectionSaved, _: Recorded) -> Dossier:
    given = given_sections(e)
    for code in given:
        dossier = _saved(dossier, code)
    return replace(dossier, sections={**dossier.sections, **given})


def _recommendation(tier: int) -> "Callable[[Dossier, Any, Recorded], Dossier]":
    def step(dossier: Dossier, e: Any, _: Recorded) -> Dossier:
        return replace(dossier, sections={**dossier.sections, f"F7.{tier}": e.recommendation})

    return step


def _experience(dossier: Dossier, e: ev.ExperienceDescribed, _: Recorded) -> Dossier:
    secrets = tuple(e.trade_secrets or ())
    return replace(_saved(dossier, EXPERIENCE), experience=e.experience, trade_secrets=secrets)


def _evidence(dossier: Dossier, e: ev.EvidenceIndexed, _: Recorded) -> Dossier:
    return replace(_saved(dossier, EVIDENCE), evidence=tuple(e.rows or ()))


def _checked(dossier: Dossier, e: ev.DocumentChecked, _: Recorded) -> Dossier:
    return replace(dossier, findings={**dossier.findings, e.document: tuple(e.findings or ())})


def _uploaded(dossier: Dossier, e: ev.DocumentUploaded, _: Recorded) -> Dossier:
    new = Document(e.kind or "", e.name or "", e.size or 0, e.sha256 or "", e.media_type or "")
    before = (replace(old, replaced=True) if takes_the_place(new, old) else old for old in dossier.documents)
    return replace(dossier, documents=(*before, new))


def _examined(dossier: Dossier, e: ev.DocumentCheckCompleted, _: Recorded) -> Dossier:
    checked = (
        replace(document, checker=e.checker or "") if document.sha256 == e.document else document
        for document in dossier.documents
    )
    findings = {**dossier.findings, e.document: tuple(e.findings or ())}
    return replace(dossier, documents=tuple(checked), findings=findings)


def _suspected(dossier: Dossier, e: ev.StateSecretSuspected, _: Recorded) -> Dossier:
    return replace(dossier, suspected=(*dossier.suspected, e.document))


def _cleared(dossier: Dossier, e: ev.StateSecretCleared, _: Recorded) -> Dossier:
    return replace(dossier, suspected=())


_OF_THE_DOSSIER: dict[type[ev.Event], Callable[[Dossier, Any, Recorded], Dossier]] = {
    ev.FormSectionSaved: _section,
    ev.T1RecommendationFilled: _recommendation(1),
    ev.T2RecommendationFilled: _recommendation(2),
    ev.ExperienceDescribed: _experience,
    ev.EvidenceIndexed: _evidence,
    ev.DocumentChecked: _checked,
    ev.DocumentUploaded: _uploaded,
    ev.DocumentCheckCompleted: _examined,
    ev.StateSecretSuspected: _suspected,
    ev.StateSecretCleared: _cleared,
}


def _in_the_dossier(step: Callable[[Dossier, Any, Recorded], Dossier]) -> Callable[[Any, Any, Recorded], Any]:
    def evolve(case: "Case", e: Any, recorded: Recorded) -> "Case":
        return replace(case, dossier=step(case.dossier, e, recorded))

    return evolve


STEPS: dict[type[ev.Event], Callable[[Any, Any, Recorded], Any]] = {
    ev.CaseWithdrawn: _withdrawn,
    ev.CaseReinstated: _reinstated,
    ev.CaseDisqualified: _disqualified,
    ev.TitleRenounced: _renounced,
    ev.CorrectionRequested: _correction_requested,
    ev.CorrectionSupplied: _correction_supplied,
    **{event: _in_the_dossier(step) for event, step in _OF_THE_DOSSIER.items()},
}
