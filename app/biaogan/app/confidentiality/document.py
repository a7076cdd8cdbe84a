"""From the JSON of a report to its document (报告成文), in Chinese or in English. The numbers are the same in both."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from biaogan.app.confidentiality.appendix import appendix
from biaogan.app.confidentiality.blocks import Beside, Block, Document, Facts, Heading, Heat, Text, Tone, tiled
from biaogan.app.confidentiality.writing import NO_ROLE, Writing, moment
from biaogan.graphql.class_words import class_words, object_words
from biaogan.graphql.confidentiality.standing import Standing
from biaogan.graphql.confidentiality.telling import WHOLE, WITHHELD
from biaogan.graphql.plot_words import role_words
from biaogan.graphql.plots.svg import Words
from biaogan.graphql.read_signals import TITLES, Suspicion
from biaogan.graphql.rule_words import ROUNDS

LANGUAGES: Final = ("zh", "en")
STANDINGS: Final = {
    Standing.OWN: Words("本人的内容", "the reader's own"),
    Standing.GRANT: Words("两人批准的查阅授权", "under a grant of two persons"),
    Standing.ASSIGNED: Words("评审分配", "assigned to review it"),
    Standing.ROLE: Words("职务角色", "by role"),
    Standing.NONE: Words("无对应权限记录", "nothing on record that opens it"),
}
FIGURES: Final = {
    "shown": Words("显示", "shown"),
    "denied": Words("被拒", "denied"),
    "objects": Words("对象", "objects"),
    "seconds": Words("历时秒数", "seconds"),
    "role": Words("角色", "role"),
    "readers": Words("同角色人数", "readers"),
    "reads": Words("查阅", "reads"),
    "median": Words("中位数", "median"),
    "deviation": Words("绝对中位差", "deviation"),
    "z": Words("稳健 z", "robust z"),
}
"""What a signal rests on, by name."""
MOST: Final = 60
"""Signals of one kind that are printed one by one."""
NOT_THERE: Final = Words("项目（不存在）", "case (not there)")


class Report(Writing):
    """A report, section by section."""

    def document(self) -> Document:
        """The whole."""
        told, say = self.told, self.say
        title = say("保密审计报告：谁查阅了什么", "Confidentiality report: who read what")
        foot = f"{told['log']['origin']} #{told['position']} · {say('正文', 'content')} {self.digest[:16]}"
        blocks = [
            *self._head(),
            *self._numbers(),
            *self._matrix(),
            *self._signals(),
            *self._openings(),
            *appendix(self),
        ]
        return Document(self.language, title, told["cycle"][self.language] or told["cycle"]["id"], foot, blocks)

    def _head(self) -> Iterator[Block]:
        told, say, period = self.told, self.say, self.told["period"]
        yield Facts(
            [
                (say("年度活动", "Cycle"), told["cycle"]["id"]),
                (say("配置摘要", "Configuration"), f"SHA-256 {told['config']}"),
                (
                    say("期间", "Period"),
                    f"#{period['first']} – #{period['last']} ({moment(period['since'])} – {moment(period['until'])})",
                ),
                (say("账本", "Log"), f"{told['log']['origin']} #{told['position']} ({moment(told['as_of'])})"),
                (say("树根", "Root"), f"{told['log']['root']} ({told['log']['size']})"),
                (say("程序", "Code"), f"{told['code']['name']} {told['code']['version']}"),
                (say("正文摘要", "Content"), f"SHA-256 {self.digest}"),
            ]
        )
        if told["scope"] != WHOLE:
            yield Text(
                say("本报告只含申请人有权查阅的记录（授权范围内，利益关系除外），不是全部记录。",
                    "Only the records open to who asked for it (by grant; without what an interest bars): not all records."),
                Tone.WARNING,
            )  # fmt: skip
        withheld = told["identities"] == WITHHELD
        yield Text(
            say("查阅人以编号表示；报告制作人无权知悉身份，人员编号已隐去。" if withheld else
                "查阅人以编号与人员代号表示；全文不含姓名，也不含任何保密内容。",
                "Readers go by number; whoever made the report may not know them, so their ids are withheld." if withheld
                else "Readers go by number and pseudonym; no name and nothing confidential is in this report."), Tone.NOTE
        )  # fmt: skip

    def _numbers(self) -> Iterator[Block]:
        told, say, totals = self.told, self.say, self.told["totals"]
        yield Heading(say("一、总数", "1. Totals"))
        names = {
            "reads": say("次查阅", "reads"), "denials": say("次被拒", "denials"), "readers": say("人", "readers"),
            "cases": say("个项目", "cases"), "objects": say("个对象", "objects"),
        }  # fmt: skip
        yield Facts([(name, f"{totals[key]:,}") for key, name in names.items()], large=True)
        if not totals["records"]:
            yield Text(say("本期间没有查阅记录。", "There are no reads in this period."), Tone.NOTE)
            return
        counts = [say("查阅", "reads"), say("被拒", "denials")]
        level = say("密级", "level")
        whole = say("对象整体被拒", "whole object")
        rows = [[row["level"] or whole, row["reads"], row["denials"]] for row in told["levels"]]
        levels = self.table(say("按密级", "By level"), [level, *counts], rows, [5, 3, 3])
        stood = [[self.word(STANDINGS[Standing(row["standing"])]), row["reads"]] for row in told["standings"]]
        heads = [say("关系", "connection"), counts[0]]
        standings = self.table(say("按查阅关系", "By what connected them"), heads, stood, [8, 3])
        ruled = [[row["rule"], row["reads"], row["denials"]] for row in told["rules"]]
        rules = self.table(say("按依据", "By rule"), [say("依据", "rule"), *counts], ruled, [5, 3, 3])
        yield Beside([levels, standings, rules])
        classes = [
            [self.word(class_words(row["class"])), row["class"], row["level"] or whole, row["reads"], row["denials"],
             row["readers"]] for row in told["classes"]
        ]  # fmt: skip
        heads = [say("字段类别", "class"), say("代码", "key"), level, *counts, say("人数", "readers")]
        yield self.table(say("按字段类别", "By class of fields"), heads, classes, [5, 5, 3, 2, 2, 2], 3)

    def _matrix(self) -> Iterator[Block]:
        told, say = self.told, self.say
        yield Heading(say("二、查阅矩阵", "2. Readers and cases"))
        if not told["matrix"]:
            yield Text(say("本期间没有对项目的查阅。", "No case was read in this period."), Tone.NOTE)
        else:
            yield Text(
                say("行为查阅人，按角色排列；列为项目，查阅人相同的项目相邻。颜色越深次数越多，红色斜线表示有被拒的查阅。",
                    "A row is a reader, by role; a column is a case, beside those with the same readers. Darker: more reads. "
                    "A red stroke: something was denied."), Tone.NOTE
            )  # fmt: skip
            caption = Words(
                "次数包括项目本身及其评分表、异议等；编号见附录",
                "Counts cover a case with its sheets and objections; numbers: appendix",
            )
            year = told["cycle"]["year"]
            title = Words(f"查阅热图 · {year} 年度", f"Who read which case · {year}")
            shown = [row for row in self.rows() if row.cells]
            yield Heat(title, shown, self.cases, caption)
            yield from tiled(shown, self.cases, self.language, say("查阅次数", "Reads"))
        if told["elsewhere"]:
            rows = [[self._object(row["object"]), row["reads"], row["denials"]] for row in told["elsewhere"]]
            heads = [say("对象", "object"), say("查阅", "reads"), say("被拒", "denials")]
            yield self.table(say("不属于单个项目的对象", "Objects of no one case"), heads, rows, [6, 2, 2])

    def _object(self, kind: str) -> str:
        """A kind of objects; a case is of one case, unless there is no such case."""
        return self.word(NOT_THERE if kind == "case" else object_words(kind))

    def _signals(self) -> Iterator[Block]:
        told, say = self.told, self.say
        yield Heading(say("三、异常信号（不是结论）", "3. Signals (not findings)"))
        yield Text(
            say("信号只是值得查看的理由。记录编号可在审计查询中逐条打开。",
                "A signal is a reason to look, never a verdict. Each record can be opened by its number."), Tone.NOTE
        )  # fmt: skip
        kinds = [row["kind"] for row in told["findings"]]
        found = [[self.say(*TITLES[kind]), kinds.count(kind.value)] for kind in Suspicion]
        yield self.table(say("按类型", "By kind"), [say("类型", "kind"), say("数量", "n")], found, [8, 2])
        if not kinds:
            yield Text(say("没有异常信号。", "Nothing stands out."), Tone.GOOD)
            return
        heads = [say("类型", "kind"), say("依据", "rule"), say("人", "who"), say("项目", "cases"), say("数据", "figures"),
                 say("次数", "n"), say("记录编号", "records")]  # fmt: skip
        shown = [row for kind in Suspicion for row in [row for row in told["findings"] if row["kind"] == kind][:MOST]]
        rows = [self._found(row) for row in shown]
        yield self.table(say("逐条", "One by one"), heads, rows, [5, 2, 2, 3, 5, 2, 5], 7)
        if len(shown) < len(kinds):
            more = len(kinds) - len(shown)
            yield Text(
                say(f"每类列出前 {MOST} 条；另 {more} 条见 report.json。",
                    f"The first {MOST} of each kind; {more} more are in report.json."), Tone.NOTE
            )  # fmt: skip

    def _found(self, row: Mapping[str, Any]) -> list[str]:
        """A signal as a row of the table."""
        cases = self.some([self.cases[case] for case in row["cases"]])
        figures = sorted(row["figures"].items())
        return [
            self.say(*TITLES[Suspicion(row["kind"])]),
            row["rule"],
            self.readers[row["reader"]],
            cases or self.say(f"{row['objects']} 个对象", f"{row['objects']} objects"),
            ", ".join(f"{self.word(FIGURES[name])} {self._figure(name, value)}" for name, value in figures),
            str(row["count"]),
            self.some(row["records"].split(",")),
        ]

    def _figure(self, name: str, value: object) -> str:
        return self.word(role_words(str(value))) if name == "role" else str(value)

    def _openings(self) -> Iterator[Block]:
        told, say = self.told, self.say
        yield Heading(say("四、查阅授权与提前启封", "4. Grants and early openings"))
        if told["grants"]:
            heads = ["", say("获授权人", "to"), say("类别", "classes"), say("对象", "objects"), say("期限", "term"),
                     say("查阅", "reads"), say("记录编号", "records")]  # fmt: skip
            rows = [
                [f"G{place}", "–" if row["reader"] is None else self.readers[row["reader"]],
                 ", ".join(self.word(class_words(klass)) for klass in row["classes"]),
                 ", ".join(f"{self.word(object_words(kind))} {n}" for kind, n in row["objects"].items()),
                 f"#{row['position']} – {moment(row['expires']) if row['ended'] is None else '#' + str(row['ended'])}",
                 str(row["reads"]), self.some(row["records"].split(",")) or say("未使用", "not used")]
                for place, row in enumerate(told["grants"], 1)
            ]  # fmt: skip
            yield self.table(say("查阅授权", "Grants"), heads, rows, [1, 2, 6, 4, 4, 2, 4], 7)
        else:
            yield Text(say("本年度活动没有查阅授权。", "No grant was given in this cycle."))
        if told["openings"]:
            kinds = [self.word(ROUNDS.get(row["kind"], NO_ROLE)) for row in told["openings"]]
            rows = [[kind, row["round"], moment(row["opened_at"] or "") or say("尚未启封", "not yet")]
                    for kind, row in zip(kinds, told["openings"], strict=True)]  # fmt: skip
            heads = [say("轮次", "round"), say("编号", "id"), say("启封", "opened")]
            yield self.table(say("提前启封", "Early openings"), heads, rows, [3, 6, 4], 3)
        else:
            yield Text(say("没有提前启封的评分。", "No scores were opened early."))
        decoys = told["decoys"]
        touched = sum(row["count"] for row in told["findings"] if row["kind"] == Suspicion.CANARY)
        yield Text(
            say(f"诱饵对象 {decoys} 个，被查阅 {touched} 次。", f"Decoys: {decoys}; they were read {touched} times.")
            if decoys else say("未设置诱饵对象。", "No decoy is set.")
        )  # fmt: skip


def document(told: Mapping[str, Any], language: str) -> Document:
    """The document of a report."""
    return Report(told, language).document()
