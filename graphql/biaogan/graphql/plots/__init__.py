"""Pictures (图): plain data in, the text of an SVG out. Nothing here reads, decides or remembers.

Promises: no script, no font, no address outside the picture; words are text, Chinese first; the whole content is told
again in the description; numbers are exact, and only places on the paper are rounded.
"""
