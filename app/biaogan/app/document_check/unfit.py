"""Why a file is not taken (不予接收), in zh-CN and English: one table, code -> sentence, D-27, D-28."""

from typing import Any

UNFIT: dict[str, tuple[str, str]] = {
    "active_content": (
        "文件含宏、嵌入对象或外部链接（{name}）",
        "the file holds macros, embedded objects or links to outside ({name})",
    ),
    "archive_encrypted": ("压缩包已加密，请解除后重新上传", "the archive is encrypted; upload it again without"),
    "archive_name": ("压缩包内文件名不可用：{name}", "a name in the archive is not usable: {name}"),
    "archive_solid": (
        "RAR4 固实压缩包不能读取，请改用其他格式",
        "a solid RAR4 archive cannot be read; use another format",
    ),
    "archive_split": ("请勿上传分卷压缩包", "the archive is split into volumes; upload it as one"),
    "archive_too_large": (
        "压缩包解开后超过限额（{found}，上限 {limit}）",
        "unpacked, the archive is larger than allowed ({found}; limit {limit})",
    ),
    "archive_twice": ("压缩包内文件重名：{name}", "two files in the archive have one name: {name}"),
    "format_unknown": ("文件格式不在可接受之列", "the format of the file is not one that is accepted"),
    "unreadable": ("文件损坏，无法读取", "the file is damaged and cannot be read"),
}


class Unfit(Exception):
    """The file is not taken; ``code`` is of the table."""

    def __init__(self, code: str, **values: Any) -> None:
        super().__init__(code)
        self.code, self.values = code, values

    def told(self) -> tuple[str, str]:
        """Why, in both languages."""
        zh, en = UNFIT[self.code]
        return zh.format_map(self.values), en.format_map(self.values)
