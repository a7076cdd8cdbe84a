"""Uploaded files, opened and looked at (文件检查): their format by content, archives, and the layout of a Word file."""
