from django.core.paginator import Paginator
from django.db.models import Q
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import SecurityEntry
from accounts.permissions import Capability, requires
from core.storage import downloads
from core.text.formats import moment
from core.workbooks.writer import SheetColumn


@requires(Capability.ADMINISTER)
def security_log(request):
    """Who came in or tried to, newest first; the whole state of the page is its address."""
    chosen = {name: request.GET.get(name, "").strip()[:100] for name in ("kind", "q")}
    found = SecurityEntry.objects.select_related("user")
    if chosen["kind"]:
        found = found.filter(kind=chosen["kind"])
    if q := chosen["q"]:
        found = found.filter(Q(account__icontains=q) | Q(address__startswith=q) | Q(user__name__icontains=q))
    if request.GET.get("format") == "xlsx":
        return _export(request, found, chosen)
    context = {
        "page": Paginator(found, 50).get_page(request.GET.get("page")),
        "kinds": SecurityEntry.Kind.choices,
        "chosen": chosen,
    }
    return render(request, "accounts/security_log.html", context)


def _export(request, found, chosen: dict[str, str]):
    columns = [
        SheetColumn(_("First time"), width=24),
        SheetColumn(_("Last time"), width=24),
        SheetColumn(_("What happened"), width=30),
        SheetColumn(_("Times"), "count", 8),
        SheetColumn(_("Account"), width=34),
        SheetColumn(_("Network address"), width=22),
        SheetColumn(_("By"), width=26),
        SheetColumn(_("Note"), width=40),
        SheetColumn(_("Browser"), width=50),
    ]
    rows = (
        [
            moment(timezone.localtime(entry.at)),
            moment(timezone.localtime(entry.last_at)),
            str(entry.get_kind_display()),
            entry.times,
            entry.account,
            entry.address,
            entry.by_name,
            entry.note,
            entry.agent,
        ]
        for entry in found.iterator(chunk_size=1000)
    )
    selection = ", ".join(filter(None, chosen.values()))
    name = "catatan-keamanan"
    return downloads.send_table(
        request, title=_("Security log"), columns=columns, rows=rows, name=name, selection=selection
    )
