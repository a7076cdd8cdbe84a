"""A whole synthetic 2022 cycle, played through the public API with keys held by the clients (演示).

Every organisation is invented, marked ``synthetic`` and has a credit code of an unassigned range. Nothing here knows the
inside of the service: it could play against any biaogan.
"""
