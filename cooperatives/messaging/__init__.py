"""Telling a cooperative something: who can be reached, by which ways, and what came of it.

Whoever has something to say composes a `message.Message` and gives it to `delivery.send`; the outcome says by which
ways somebody was reached (`outcome.py`). `reach.py` knows the people, addresses and numbers of a cooperative,
`channels/` has one module for each way with one function `deliver`, `registry.py` their list.
"""
