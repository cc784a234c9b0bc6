"""What is done with messages, and with lists of what was before the portal."""

from datetime import date
from functools import partial
from pathlib import Path

from cooperatives.contacts import contact_log
from cooperatives.models import Contact, ListImport
from cooperatives.record_lists import storage
from cooperatives.record_lists.rows import Entry
from tests.acts import act
from tests.factories import make_cooperative


def _kept(o):
    entry = Entry(make_cooperative().pk, "x", {"on": date(2021, 5, 4), "level": 1, "number": "x"})
    return partial(storage.keep, "warnings", [entry], path=Path(__file__), actor=o.officer)


@act("cooperatives.record_lists.storage.keep")
def _(o):
    return _kept(o)


@act("cooperatives.record_lists.storage.take_back")
def _(o):
    _kept(o)()
    return partial(storage.take_back, ListImport.objects.get(), actor=o.officer)


@act("cooperatives.contacts.contact_log.mark_failed")
def _(o):
    contact = Contact.objects.create(cooperative=make_cooperative(), channel="whatsapp", to="+62811")
    return partial(contact_log.mark_failed, contact, actor=o.officer)
