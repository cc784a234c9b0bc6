"""axe-core on every page of the register, and no page wider than its screen."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from accounts.models import User
from cooperatives.models import Cooperative
from cooperatives.register_import import decisions
from core.models import OutgoingMail
from solokop import demo
from tests.browser import DESKTOP, LAPTOP, PHONE, TABLET
from tests.factories import preview, workbook

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("committed"),
]


def pages() -> list[str]:
    """Addresses of all pages, on the demo with an import that waits and a message in the outbox."""
    officer = User.objects.get(email="petugas@solokop.test")
    one, other = Cooperative.objects.filter(board__term_end__isnull=False).first(), Cooperative.objects.last()
    heading = ["NAMA KOPERASI", "ALAMAT", "KELURAHAN", "JUMLAH ANGGOTA"]
    batch = preview(workbook([heading, ["KSP A", "Jl. A", "Jajjar", 5], ["KSP B", "Jl. B", "Jajar", "x"]]), officer)
    assert decisions.doubts(batch.rows.first())
    OutgoingMail.objects.create(to=["a@contoh.test"], subject="Uji", body="Isi", from_email="b@contoh.test")
    names = [
        ("home",), ("cooperative_list",), ("completeness",), ("duplicates",), ("merge", one.pk, other.pk),
        ("import_list",), ("import_detail", batch.pk), ("import_mapping", batch.pk), ("cooperative_create",),
        ("cooperative_detail", one.pk), ("cooperative_history", one.pk), ("cooperative_sources", one.pk),
        ("cooperative_status", one.pk), ("board_add", one.pk), ("meeting_add", one.pk), ("manager_invite", one.pk),
        ("user_list",), ("invite_staff",), ("outbox",), ("outbox_mail", OutgoingMail.objects.first().pk),
        ("office_settings",), ("job_list",), ("public_register",), ("public_record", one.pk),
        ("account_change_password",), ("mfa_index",),
    ]  # fmt: skip
    sections = [
        reverse("cooperative_edit", args=[one.pk, section])
        for section in ("identity", "business", "contact", "people", "figures")
    ]
    return [
        *(reverse(name, args=args) for name, *args in names),
        *sections,
        "/cooperatives/?status=passive&district=Jebres&q=ksp",
        "/cooperatives/?q=tidakada",
        f"/cooperatives/imports/{batch.pk}/?outcome=refused",
        "/register/?q=langgeng",
        "/tidak-ada/",
    ]


def violations(visitor) -> list[str]:
    found = Axe().run(visitor.page).response["violations"]
    return [f"{v['id']}: {node['html'][:120]}" for v in found for node in v["nodes"]]


SMALLEST_TEXT = """() => {
  const small = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    if (!walker.currentNode.data.trim() || !element.checkVisibility()) continue;
    if (parseFloat(getComputedStyle(element).fontSize) < 16) small.push(element.outerHTML.slice(0, 100));
  }
  return small;
}"""


@pytest.mark.parametrize(
    ("viewport", "scheme"),
    [(PHONE, "light"), (TABLET, "dark"), (LAPTOP, "dark"), (DESKTOP, "light")],
    ids=["phone", "tablet", "laptop", "desktop"],
)
def test_axe_finds_nothing_and_no_page_is_wider_than_the_screen(visit, viewport, scheme):
    demo.build()
    visitor = visit(viewport, scheme)
    visitor.go("/accounts/login/")
    problems = {"/accounts/login/": violations(visitor)}
    visitor.sign_in("admin@solokop.test", demo.PASSWORD)
    for path in pages():
        visitor.go(path)
        problems[path] = violations(visitor)
        problems[path] += [f"smaller than 16 px: {html}" for html in visitor.page.evaluate(SMALLEST_TEXT)]
        if visitor.overflow() > 0:
            problems[path].append(f"wider than the screen by {visitor.overflow()}")
    found = {path: found for path, found in problems.items() if found}
    assert found == {}, found
    assert [text for text in visitor.complaints if "404" not in text] == []
