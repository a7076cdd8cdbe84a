"""The numbered checks of an audit and the codes of what they find (核验项目与发现代码), in Chinese and English.

Promise: numbers and codes keep their meaning for ever; a new check takes the next number. `COVERAGE` names, for every
column of every log table, the checks that notice when one byte of it changes; a test compares it with the schema.
"""

from typing import NamedTuple


class Check(NamedTuple):
    """One numbered check (核验项目): its name, and what a failure means."""

    number: int
    zh: str
    en: str
    means_zh: str
    means_en: str
    counts: str
    """Under which name the report counts what was looked at."""


CHECKS = (
    Check(
        1,
        "检查点：日志签名有效，规模递增，树根与记录一致",
        "checkpoints: signed by the log, growing, and the roots are those of the records",
        "已签名的历史被改写、截断，或检查点本身被改动",
        "history that was signed has been rewritten or cut off, or a checkpoint itself was changed",
        "checkpoints",
    ),
    Check(
        2,
        "日志头：规模与前沿和记录一致",
        "head: its size and frontier are those of the records",
        "日志头被改动，或有记录绕过日志写入",
        "the head was changed, or records were written past the log",
        "heads",
    ),
    Check(
        3,
        "位置：从零起连续，无缺无余",
        "positions: from 0 without gaps",
        "记录被删除、移位或插入",
        "records were removed, moved or put in",
        "records",
    ),
    Check(
        4,
        "记录：重新计算的叶哈希与所存一致，各列与签名内容一致",
        "records: each hashes again to its leaf, and its columns say what was signed",
        "该记录在入账后被改动",
        "that record was changed after it was admitted",
        "records",
    ),
    Check(
        5,
        "瓦片：各层哈希与记录一致，无缺无余",
        "tiles: the hashes of every level are those of the records, none missing or extra",
        "对外公布的树数据被改动",
        "the published tree data were changed",
        "tiles",
    ),
    Check(
        6,
        "声明：格式严格，披露项与签名摘要相符",
        "statements: strictly formed, and every disclosure matches a signed digest",
        "声明或其披露内容被改动；缺少的披露项只是隐去或销毁",
        "a statement or what it discloses was changed; a missing disclosure is only withheld or erased",
        "statements",
    ),
    Check(
        7,
        "签名：由当时有效的密钥、为本日志、以本人名义所签",
        "signatures: by a key valid at that position, for this log, by its owner",
        "签名不成立；若只缺密钥则无法核验，密钥事后报失则有争议",
        "the signature does not hold; a missing key is unverifiable, a key reported stolen later is contested",
        "signatures",
    ),
    Check(
        8,
        "事件流：序号从一起连续，每条指向前一条",
        "streams: numbered from 1, each statement naming the one before it",
        "某事件流中的记录被删除、替换或调换",
        "records of a stream were removed, replaced or reordered",
        "streams",
    ),
    Check(
        9,
        "时间与起因：受理时间不倒退，未超期限，系统后果紧随起因",
        "time and causes: admission never goes back, deadlines kept, consequences follow their cause",
        "记录被倒填日期，或系统后果没有起因",
        "a record was back-dated, or a consequence has no cause",
        "records",
    ),
    Check(
        10,
        "声明编号：各不相同",
        "statement ids: none used twice",
        "旧声明被重放",
        "an old statement was replayed",
        "ids",
    ),
    Check(
        11,
        "守护文件：日志没有退回到它之前",
        "guard file: the log has not gone back behind it",
        "数据库被换成旧备份，或末尾记录被删除",
        "the database is an older copy, or its last records were removed",
        "guards",
    ),
    Check(
        12,
        "所见检查点：签名者见过的日志就是本日志",
        "seen checkpoints: the log that signers saw is this log",
        "日志向不同的人出示过不同的历史",
        "different people were shown different histories",
        "seen",
    ),
    Check(
        13,
        "查阅批次：逐批相接，各由系统签署",
        "access batches: each follows the one before, stated by the service",
        "某些查阅记录不再有批次作证",
        "some records of reads are no longer vouched for by a batch",
        "batches",
    ),
    Check(
        14,
        "查阅记录：编号连续，与批次树根一致",
        "access rows: numbered without gaps, and the roots of the batches are theirs",
        "查阅记录被删除、改动或调换",
        "records of reads were removed, changed or reordered",
        "accesses",
    ),
)

FAULTS: dict[str, tuple[str, str]] = {
    "checkpoint_false": ("检查点签名不成立", "the signed note does not hold"),
    "checkpoint_unsigned": ("没有已知的日志密钥签署此检查点", "no known key of the log signed this checkpoint"),
    "checkpoint_altered": ("该列与已签名的内容不符", "the column differs from what was signed"),
    "checkpoint_link": ("检查点没有接续前一个", "the checkpoint does not follow the one before it"),
    "history_rewritten": ("记录不是签名时的记录", "the records are not those that were signed"),
    "tail_removed": ("已签名的末尾记录不存在", "records at the end that were signed are gone"),
    "head_altered": ("日志头与记录不符", "the head is not that of the records"),
    "gap": ("缺少记录", "records are missing"),
    "stray_record": ("记录的位置不在日志之内", "a record lies at a position outside the log"),
    "stray_disclosure": ("披露项没有对应的记录", "disclosures lie at a position outside the log"),
    "record_altered": ("记录与其叶哈希不符", "the record does not hash to its leaf"),
    "record_moved": ("记录入账时在另一位置", "the record was admitted at another position"),
    "leaf_altered": ("所存叶哈希被改动", "the stored leaf hash was changed"),
    "column_altered": ("该列与签名内容不符", "the column differs from what was signed"),
    "malformed": ("该列不是应有的类型", "the column does not hold what it can hold"),
    "unreadable": ("数据库文件已损坏，无法读出", "the database file is damaged here and cannot be read"),
    "tile_altered": ("瓦片与记录不符", "the tile is not that of the records"),
    "tile_missing": ("缺少瓦片", "a tile is missing"),
    "tile_extra": ("多出的瓦片", "a tile that the tree does not have"),
    "statement_malformed": ("声明格式不合", "the statement is not well-formed"),
    "disclosure_altered": ("披露项不是签名者所签", "a disclosure is not what the signer signed"),
    "signature_false": ("签名与内容不符", "the signature is not that key's over these bytes"),
    "signatures_swapped": ("两条记录的签名被对调", "the signatures of two records were exchanged"),
    "key_unknown": ("本日志没有登记此密钥", "no record of this log enrols the key"),
    "key_not_yet_valid": ("密钥在此之后才登记", "the key was enrolled only later"),
    "key_ended": ("密钥在此之前已轮换或撤销", "the key had been rotated away or revoked before"),
    "key_contested": ("密钥据报在此期间已失密", "the key was later reported compromised for this time"),
    "key_record_false": ("密钥记录不成立", "the key record does not prove what it says"),
    "issuer_false": ("签名者不是密钥所有人", "the key belongs to somebody else"),
    "foreign_log": ("声明是为另一个日志所签", "the statement was signed for another log"),
    "stream_gap": ("该事件流缺少记录", "records of the stream are missing"),
    "stream_fork": ("该事件流的序号重复或倒退", "a number of the stream is used again"),
    "stream_broken": ("没有指向前一条声明", "it does not name the statement before it"),
    "back_dated": ("受理时间早于前一条记录", "it was admitted before the record that precedes it"),
    "out_of_time": ("受理时间与签名期限不符", "the time of admission does not fit what was signed"),
    "cause_missing": ("起因不在同一次受理中", "its cause was not admitted with it, before it"),
    "cause_forbidden": ("只有系统声明才有起因", "only statements of the service have a cause"),
    "replayed": ("声明编号已用过", "the statement id was used before"),
    "behind_guard": ("日志比守护文件旧", "the log is older than its guard"),
    "guard_missing": ("没有守护文件", "there is no guard file"),
    "guard_false": ("守护文件不成立", "the guard file does not hold"),
    "split_view": ("签名者见到的是另一份历史", "the signer was shown another history"),
    "future_view": ("声称见到了尚不存在的日志", "it claims to have seen what did not exist yet"),
    "batch_gap": ("查阅批次没有接续前一批", "the batch does not begin where the one before ended"),
    "batch_withheld": ("查阅批次的内容缺失", "what the batch states is missing"),
    "batch_malformed": ("查阅批次不成立", "the batch does not state what one must"),
    "access_missing": ("缺少查阅记录", "records of reads are missing"),
    "access_altered": ("查阅记录被改动", "the record of a read was changed"),
    "access_hash_altered": ("查阅记录的哈希被改动", "the stored hash of a record of a read was changed"),
    "access_moved": ("查阅记录在另一编号之下", "the record of a read stands under another number"),
    "access_rewritten": ("查阅记录不是批次所证的记录", "the records of reads are not those the batch committed to"),
}
"""What was found, by code: Chinese, English."""

COVERAGE: dict[str, tuple[int, ...]] = {
    "record.position": (3, 4),
    "record.stream": (4, 8),
    "record.version": (4, 8),
    "record.type": (4,),
    "record.kind": (4,),
    "record.admitted_at": (4, 9),
    "record.jws": (4, 6, 7, 8),
    "record.opening": (4,),
    "record.leaf": (4, 5),
    "record.jti": (4, 10),
    "disclosure.position": (3, 6),
    "disclosure.data": (6,),
    "tile.level": (5,),
    "tile.idx": (5,),
    "tile.data": (5,),
    "ledger_head.id": (2,),
    "ledger_head.size": (2,),
    "ledger_head.frontier": (2,),
    "checkpoint.size": (1,),
    "checkpoint.prev": (1,),
    "checkpoint.root": (1,),
    "checkpoint.note": (1,),
    **dict.fromkeys(
        (
            f"access_record.{column}"
            for column in ("id", "at", "person", "stream", "klass", "basis", "allowed", "commitment", "sealed", "hash")
        ),
        (14,),
    ),
}
"""The checks that notice a changed byte, by column."""
