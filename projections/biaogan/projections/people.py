"""Roles of people (人员角色): who may act as what, where, at each position of the log.

The name is personal data (K3+P): whoever shows it records the disclosure; once its key is destroyed, it is ``None`` in every version.
"""

from dataclasses import dataclass
from typing import Annotated

from biaogan.domain.act import Recorded
from biaogan.domain.events import RoleGranted, RoleRevoked
from biaogan.projections.cipher import Sealed
from biaogan.projections.reader import Reader
from biaogan.projections.versioned import Store, Versioned, View, instant


@dataclass(frozen=True, slots=True)
class RoleRow:
    """A person holds a role (角色) in a scope: a unit code, an organisation id, or "" for the whole."""

    person: str
    role: str
    scope: str
    name: Annotated[str | None, Sealed("person", personal=True)]
    granted_at: str
    granted_by: str
    since: int


ROLES = Versioned("view_role", RoleRow, ["person", "role", "scope"], ["role", "scope"])
VIEW = View("people", ROLES)


@VIEW.on(RoleGranted)
def _granted(store: Store, r: Recorded, e: RoleGranted) -> None:
    if e.role is None or e.scope is None:  # erased
        return
    row = {
        "person": r.stream,
        "role": e.role,
        "scope": e.scope,
        "name": e.name,
        "granted_at": instant(r.at),
        "granted_by": r.actor,
    }
    store[ROLES].supersede(r.position, row)


@VIEW.on(RoleRevoked)
def _revoked(store: Store, r: Recorded, e: RoleRevoked) -> None:
    store[ROLES].end(r.position, r.stream, e.role, e.scope)


_EVERY = ROLES.equals()
_ROLES = ROLES.equals("person")
_HOLDERS = ROLES.equals("role")
_HOLDERS_WITHIN = ROLES.equals("role", "scope")


def roles(reader: Reader, person: str, at: int) -> tuple[RoleRow, ...]:
    """The roles a person holds at position ``at``, by role and scope."""
    return reader.all(ROLES, _ROLES, person=person, at=at)


def holders(reader: Reader, role: str, scope: str | None, at: int) -> tuple[RoleRow, ...]:
    """Who holds a role at position ``at``, by person; ``scope`` ``None`` asks for any scope."""
    if scope is None:
        return reader.all(ROLES, _HOLDERS, role=role, at=at)
    return reader.all(ROLES, _HOLDERS_WITHIN, role=role, scope=scope, at=at)


def everyone(reader: Reader, at: int) -> tuple[RoleRow, ...]:
    """Every role held at position ``at``, by person."""
    return reader.all(ROLES, _EVERY, at=at)
