"""Counting characters (字数) as the programme's limits mean it, D-26. Version 1, by fixed ranges of code points.

The ranges are written out, so that the count never depends on the Unicode tables of the Python that replays it.
"""

COUNT_RULE = "cjk-word/1"
"""Version of this counting; a cycle names the one it counts by (D-26)."""
_CJK = (
    (0x2E80, 0x9FFF),  # radicals, CJK punctuation, kana, bopomofo, ideographs
    (0xAC00, 0xD7AF),  # hangul
    (0xF900, 0xFAFF),  # compatibility ideographs
    (0xFE30, 0xFE4F),  # vertical punctuation
    (0xFF00, 0xFFEF),  # full-width forms
    (0x20000, 0x3FFFF),  # further ideographs
)
_MARKS = frozenset("“”‘’—…·")
_ATTACHED = (
    (0x0300, 0x036F),  # combining marks
    (0x200B, 0x200F),  # zero-width characters and direction marks
    (0x2060, 0x2064),  # word joiner, invisible operators
    (0x20D0, 0x20FF),  # combining marks for symbols
    (0x302A, 0x302F),  # tone marks
    (0x3099, 0x309A),  # kana voicing marks
    (0xFE00, 0xFE0F),  # variation selectors
    (0xFE20, 0xFE2F),  # combining half marks
    (0xE0100, 0xE01EF),  # variation selectors of ideographs
)
"""What belongs to the character before it and counts nothing by itself."""


def characters(text: str) -> int:
    """字数 by the word rule (D-26): a CJK character or mark counts 1, a run of other visible characters counts 1."""
    count, in_run = 0, False
    for char in text:
        if char.isspace():
            in_run = False
        elif any(low <= ord(char) <= high for low, high in _ATTACHED):
            continue
        elif char in _MARKS or any(low <= ord(char) <= high for low, high in _CJK):
            count, in_run = count + 1, False
        elif not in_run:
            count, in_run = count + 1, True
    return count
