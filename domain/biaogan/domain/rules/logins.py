"""Logins at identity providers (统一身份): linked by a registrar, and they only ever read."""

from biaogan.domain.events import OidcIdentityLinked, OidcIdentityUnlinked
from biaogan.domain.matter import Matter, rule
from biaogan.domain.rejections import Rejected


@rule("R-04")
def the_login_is_whole(e: OidcIdentityLinked, m: Matter) -> None:
    """R-04: a login (统一身份) is an identifier at a provider that has an address."""
    if not e.provider.startswith(("https://", "http://")) or not e.login.strip():
        raise Rejected("login_malformed", provider=e.provider)


@rule("R-04")
def a_person_has_one_login_at_a_provider(e: OidcIdentityLinked, m: Matter) -> None:
    """R-04: a person has one login (统一身份) at a provider; another needs the first to be given up."""
    if e.provider in m.state.logins:
        raise Rejected("login_already_linked", provider=e.provider)


@rule("R-04")
def the_ended_login_is_linked(e: OidcIdentityUnlinked, m: Matter) -> None:
    """R-04: only a login (统一身份) that is linked can be given up."""
    if e.provider not in m.state.logins:
        raise Rejected("login_not_linked", provider=e.provider)
