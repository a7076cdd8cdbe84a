"""The report on who read what of a cycle (保密审计报告): from the records of reads to one JSON value. Nothing here writes.

Promises: counts, classes and pseudonyms, never content; whoever may not know the readers is given numbers alone; the same
records give the same value; what is empty is there with a zero, so that leaving out and being nothing differ.
"""
