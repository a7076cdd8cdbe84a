"""``biaogan bench``: how fast this machine does it, as ratios within one run."""
