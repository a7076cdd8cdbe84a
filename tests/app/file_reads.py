"""What asking for files is tested with: a register of reads, and refusals."""

from dataclasses import dataclass, field

import httpx

from biaogan.graphql.disclosure import Denied, Disclosed, Reads, Unavailable


@dataclass
class Register:
    """A disclosure port that remembers, and can be out of order."""

    seen: list[tuple[str, Disclosed]] = field(default_factory=list)
    denied: list[tuple[str, Denied]] = field(default_factory=list)
    broken: bool = False

    async def disclose(self, reads: Reads) -> int:
        if self.broken:
            raise Unavailable
        self.seen += [(reads.session.person, each) for each in reads.seen]
        self.denied += [(reads.session.person, each) for each in reads.denied]
        return 0


def refused(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of a refusal, which says why in both languages."""
    told = answer.json()
    assert told["zh"]
    assert told["en"]
    assert answer.headers["cache-control"] == "no-store"
    return answer.status_code, told["code"]
