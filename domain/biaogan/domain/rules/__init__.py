"""The rules (规则), one module per chapter, one function per rule, named as the sentence it enforces.

A rule is marked with its R- or D-ids, says nothing when it holds and raises :class:`~biaogan.domain.rejections.Rejected`
when it does not. Which act asks which rules, and in what order, is in :mod:`biaogan.domain.lifecycle` alone.
"""
