"""The report on who read what, as documents that are signed (保密审计报告): a page, a PDF, and the JSON both are made from.

Promises: both documents are made from the same blocks and the blocks from the JSON alone, so the same report is the same
bytes; no script, no font, no address outside; whatever came from records is text, never markup.
"""
