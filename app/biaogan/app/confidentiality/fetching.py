"""The report of somebody who may know the readers (向服务申请报告): asked of the service with the own key, and on record there."""

from base64 import b64decode

from biaogan.app.client import Client
from biaogan.app.confidentiality.making import NoReport
from biaogan.graphql.report_port import Issued

REPORT = """query($cycle: ID!, $from: Position!, $to: Position, $language: Language!) { audit {
  report(cycle: $cycle, from: $from, to: $to, language: $language) { text jws html pdf genesis receipt } } }"""


def fetch(client: Client, cycle: str, first: int, last: int | None, lang: str, purpose: str) -> Issued:
    """As the service signed it. Raises `NoReport`, and the client's errors."""
    asked = {"cycle": cycle, "from": first, "to": last, "language": lang.upper()}
    audit = client.ask(REPORT, asked, **({"purpose": purpose} if purpose else {}))["audit"]
    if audit is None or audit["report"] is None:
        raise NoReport(cycle)
    found = audit["report"]
    return Issued(
        found["text"], found["jws"], found["html"], b64decode(found["pdf"]), found["genesis"], found["receipt"]
    )
