"""Kinds of options that several commands take."""

from argparse import ArgumentTypeError
from datetime import date


def day(text: str) -> date:
    """A day written as 2027-01-21."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is no day; write it as year-month-day, for instance 2027-01-21") from None
