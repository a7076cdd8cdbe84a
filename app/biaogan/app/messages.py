"""What is wrong with a statement at the door, in zh-CN and English: one table, code -> sentence."""

from typing import Any

from biaogan.graphql.ports import InvalidStatement

DOOR: dict[str, tuple[str, str]] = {
    "bad_jwk": ("公钥格式错误: {detail}", "the public key is malformed: {detail}"),
    "bad_key_record": ("密钥登记内容有误: {detail}", "the key record is wrong: {detail}"),
    "bad_signature": ("签名无效", "the signature does not verify"),
    "basis_ahead": ("依据位置 {basis} 超出账本长度 {size}", "basis {basis} lies beyond the log's size {size}"),
    "batch_not_admitted": (
        "同批声明中另有一条未获受理, 整批未入账",
        "another statement of the batch was not admitted; nothing of it was recorded",
    ),
    "body_invalid": ("内容不符合该行为的格式: {detail}", "the body does not fit the act: {detail}"),
    "challenge_unknown": (
        "登录挑战不存在、已用过或已过期",
        "the sign-in challenge is unknown, used or expired",
    ),
    "disclosure_missing": ("缺少 {count} 项披露内容", "{count} disclosures are missing"),
    "foreign_log": ("声明不是写给本账本 {origin} 的", "the statement is not meant for this log {origin}"),
    "issuer_mismatch": ("签署人与密钥登记人不一致", "the issuer is not the person the key is enrolled for"),
    "jti_reused": ("编号 {jti} 已用于另一份声明", "the id {jti} was used for another statement"),
    "key_already_enrolled": ("该密钥已登记过, 不可再用", "the key has been enrolled before and is not used again"),
    "key_not_yet_valid": ("密钥尚未生效", "the key is not yet valid"),
    "key_revoked": ("密钥已吊销", "the key is revoked"),
    "key_unknown": ("密钥未登记", "the key is not enrolled"),
    "oversize": ("声明过大", "the statement is too large"),
    "possession_not_proven": ("未证明持有该密钥", "possession of the key is not proven"),
    "private_key_given": ("给出的是私钥: 请立即停用它", "that is a private key: stop using it at once"),
    "seen_unknown": (
        "所见检查点与本账本不一致: 请保留该检查点并向监督人报告",
        "the checkpoint seen is not of this log: keep it and report it to a witness",
    ),
    "session_key_mismatch": ("声明的密钥与登录会话不一致", "the statement's key is not the session's key"),
    "sign_in_refused": (
        "登录未获接受: 密钥未登记、已失效, 或签名无效",
        "the sign-in is not accepted: the key is not enrolled, no longer valid, or did not sign",
    ),
    "statement_expired": ("声明已于 {exp} 过期 (现在 {now})", "the statement expired at {exp} (now {now})"),
    "statement_from_future": (
        "声明签署时间 {iat} 晚于现在 {now}",
        "the statement is issued at {iat}, later than now {now}",
    ),
    "statement_malformed": ("声明格式错误: {detail}", "the statement is malformed: {detail}"),
    "stream_needed": ("{type} 须指明对象 (on)", "{type} needs the object it is about (on)"),
    "unknown_act": ("没有这种行为: {type}", "there is no such act: {type}"),
    "wrong_signer": ("签名密钥与该密钥行为不符", "the signing key may not make this key record"),
    "weak_key": ("密钥过弱, 不予登记", "the key is weak and is not enrolled"),
}


def invalid(code: str, field: str | None, **values: Any) -> InvalidStatement:
    """The coded, bilingual fault; a code of the statement's own form reads as malformed with its detail."""
    zh, en = DOOR[code if code in DOOR else "statement_malformed"]
    known = {"detail": code, **values}
    return InvalidStatement(code, field, zh.format_map(known), en.format_map(known))
