"""The experience document, looked at by machine (典型经验检查): counts, title pattern, findings, fingerprints.

Promises: the same text gives the same answer under the same ``CHECKER``; a finding informs, it never refuses (R-54).
"""

import re
from collections.abc import Iterable
from hashlib import blake2b

from biaogan.domain.dossier import PARTS
from biaogan.domain.forms_application import Experience, Finding
from biaogan.domain.wording import COUNT_RULE, characters

CHECKER = f"experience-check/1 {COUNT_RULE}"
"""Version of these checks and of the counting they rest on."""
SHINGLE = 5
"""Characters in a shingle."""
SKETCH = 256
"""Hashes kept of a text: the smallest ones, which estimate the resemblance of whole texts (bottom-k sketch)."""
_ILLUSTRATED = re.compile(r"[表图]\s*[0-9０-９一二三四五六七八九十]")
_COMPARED = re.compile(r"对比|相比|比较|对标|标杆|竞争对手|行业平均|行业先进|领先|同行")


def counts(experience: Experience) -> dict[str, int]:
    """字数 of each part (D-26)."""
    return {part: characters(getattr(experience, part)) for part in PARTS}


def findings(experience: Experience, pattern: str, years: Iterable[int]) -> list[Finding]:
    """What the formal examiner should look at: R-54 title, R-57 illustrations, R-58 three years and a comparison."""
    found = []
    if not re.fullmatch(pattern, experience.title):
        found.append(Finding("R-54", "title", "warning", "title_pattern", experience.title))
    if not _ILLUSTRATED.search(experience.implementation):
        found.append(Finding("R-57", "implementation", "warning", "no_table_or_figure"))
    if missing := [str(year) for year in years if str(year) not in experience.results]:
        found.append(Finding("R-58", "results", "warning", "no_three_year_data", "、".join(missing)))
    if not _COMPARED.search(experience.results):
        found.append(Finding("R-58", "results", "warning", "no_comparison"))
    return found


def fingerprint(experience: Experience) -> list[str]:
    """The smallest hashes of the text's shingles, sorted: enough to recognise it, not to read it (D-03)."""
    text = re.sub(r"\s", "", "".join(getattr(experience, part) for part in PARTS[1:]))
    shingles = {text[place : place + SHINGLE] for place in range(max(1, len(text) - SHINGLE + 1))} - {""}
    hashes = {blake2b(shingle.encode("utf-8", "surrogatepass"), digest_size=8).hexdigest() for shingle in shingles}
    return sorted(hashes)[:SKETCH]


def resemblance(one: Iterable[str], other: Iterable[str]) -> tuple[int, int]:
    """(shared, compared) among the smallest hashes of both texts: their quotient estimates the share of common shingles.

    Exact for texts of up to ``SKETCH`` different shingles.
    """
    first, second = set(one), set(other)
    smallest = sorted(first | second)[:SKETCH]
    return sum(each in first and each in second for each in smallest), max(1, len(smallest))
