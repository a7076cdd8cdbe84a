"""What-if (推演): a round's ranking as it would be without some of what was signed, or by other rules. Writes nothing.

``ground`` is what a supposition starts from, ``question`` what is supposed, ``answer`` what would follow; ``leaving``,
``flip`` and ``stability`` ask many suppositions at once, ``report`` tells it all. Scores and ranks come from
:mod:`biaogan.domain.tally` alone.
"""
