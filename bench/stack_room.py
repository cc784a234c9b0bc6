"""Room on Python's stack, so that a figure does not depend on how deep a call happens to stand.

CPython 3.11 keeps the frames of Python functions in chunks of 16 KB. A loop whose calls stand just at the end of one
takes and returns a chunk at each call: `escape` then costs 14 µs instead of 1, and one more frame anywhere above it, such
as a middleware, moves the page that is hit. One large frame takes a chunk that holds all that are called from it.
"""

from collections.abc import Callable
from typing import Any

SLOTS = 20_000


def within(action: Callable[[], Any]) -> Any:
    """Do it with room for every call that it makes."""
    return action()


within.__code__ = within.__code__.replace(co_stacksize=SLOTS)
