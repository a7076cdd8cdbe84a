"""Reading the entries of a cycle file's lists and tables (配置条目) for :mod:`biaogan.domain.config`."""

from fractions import Fraction

from biaogan.domain import config_model as model
from biaogan.domain import config_scale
from biaogan.domain.config_faults import Faults
from biaogan.domain.config_reader import Reader

_CODE = r"[A-Za-z][A-Za-z0-9_-]*"


def terms(rows: list[Reader]) -> tuple[model.Term, ...]:
    """Words of a list, each with its code."""
    return tuple(model.Term(row.text("code", _CODE), row.text("zh"), row.text("en")) for row in rows)


def unit(row: Reader) -> model.Unit:
    """A recommending unit (推荐单位)."""
    return model.Unit(
        row.text("code", r"[a-z][a-z0-9-]*"),
        row.text("name_zh"),
        row.text("name_en"),
        row.text("kind", _CODE),
        row.number("tier", 1, 1),
        row.number("quota", 0, 99),
    )


def deadline(name: str, row: Reader) -> model.Deadline:
    """A named deadline (截止时间)."""
    return model.Deadline(name, row.day("last_day"), row.flag("inclusive"), row.instant("closes"))


def criterion(row: Reader) -> model.Criterion:
    """A row of the score sheet (评分项)."""
    code, group, points = row.text("code", _CODE), row.text("group", _CODE), row.number("max", 1, 1000)
    return model.Criterion(code, group, points, row.text("zh"), row.text("en"))


def panel(kind: str, row: Reader) -> model.Panel:
    """The panel of a kind of round (评审组)."""
    return model.Panel(kind, row.number("assigned", 1, 99), row.number("min_valid", 1, 99))


def label(name: str, row: Reader) -> model.Term:
    """A text in two languages, by its name."""
    return model.Term(name, row.text("zh"), row.text("en"))


def scoring(row: Reader, faults: Faults) -> model.Scoring:
    """The table ``scoring`` (评分)."""
    aggregate, rounds = row.table("aggregate"), row.table("rounds")
    return model.Scoring(
        row.number("step", 1, 100),
        model.Aggregate(
            aggregate.choice("method", (model.MEAN, model.TRIMMED, model.NEGOTIATED)),
            aggregate.number("trim", 0, 9),
            aggregate.number("min_n", 1, 99),
        ),
        row.texts("tie_breaks"),
        {name: Fraction(rounds.decimal(name)) for name in rounds.names()},
        row.number("comment_min", 1, 1000),
        config_scale.read(row, faults),
    )
