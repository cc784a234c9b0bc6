"""The city on one page, as of a day: what the head of the office and the mayor look at.

`day.py` reads the day, `register.py`, `reporting.py`, `figures.py`, `coaching.py`, `training.py` and `indicators.py`
count, each in a fixed number of statements; `lists.py` holds the rows behind every number; `pictures.py` draws.
"""
