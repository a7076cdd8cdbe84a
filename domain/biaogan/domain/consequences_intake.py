"""What follows from filing (申报的后果): withdrawal and return D-11, checks of the documents R-39..R-58, D-03."""

from fractions import Fraction

from biaogan.domain import checking, experience
from biaogan.domain import events as ev
from biaogan.domain.act import Consequence
from biaogan.domain.case import Case
from biaogan.domain.dossier import EXPERIENCE
from biaogan.domain.fingerprints import Fingerprints
from biaogan.domain.ids import list_id, prints_id, roster_id, selection_id
from biaogan.domain.matter import Matter
from biaogan.domain.national_list import NationalList
from biaogan.domain.roster import Roster
from biaogan.domain.selection import Selection
from biaogan.domain.status import Phase

Consequences = tuple[Consequence, ...]


def case_left(e: ev.CaseWithdrawn | ev.CaseDisqualified, m: Matter) -> Consequences:
    """Its place of the quota is free while that is still of use, and no list waits for it any more (D-11)."""
    case: Case = m.state
    roster, found = roster_id(case.cycle, case.unit), m.world[roster_id(case.cycle, case.unit)]
    freed: Consequences = ()
    if isinstance(found, Roster) and m.stream in found.places and _frees_its_place(found, m):
        freed = (Consequence(roster, ev.RosterPlaceFreed(m.stream)),)
    return (*freed, *(Consequence(place, ev.CaseLeftReview(m.stream)) for place in _deciding(case, m)))


def case_rejoined(e: ev.CaseReinstated, m: Matter) -> Consequences:
    """It takes its place of the quota again if that was freed, and awaits the decision it had awaited (D-11)."""
    case: Case = m.state
    roster, found = roster_id(case.cycle, case.unit), m.world[roster_id(case.cycle, case.unit)]
    taken: Consequences = ()
    if case.endorsed and isinstance(found, Roster) and m.stream not in found.places:
        taken = (Consequence(roster, ev.RosterPlaceTaken(m.stream)),)
    return (*taken, *(Consequence(place, ev.CaseRejoinedReview(m.stream)) for place in _deciding(case, m)))


def _frees_its_place(roster: Roster, m: Matter) -> bool:
    late = m.config.deadlines["t1_delivery"].passed(m.at)
    return roster.status == Phase.OPEN and (m.config.filing.withdraw.refill or not late)


def _deciding(case: Case, m: Matter) -> list[str]:
    """The selection before its decision, and the list, if they know the case."""
    found = []
    for stream in (selection_id(case.cycle), list_id(case.cycle)):
        state = m.world[stream]
        if isinstance(state, Selection) and state.status != Phase.OPEN:
            continue
        if isinstance(state, Selection | NationalList) and m.stream in (*state.awaiting, *state.gone):
            found.append(stream)
    return found


def forms_checked(e: ev.CaseSubmittedToT1, m: Matter) -> Consequences:
    """What the checker found in the forms, if anything (R-39, R-51)."""
    found = checking.form_findings(m.state)
    return (Consequence(m.stream, ev.DocumentChecked("form", found, {}, checking.CHECKER)),) if found else ()


def experience_checked(e: ev.ExperienceDescribed, m: Matter) -> Consequences:
    """Findings and lengths of the experience, and its fingerprint for those that come after it (R-54, R-57, R-58, D-03)."""
    documents, hashes = m.config.filing.documents, experience.fingerprint(e.experience)
    found = experience.findings(e.experience, documents.title_pattern, m.config.indicator_years)
    prints = prints_id(m.cycle)
    checked = ev.DocumentChecked(EXPERIENCE, found, experience.counts(e.experience), experience.CHECKER)
    similar = _similar(hashes, m.world[prints], documents.similarity_alert, m)
    return (
        Consequence(m.stream, checked),
        Consequence(prints, ev.ExperienceFingerprinted(m.stream, hashes)),
        *(Consequence(prints, alert) for alert in similar),
    )


def _similar(hashes: list[str], known: object, alert: Fraction, m: Matter) -> list[ev.SimilarExperienceFound]:
    found = []
    for case, others in sorted(known.of.items()) if isinstance(known, Fingerprints) else ():
        shared, compared = experience.resemblance(hashes, others)
        if case != m.stream and Fraction(shared, compared) >= alert:
            found.append(ev.SimilarExperienceFound(m.stream, case, shared, compared))
    return found
