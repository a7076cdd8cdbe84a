"""Errors of the ledger (账本错误): one root, and one class for everything that fails to verify.

Promise to callers: whoever feeds bytes from outside into `biaogan.ledger` needs to catch `VerificationError`
and nothing else. Malformed input (格式错误) and false input (伪造) are the same to a verifier: neither is proven.
"""


class LedgerError(Exception):
    """Root of every error the ledger raises on purpose (账本错误)."""


class VerificationError(LedgerError):
    """Something was not proven (验证失败): malformed, inconsistent, or not signed by a known key.

    `code` is a short stable word for programs (`inclusion`, `note_signature`, ...); the message is for people.
    """

    def __init__(self, code: str, message: str = "") -> None:
        super().__init__(message or code)
        self.code = code

    def diagnostics(self) -> str:
        """What failed, in one line for a person (诊断说明)."""
        message = str(self)
        return self.code if message == self.code else f"{self.code}: {message}"


class Unavailable(LedgerError):
    """Nothing was shown to be wrong, but a file of the log could not be had (无法取得): unverifiable, not tampered."""


class StatementError(VerificationError):
    """A signed statement (声明) is malformed or does not verify; `field` names the offending part, if one is known."""

    def __init__(self, code: str, message: str = "", field: str | None = None) -> None:
        super().__init__(code, message)
        self.field = field

    def diagnostics(self) -> str:
        """What failed, and in which field, in one line for a person (诊断说明)."""
        text = super().diagnostics()
        return text if self.field is None else f"{text} (field {self.field})"
