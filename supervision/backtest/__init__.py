"""Does the early warning warn? Looks back at quarters of which it is known by now what came after them.

`database.py` and `plain.py` give looks, of the portal's own quarters and of plain figures of others; `looks.py` says
what a look is and what can be counted of many; `limit_choice.py` chooses limits for figures of others on earlier
quarters. The cooperatives' own limits are never chosen by it.
"""
