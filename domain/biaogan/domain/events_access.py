"""Events of access to what is sealed (查阅授权), rulebook 1.12: K3 is read under a grant of two persons, for a time;
and of the audit of who read what (保密审计).
"""

from dataclasses import dataclass

from biaogan.domain.event import K3, Event


@dataclass(frozen=True, slots=True)
class AccessGrantProposed(Event):
    """The director proposes that a person may read sealed classes of some streams, why and until when (提议查阅授权)."""

    TOPIC = "access_grant_proposed/1"
    KLASS = K3
    cycle: str
    grantee: str
    classes: list[str]
    streams: list[str]
    purpose: str
    expires: str


@dataclass(frozen=True, slots=True)
class AccessGranted(Event):
    """A second person grants exactly what was proposed (批准查阅授权), and repeats it, so as to sign what is opened."""

    TOPIC = "access_granted/1"
    KLASS = K3
    proposal: str
    cycle: str
    grantee: str
    classes: list[str]
    streams: list[str]
    purpose: str
    expires: str


@dataclass(frozen=True, slots=True)
class AccessRevoked(Event):
    """The grant, or its proposal, ends before its time (收回查阅授权), with a reason."""

    TOPIC = "access_revoked/1"
    KLASS = K3
    reason: str


@dataclass(frozen=True, slots=True)
class AccessExpired(Event):
    """The time of the grant is over (查阅授权到期); nobody reads under it from ``expires`` on, recorded or not."""

    TOPIC = "access_expired/1"
    KLASS = K3
    expires: str


@dataclass(frozen=True, slots=True)
class ConfidentialityAuditReported(Event):
    """An auditor puts a report on who read what on record (保密审计报告), R-13: of a time, by the digest of its manifest."""

    TOPIC = "confidentiality_audit_reported/1"
    KLASS = K3
    cycle: str
    period_from: str
    period_to: str
    digest: str
    anomalies: int
