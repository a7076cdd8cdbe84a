"""Acting for another (代为办理): the sentences of its acts (行为说明)."""
# One line per language keeps the pairs readable.

from biaogan.domain.sentence import Sentence

# fmt: off
SENTENCES: dict[str, Sentence] = {
    "ask_for_support": Sentence("委托代办", "Ask for support",
        "委托 {supporter} 代为填报，用途：{purpose}；至 {expires} 止，经主任同意后生效。",
        "Asks that {supporter} may fill in forms for the signer, for: {purpose}; until {expires}, once a director agrees."),
    "agree_to_support": Sentence("同意代办", "Agree to support",
        "同意委托 {grant}：{supporter} 可代 {stream} 填报，用途：{purpose}；至 {expires} 止。",
        "Agrees to request {grant}: {supporter} may fill in forms for {stream}, for: {purpose}; until {expires}."),
    "end_support": Sentence("收回代办", "End support",
        "{supporter} 不再代 {stream} 办理，理由：{reason}。",
        "{supporter} acts for {stream} no longer, because: {reason}."),
}
# fmt: on
