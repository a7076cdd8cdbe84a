"""What asking for files is tested with: a register of reads, and refusals."""

from dataclasses import dataclass, field

import httpx

from biaogan.graphql.disclosure import Disclosed, Reads, Unavailable


@dataclass
class Register:
    """A disclosure port that remembers, and can be out of order."""

    seen: list[tuple[str, Disclosed]] = field(default_factory=list)
    broken: bool = False

    async def disclose(self, reads: Reads) -> int:
        if self.broken:
            raise Unavailable
        self.seen += [(reads.session.person, each) for each in reads.seen]
        return 0


def refused(answer: httpx.Response) -> tuple[int, str]:
    """Status and code of a refusal, which says why in both languages."""
    told = answer.json()
    assert told["zh"]
    assert told["en"]
    assert answer.headers["cache-control"] == "no-store"
    return answer.status_code, told["code"]
