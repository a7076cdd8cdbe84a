"""How an act reads (行为说明): its title, and the sentence its signer agrees to. The chapters (``summaries_*``) fill it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sentence:
    """Title and sentence template of an act in Chinese and English."""

    title_zh: str
    title_en: str
    says_zh: str
    says_en: str
