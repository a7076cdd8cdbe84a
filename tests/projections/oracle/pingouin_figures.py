"""What pingouin says of some tables of scores, written down once (独立参照): the tests compare with it and need no pingouin.

    python -m venv /tmp/oracle && /tmp/oracle/bin/pip install pingouin==0.7.0
    /tmp/oracle/bin/python tests/projections/oracle/pingouin_figures.py > tests/projections/oracle/pingouin.json

pingouin is under the GPL (version 3) and brings some thirty packages and 576 MB along, pandas and statsmodels among them;
so it is no dependency, not even of the tests, and this script is run by hand. Nothing of ours is imported here.
"""

import json
import sys
from importlib.metadata import version
from random import Random

import pandas as pd
import pingouin as pg

SHROUT_FLEISS = [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
SEEDS = range(8)


def table(seed, *, cases, experts, missing):
    """Cases by experts; None where an expert did not score the case."""
    random = Random(f"oracle {seed} {missing}")
    worth = [random.randint(40, 90) for _ in range(cases)]
    severe = [random.randint(-6, 6) for _ in range(experts)]
    return [
        [None if random.random() < missing else value - away + random.randint(-5, 5) for away in severe]
        for value in worth
    ]


def long(rows):
    """One row a sheet."""
    cells = [(case, expert, score) for case, row in enumerate(rows) for expert, score in enumerate(row)]
    return pd.DataFrame([cell for cell in cells if cell[2] is not None], columns=["case", "expert", "score"])


def complete(rows):
    """Intraclass correlations, Kendall's W, and the correlations of the first two experts."""
    data, wide = long(rows), pd.DataFrame(rows)
    icc = pg.intraclass_corr(data=data, targets="case", raters="expert", ratings="score").set_index("Type")["ICC"]
    friedman = pg.friedman(data=data, dv="score", within="case", subject="expert")
    one, other = wide[0], wide[1]
    return {
        "rows": rows,
        "icc_1": float(icc["ICC(1,1)"]),
        "icc_2_1": float(icc["ICC(A,1)"]),
        "w": float(friedman["W"].iloc[0]),
        "spearman": float(pg.corr(one, other, method="spearman")["r"].iloc[0]),
        "tau_b": float(pg.corr(one, other, method="kendall")["r"].iloc[0]),
    }


def additive(rows):
    """The additive model by regression: how strict each expert is, with its standard error, and what is left over.

    Experts are coded by effects weighted with their sheets: a coefficient is what the expert gives more than the
    round's sheets do on average, the cases allowed for. The one who is the reference comes from a second fit.
    """
    data = long(rows)
    cases = pd.get_dummies(data["case"], prefix="case", dtype=float)
    sheets = data["expert"].value_counts()
    strict, errors, left = {}, {}, 0.0
    for reference in (0, 1):
        columns = {}
        for expert in sorted(sheets.index):
            if expert != reference:
                weight = sheets[expert] / sheets[reference]
                columns[expert] = (data["expert"] == expert) * 1.0 - (data["expert"] == reference) * weight
        design = pd.concat([cases, pd.DataFrame(columns)], axis=1)
        design.columns = [str(name) for name in design.columns]
        found = pg.linear_regression(design, data["score"], add_intercept=False)
        for name, coefficient, error in zip(found["names"], found["coef"], found["se"], strict=True):
            if not name.startswith("case"):
                strict[int(name)], errors[int(name)] = -float(coefficient), float(error)
        left = float((found.residuals_**2).sum())
    order = sorted(strict)
    return {
        "rows": rows,
        "strictness": [strict[expert] for expert in order],
        "errors": [errors[expert] for expert in order],
        "left_over": left,
        "freedom": int(found.df_resid_),
    }


whole = [SHROUT_FLEISS, *(table(seed, cases=12, experts=5, missing=0.0) for seed in SEEDS)]
gaps = [table(seed, cases=14, experts=6, missing=missing) for seed in SEEDS for missing in (0.0, 0.3)]
versions = {name: version(name) for name in ("pingouin", "statsmodels", "scipy", "pandas", "numpy")}
told = {"complete": [complete(rows) for rows in whole], "additive": [additive(rows) for rows in gaps]}
parts = [f'"{name}": [\n' + ",\n".join(map(json.dumps, found)) + "\n]" for name, found in told.items()]
sys.stdout.write(",\n".join([f'{{"versions": {json.dumps(versions)}', *parts]) + "}\n")
