"""Measurements (测量): every figure is printed as a ratio within one run, because machines differ and are shared."""
