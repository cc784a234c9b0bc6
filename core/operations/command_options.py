"""Kinds of options that several commands take."""

from argparse import ArgumentTypeError
from datetime import date

from django.conf import settings
from django.core.management.base import CommandError
from django.utils import timezone

from core import clock


def stand_on(on: date | None) -> date:
    """The day for which a command works; in the demo the office's own day moves to it.

    Raises CommandError for an earlier day, and for another day than today outside the demo: it would flag and warn for
    what is not so.
    """
    if on and not settings.DEMO and on != clock.today():
        raise CommandError("--on takes another day than today in the demo only (or with --dry-run, where there is one)")
    if on and on < timezone.localdate():
        raise CommandError("--on takes a day from today on: an earlier one would lift flags that hold")
    if on:
        clock.move(on)
    return on or clock.today()


def day(text: str) -> date:
    """A day written as 2027-01-21."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise ArgumentTypeError(f"“{text}” is no day; write it as year-month-day, for instance 2027-01-21") from None
