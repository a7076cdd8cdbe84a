"""Counting characters (字数) as the programme's limits mean it, D-26. Version 1, by fixed ranges of code points.

The ranges are written out, so that the count never depends on the Unicode tables of the Python that replays it.
"""

_CJK = (
    (0x2E80, 0x9FFF),  # radicals, CJK punctuation, kana, bopomofo, ideographs
    (0xAC00, 0xD7AF),  # hangul
    (0xF900, 0xFAFF),  # compatibility ideographs
    (0xFE30, 0xFE4F),  # vertical punctuation
    (0xFF00, 0xFFEF),  # full-width forms
    (0x20000, 0x3FFFF),  # further ideographs
)
_MARKS = frozenset("“”‘’—…·")


def characters(text: str) -> int:
    """字数 by the word rule (D-26): a CJK character or mark counts 1, a run of other visible characters counts 1."""
    count, in_run = 0, False
    for char in text:
        if char.isspace():
            in_run = False
        elif char in _MARKS or any(low <= ord(char) <= high for low, high in _CJK):
            count, in_run = count + 1, False
        elif not in_run:
            count, in_run = count + 1, True
    return count
