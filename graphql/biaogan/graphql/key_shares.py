"""The shares of the key that opens a round's scores (密钥份额), R-13."""

from typing import Any

import strawberry


@strawberry.type(description="A custodian's share of the key of a round (密钥份额), R-13.")
class KeyShare:
    """Sealed to the custodian's own key."""

    custodian: strawberry.ID = strawberry.field(description="The key custodian (密钥保管人).")
    digest: str = strawberry.field(description="SHA-256 (hex) of the share (份额摘要).")
    sealed: str = strawberry.field(description="The share under the custodian's key, base64 (密封份额).")


def shares_of(source: Any) -> list[KeyShare]:
    """The shares of a round's key, as the schema shows them."""
    return [
        KeyShare(custodian=strawberry.ID(share.custodian), digest=share.digest, sealed=share.sealed)
        for share in source.row.shares
    ]
