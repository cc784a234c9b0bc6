"""The list of outgoing mail, for administrators."""

from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils import timezone
from django.utils.translation import gettext_lazy, ngettext

from core.lists.declaration import Action, ListColumn, ListOf, Said, anybody
from core.lists.filters import choice_of
from core.messages import outbox
from core.models import OutgoingMail


def _retry(request: HttpRequest, rows: QuerySet, said: Said) -> str:
    n = sum(outbox.retry(mail.pk, actor=request.user) for mail in rows)
    text = ngettext("{n} message is at the head of the queue.", "{n} messages are at the head of the queue.", n)
    return text.format(n=n)


OUTBOX = ListOf(
    name="outbox",
    title=gettext_lazy("Outbox"),
    rows=lambda request: OutgoingMail.objects.all(),
    cells=(
        ListColumn(gettext_lazy("Written"), lambda row: timezone.localdate(row.created_at), "date", 12),
        ListColumn(gettext_lazy("Subject"), lambda row: row.subject, width=48),
        ListColumn(gettext_lazy("To"), lambda row: ", ".join(row.to), width=36),
        ListColumn(gettext_lazy("State"), lambda row: str(row.get_state_display()), width=18),
        ListColumn(gettext_lazy("Error"), lambda row: row.error, width=60),
    ),
    orders={"written": ("-created_at",), "subject": ("subject",), "state": ("state", "-created_at")},
    search=("subject", "to"),
    search_label=gettext_lazy("Subject or address"),
    filters=(choice_of("state", gettext_lazy("State"), dict(OutgoingMail.State.choices)),),
    actions=(Action("retry", gettext_lazy("Try again"), "rotate-cw", _retry, anybody),),
    called=lambda row: row.subject,
    file_name="kotak-keluar",
)
