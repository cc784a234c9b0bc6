"""Searching the register by words, numbers and telephones, in any spelling."""

from django.db import connection
from django.db.models import Q

from cooperatives import keys
from cooperatives.querysets import CooperativeQuerySet
from core.text.formats import international_phone


def search(rows: CooperativeQuerySet, q: str) -> CooperativeQuerySet:
    """Rows that hold every word of `q`, or its letters and digits as a legal number in any spelling.

    On PostgreSQL, words that nothing holds are searched again with typing errors forgiven.
    """
    words = q.lower().split()
    exact = Q()
    for word in words:
        exact &= Q(search_text__contains=word)
    for key in (keys.legal_key(q), keys.name_key(q), international_phone(q).removeprefix("+62")):
        # The record's keys stand in its search text too: a legal number, a name or a telephone in any spelling.
        if len(key) >= 4:
            exact |= Q(search_text__contains=key.lower())
    found = rows.filter(exact)
    if connection.vendor != "postgresql" or found.exists():
        return found
    long = [word for word in words if len(word) >= 3]
    alike = rows if long else rows.none()
    for word in long:
        alike = alike.filter(search_text__trigram_word_similar=word)
    return alike
