"""The flags of the early warning (DOMAIN-2.md B3): each one function, published on the page of rules.

A flag says of a cooperative's history one number; limits of the office say from where on it is raised. There is no
score: a cooperative is visited for what its flags say.
"""

from supervision.flags import capital, conduct, credit, trade
from supervision.flags.declaration import CATALOGUE, VERSION, Flag, LimitDirection, Limits, Raised, Unit, Value, look

__all__ = [
    "CATALOGUE",
    "VERSION",
    "Flag",
    "LimitDirection",
    "Limits",
    "Raised",
    "Unit",
    "Value",
    "capital",
    "conduct",
    "credit",
    "look",
    "trade",
]
