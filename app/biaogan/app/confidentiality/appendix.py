"""What comes last (完整性与附录): how far the records are provable, who is meant by a number, and how to check it all."""

from collections.abc import Iterator

from biaogan.app.confidentiality.blocks import Block, Facts, Heading, Text, Tone
from biaogan.app.confidentiality.writing import NO_ROLE, Writing, moment
from biaogan.graphql.plot_words import role_words
from biaogan.graphql.plots.svg import Words
from biaogan.ledger.unwraps import Work

_WORKS: dict[str, Words] = {
    Work.UNSTATED: Words("程序本身的工作", "what the program is for"),
    Work.ANSWERING: Words("答复查询", "answering questions"),
    Work.RIGHTS: Words("核对查阅权限", "finding out who asks"),
    Work.RECORDING: Words("登记查阅", "putting reads on record"),
    Work.FOLDING: Words("更新读模型", "bringing the views up to date"),
    Work.DECIDING: Words("裁决行为", "deciding acts"),
}


def appendix(on: Writing) -> Iterator[Block]:
    """Sections five to seven."""
    yield from _coverage(on)
    yield from _keys(on)
    yield from _indexes(on)
    yield from _checking(on)


def _coverage(on: Writing) -> Iterator[Block]:
    say, found = on.say, on.told["coverage"]
    yield Heading(say("五、记录是否完整、可证", "5. Whether the records are whole and provable"))
    yield Facts(
        [
            (say("查阅记录", "Records"), f"0 – {found['end'] - 1}" if found["end"] else say("无", "none")),
            (say("已入账（可证）", "Committed in the log"), str(found["committed"])),
            (
                say("本期尚未入账", "Of this period not yet committed"),
                on.some(found["uncommitted"].split(",")) or say("无", "none"),
            ),
            (say("缺失", "Missing"), str(found["missing"])),
            (
                say("与账本不符", "Not what the log commits to"),
                on.some(found["altered"].split(",")) or say("无", "none"),
            ),
        ]
    )
    if found["missing"] or found["altered"]:
        yield Text(
            say(
                "记录有缺失或与账本不符：本报告不能作为完整依据。",
                "Records are missing or are not those the log commits to: this report is no complete account.",
            ),
            Tone.WARNING,
        )
    elif found["uncommitted"]:
        yield Text(
            say(
                "个别记录在账本该位置之后才入账，届时可证。",
                "Some records are committed to after this position; they can be proven from then on.",
            ),
            Tone.NOTE,
        )
    else:
        yield Text(
            say(
                "全部查阅记录都在账本的批次中，逐条可证。",
                "Every record is in a batch of the log, and can be proven one by one.",
            ),
            Tone.GOOD,
        )


def _keys(on: Writing) -> Iterator[Block]:
    """Which programs unwrapped keys of what the report is about."""
    say, found = on.say, on.told["keys"]
    if not found:
        return
    own = say("（未说明）", "(unstated)")
    rows = [[row["command"] or own, on.word(_work(row["work"] or "")), row["unwraps"], row["dropped"]] for row in found]
    heads = [say("程序", "program"), say("工作", "work"), say("次数", "times"), say("未记下", "not kept")]
    yield on.table(say("密钥解开", "Keys unwrapped"), heads, rows, [5, 5, 3, 3], 2)
    yield Text(
        say(
            "进程记住已解开的密钥：次数既不证明查阅，也不证明没有查阅；未说明的程序应逐一核对；重建和重演打开全部密钥，次数不限于本年度。",
            "A process remembers its keys: the numbers prove neither a read nor the lack of one. Unstated programs deserve a look. "
            "A rebuild or a replay opens every key there is: its number is not of this cycle alone.",
        ),
        Tone.NOTE,
    )


def _work(told: str) -> Words:
    """Another release may know works that this one does not."""
    return _WORKS.get(told, Words(told, told))


def _indexes(on: Writing) -> Iterator[Block]:
    say, told = on.say, on.told
    yield Heading(say("六、编号", "6. Numbers"))
    counts = [say("查阅", "reads"), say("被拒", "denials")]
    if told["readers"]:
        rows = [
            [
                number,
                "、 "[on.language == "en"].join(on.word(role_words(role)) for role in row["roles"]) or on.word(NO_ROLE),
                row["person"] or say("隐去", "withheld"),
                moment(row["first"]),
                moment(row["last"]),
                row["cases"],
                row["reads"],
                row["denials"],
            ]
            for number, row in zip(on.readers, told["readers"], strict=True)
        ]
        heads = ["", say("角色", "roles"), say("人员代号", "pseudonym"), say("首次", "first"), say("最近", "last")]
        yield on.table(
            say("查阅人", "Readers"), [*heads, say("项目", "cases"), *counts], rows, [2, 5, 9, 5, 5, 2, 2, 2], 5
        )
    if told["cases"]:
        rows = [
            [number, row["case"], row["readers"], row["reads"], row["denials"]]
            for number, row in zip(on.cases, told["cases"], strict=True)
        ]
        heads = ["", say("项目编号", "case"), say("查阅人数", "readers"), *counts]
        yield on.table(say("项目", "Cases"), heads, rows, [2, 11, 3, 3, 3], 2)


def _checking(on: Writing) -> Iterator[Block]:
    say = on.say
    yield Heading(say("七、如何核验", "7. How to check this"))
    yield Text(
        say(
            "report.json 由账本所列的服务密钥签名，并含 report.html 与 report.pdf 的 SHA-256。"
            "运行 biaogan report verify 文件夹 可离线核验；加 --data 则由账本重新计算全部内容。",
            "report.json is signed by the service's key, which the log names, and holds the SHA-256 of report.html and "
            "report.pdf. `biaogan report verify FOLDER` checks it offline; with --data everything is counted anew from the log.",
        )
    )
