"""The official size table (工信部联企业〔2011〕300号): each boundary, and a warning instead of a guess."""

from decimal import Decimal

import pytest

from biaogan.domain import sme

BIG = 10**9


def size(name, **figures):
    """Size with the figures the row looks at; the others do not matter."""
    given = {"staff": 0, "revenue": 0, "assets": 0} | figures
    return sme.size(name, int(given["staff"]), Decimal(given["revenue"]), Decimal(given["assets"]))


@pytest.mark.parametrize("name", sme.TABLE)
def test_every_limit_of_every_row_divides_where_the_table_says(name):
    row = sme.TABLE[name]

    def at(values, but=None, less=0):
        return size(name, **{f: v - (less if f == but else 0) for f, v in zip(row.figures, values, strict=True)})

    assert at(row.upper) == "large"
    for figure in row.figures:
        assert at(row.upper, figure, 1) != "large", "below either upper limit is enough"
        assert at(row.medium, figure, 1) in ("small", "micro"), "medium needs both"
        assert at(row.small, figure, 1) == "micro", "small needs both"
    assert at(row.medium) == "medium"
    assert at(row.small) == "small"


@pytest.mark.parametrize(
    ("staff", "revenue", "expected"),
    [
        (1000, "40000", "large"), (999, "40000", "medium"), (1000, "39999.99", "medium"), (300, "2000", "medium"),
        (299, "2000", "small"), (300, "1999.99", "small"), (20, "300", "small"), (19, "40000", "micro"),
        (5000, "299.99", "micro"), (0, "0", "micro"),
    ],
)  # fmt: skip
def test_the_industrial_row_at_its_boundaries(staff, revenue, expected):
    assert sme.size("industry", staff, Decimal(revenue), Decimal(BIG)) == expected


@pytest.mark.parametrize(
    ("industry", "row"),
    [
        ("A01", "agriculture"), ("B06", "industry"), ("C33", "industry"), ("D44", "industry"), ("E47", "construction"),
        ("F51", "wholesale"), ("F52", "retail"), ("G54", "transport"), ("G59", "storage"), ("G60", "post"),
        ("H61", "lodging_catering"), ("I63", "information_transmission"), ("I64", "information_transmission"),
        ("I65", "software"), ("K7010", "real_estate"), ("K7020", "property_management"), ("L72", "leasing_business"),
        ("M73", "other"), ("K7040", "other"), ("C", "industry"), ("机械", "other"), ("", "other"),
    ],
)  # fmt: skip
def test_an_industry_class_leads_to_its_row(industry, row):
    assert sme.category(industry) == row


def test_there_are_fifteen_rows_for_sixteen_trades_of_the_table():
    assert len(sme.TABLE) == 15
    assert set(sme.SIZES.values()) == {sme.LARGE, sme.MEDIUM, sme.SMALL, sme.MICRO}
