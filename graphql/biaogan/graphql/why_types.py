"""A chain of reasons as the schema shows it (理由链)."""

import strawberry
from strawberry import Private

from biaogan.graphql.finding import node_of
from biaogan.graphql.guard import resolved
from biaogan.graphql.ledger import LedgerRecord, face
from biaogan.graphql.node import Message, Node
from biaogan.graphql.reading import Reading
from biaogan.graphql.scalars import Position
from biaogan.graphql.why_chain import Link
from biaogan.graphql.why_kinds import WhyKind


@strawberry.type(description="One step of a chain of reasons (理由步骤). What is not open to the viewer is withheld.")
class WhyStep:
    """Its sentence, its rule, the record it stands on, and the steps it rests on."""

    reading: Private[Reading]
    link: Private[Link]
    number: int = strawberry.field(description="Its number in the chain (序号), from 0.")
    kind: WhyKind = strawberry.field(description="What it is (类型).")
    withheld: bool = strawberry.field(
        description="Whether all that is told is that there is such a step (隐去): `rule` says why."
    )
    because: list[int] = strawberry.field(description="Numbers of the steps it rests on (依据步骤).")

    def _shown(self, name: str) -> None:
        if self.link.confidential:
            self.reading.context.disclose(self.link.gate.stream, self.link.gate.klass, name, self.link)

    @resolved("What it says (说明).")
    def told(self) -> Message:
        """In both languages."""
        self._shown("told")
        return Message(zh=self.link.zh, en=self.link.en)

    @resolved("The rule it is by (规则), an R- or D-id; null where none applies.")
    def rule(self) -> str | None:
        """The first of the rules."""
        return next(iter(self.link.rules), None)

    @resolved("Every rule it is by, in the order they are asked (规则).")
    def rules(self) -> list[str]:
        """None for what no rule is asked of."""
        return list(self.link.rules)

    @resolved("Code of a refusal (代码).")
    def code(self) -> str | None:
        """As in the table of refusals."""
        if self.link.code is not None:
            self._shown("code")
        return self.link.code

    @resolved("Place of the record it stands on (账本位置).")
    def position(self) -> Position | None:
        """Never later than the View."""
        if self.link.trace is None:
            return None
        self._shown("position")
        return Position(self.link.trace.position)

    @resolved("The record it stands on (记录), as `ledger.record` shows it.")
    def record(self) -> LedgerRecord | None:
        """Its face."""
        if self.link.trace is None:
            return None
        self._shown("record")
        return face(self.link.trace.face)

    @resolved("Its receipt (回执), tlog-proof text: proves the record offline.")
    def proof(self) -> str | None:
        """Against the last checkpoint."""
        if self.link.trace is None:
            return None
        self._shown("proof")
        return self.reading.context.services.ledger.proof(self.link.trace.position)

    @resolved("Whether the signature of the record holds under the key that was enrolled for it (签名有效).")
    def signature_holds(self) -> bool | None:
        """Checked anew."""
        if self.link.trace is None:
            return None
        self._shown("signature_holds")
        return self.link.trace.signature.holds

    @resolved("The position its signer decided on (裁决依据位置).")
    def basis(self) -> Position | None:
        """As signed."""
        if self.link.trace is None or self.link.trace.basis is None:
            return None
        self._shown("basis")
        return Position(self.link.trace.basis)

    @resolved("What it is about (对象): a stream id, or the pseudonym of a sheet.")
    def about_id(self) -> strawberry.ID | None:
        """Whether it can be opened is asked anew."""
        if self.link.about is None:
            return None
        self._shown("about_id")
        return strawberry.ID(self.link.about)

    @resolved("The same as an object (对象), as far as it is open to the viewer.")
    def about(self) -> Node | None:
        """Relay's node."""
        return None if self.link.about is None else node_of(self.reading, self.link.about)

    @resolved("Whom it is about, or who signed (人员): a pseudonym. K3.")
    def person_id(self) -> strawberry.ID | None:
        """Only where the step is of who it was."""
        if self.link.person is None:
            return None
        self._shown("person_id")
        return strawberry.ID(self.link.person)

    @resolved("Thumbprint of the key (密钥指纹), RFC 7638.")
    def kid(self) -> str | None:
        """Only where the step is of who it was."""
        if self.link.kid is None:
            return None
        self._shown("kid")
        return self.link.kid


@strawberry.type(
    description="Why something is as it is (理由链): the first step is the answer, the others lead down from it."
)
class Why:
    """A chain."""

    steps: list[WhyStep] = strawberry.field(description="Every step, the answer first (步骤).")
