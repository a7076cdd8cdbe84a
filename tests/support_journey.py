"""Help's way (代办): an editor asks for somebody of the support staff, a director agrees."""

from dataclasses import replace

import world as w
from world import Scene, Who, on

from biaogan.domain import events as ev
from biaogan.domain.ids import organisation_id
from biaogan.domain.two_person import act_digest

ORG = organisation_id(w.code_of(1))
EDITOR = w.editor(ORG)
HELPED = EDITOR.actor
HELPER = Who(w.person("support staff"), "applicant_editor", ORG, HELPED)
"""Signs for the editor, in the editor's role."""
NOW, END = on("2022-06-16"), "2022-06-30T10:00:00+08:00"
CASE = "case_00000000-0000-4000-8000-000000000001"
DRAFT = ev.CaseDrafted(w.CYCLE, ORG, w.SHIJIAZHUANG, "实施六西格玛设计的经验")


def enrol(found: Scene, person: str) -> Scene:
    """A person without any role, as support staff are."""
    jwk = {"crv": "Ed25519", "kty": "OKP", "x": person}
    found.play(ev.KeyEnrolled(person, jwk, "nonce", "proof"), person, w.REGISTRAR, on("2022-06-15"))
    return found


def scene() -> Scene:
    """A published cycle, a registered organisation with its editor, and somebody who could help."""
    found = w.opened()
    found.organisation(1)
    return enrol(found, HELPER.actor)


def request(**changes: str) -> ev.ActAsGranted:
    """What the editor asks for."""
    return replace(ev.ActAsGranted(HELPER.actor, "协助填报申报材料", END), **changes)


def consent(body: ev.ActAsGranted, **changes: str) -> ev.ActAsApproved:
    """The director's act, repeating the editor's."""
    return replace(ev.ActAsApproved(act_digest(body), body.supporter, body.purpose, body.expires), **changes)


def asked() -> Scene:
    """The editor has asked."""
    found = scene()
    found.play(request(), HELPED, Who(HELPED, "self"), NOW)
    return found


def drafted() -> Scene:
    """The supporter has drafted the case."""
    found = helped()
    found.play(DRAFT, CASE, HELPER, NOW)
    return found


def helped() -> Scene:
    """A director has agreed."""
    found = asked()
    found.play(consent(request()), HELPED, w.DIRECTOR, NOW)
    return found
