"""What is done with the keys to an account, and with files that are no longer kept."""

from datetime import timedelta
from functools import partial

from allauth.core import context
from django.contrib.messages.storage.base import BaseStorage
from django.contrib.sessions.backends.signed_cookies import SessionStore
from django.core.cache import cache
from django.test import RequestFactory
from django.utils import timezone

from accounts.models import User
from accounts.sign_in import addresses, entry_codes, sessions
from core.messages import outbox
from core.models import OutgoingMail
from reports.filing import upload_expiry
from reports.models import Upload
from tests.acts import act
from tests.reporting import kept_upload, make_obligation


class Silence(BaseStorage):
    """Messages to the screen, which nobody looks at here."""

    def _get(self, *args, **kwargs):
        return [], True

    def _store(self, messages, response, *args, **kwargs):
        return []


def _request(user: User):
    request = RequestFactory().post("/")
    request.user, request.session = user, SessionStore()
    request._messages = Silence(request)
    return request


def _ask(person: User, actor: User) -> None:
    # A link is sent to one address every three minutes; the act is tried more often here.
    cache.clear()
    request = _request(actor)
    with context.request_context(request):
        addresses.ask_change(person, "baru@contoh.test", request=request)


@act("accounts.sign_in.addresses.ask_change")
def _(o):
    return partial(_ask, o.manager, o.officer)


@act("accounts.sign_in.entry_codes.give")
def _(o):
    return partial(entry_codes.give, o.manager, phone="+6281234500000", actor=o.officer, request=None)


@act("accounts.sign_in.entry_codes.redeem")
def _(o):
    code = entry_codes.give(o.manager, phone="+6281234500000", actor=o.officer, request=None)
    return partial(entry_codes.redeem, "081234500000", code, password="kuda-lari-pagi-7", request=_request(o.manager))


@act("accounts.sign_in.sessions.end_all")
def _(o):
    return partial(_end, o.manager, o.administrator)


def _end(person: User, by: User) -> None:
    sessions.end_all(person, request=_request(by), by=by)


@act("reports.filing.upload_expiry.expire")
def _(o):
    found = kept_upload(make_obligation(), o.manager)
    Upload.objects.filter(pk=found.pk).update(uploaded_at=timezone.now() - timedelta(days=100))
    return upload_expiry.expire


@act("core.messages.outbox.retry")
def retry(office):
    mail = OutgoingMail.objects.create(to=["a@contoh.test"], subject="Hai", body="", from_email="a@b", state="failed")
    return partial(outbox.retry, mail.pk, actor=office.administrator)
