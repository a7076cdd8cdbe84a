"""The bar on new applications after a revocation (限制再次申报), D-22."""

from biaogan.domain.events import CaseDrafted
from biaogan.domain.matter import Matter, rule
from biaogan.domain.organisation import Organisation
from biaogan.domain.rejections import Rejected


@rule("D-22")
def the_organisation_is_not_barred(e: CaseDrafted, m: Matter) -> None:
    """D-22: an organisation whose title was revoked files no case (限制申报) up to and in the cycle its bar names."""
    organisation = m.referred("organisation", e.organisation, Organisation)
    for case, until in sorted(organisation.bars.items()):
        if m.config.year <= until:
            raise Rejected("organisation_barred", case=case, until=until)
