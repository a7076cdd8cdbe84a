"""The ids of the rulebook (规则编号): R-01..R-87, rules of the programme, and D-01..D-36, decisions where it is silent."""

RULE_IDS: tuple[str, ...] = tuple(f"R-{n:02d}" for n in range(1, 88))
"""Rules of the programme's own texts (通知与管理办法)."""
DECISION_IDS: tuple[str, ...] = tuple(f"D-{n:02d}" for n in range(1, 37))
"""Settings of the cycle where the texts say nothing (本年度设定)."""
IDS: tuple[str, ...] = (*RULE_IDS, *DECISION_IDS)
"""Every id a refusal, a setting, or an interpretation may name."""
