"""The city on one page, as of a day: what the head of the office and the mayor look at.

`day.py` reads the day; the modules of `figures/` and `indicators.py` count, each in a fixed number of statements;
`lists.py` holds the rows behind every number; `drawings.py` draws.
"""
