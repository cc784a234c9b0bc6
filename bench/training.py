"""Five hundred enrolments against forty seats by twenty clients at once, and a hundred certificates: JSON figures."""

import json
import os
import threading
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")

import django

django.setup()

from django.core.management import call_command
from django.db import connection, connections
from fpdf import FPDF

from core import clock, office, paper, qr
from core.models import Event
from tests.factories import make_cooperative, make_user
from tests.training import begin, make_session
from training import certificate_batch, certificate_pdf, enrolment
from training.enrolment import Person
from training.models import Attendance, Certificate

CLIENTS, REQUESTS, SEATS, CERTIFICATES = 20, 500, 40, 100


def at_once(work, items) -> float:
    """Seconds for all items, shared among the clients, which start together."""
    barrier = threading.Barrier(CLIENTS + 1)

    def client(own):
        connection.ensure_connection()
        barrier.wait()
        try:
            for item in own:
                work(item)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=client, args=(items[n::CLIENTS],)) for n in range(CLIENTS)]
    for thread in threads:
        thread.start()
    barrier.wait()
    start = time.perf_counter()
    for thread in threads:
        thread.join()
    return time.perf_counter() - start


def enrolments() -> dict[str, float]:
    """The portal's enrolment with rules, event and messages, beside a bare insert of a row."""
    officer = make_user("officer")
    session = make_session(actor=officer, quota=SEATS)
    cooperatives = [make_cooperative(phone="+6281234567890") for _n in range(REQUESTS)]

    def enrol(cooperative):
        enrolment.enrol(session, cooperative=cooperative, person=Person("Sri"), actor=officer)

    def insert(cooperative):
        Event.objects.create(verb="bench", object_type="bench", object_id=cooperative.pk, actor_name="bench")

    bare = at_once(insert, cooperatives)
    portal = at_once(enrol, cooperatives)
    states = list(session.enrolments.order_by("pk").values_list("state", flat=True))
    return {
        "bare": bare, "portal": portal, "confirmed": states.count("confirmed"), "waiting": states.count("waitlisted"),
        "in_order": states == ["confirmed"] * SEATS + ["waitlisted"] * (REQUESTS - SEATS),
    }  # fmt: skip


def certificates() -> dict[str, float]:
    """The batch as the job does it (given, told, printed), its PDF alone, and a bare loop that draws the same words."""
    officer = make_user("officer")
    office.change({"certificate_signer": "Bapak Kepala"}, actor=officer)
    session = make_session(actor=officer, quota=CERTIFICATES)
    cooperatives = [make_cooperative(phone="+6281234567890") for _n in range(CERTIFICATES)]
    for cooperative in cooperatives:
        enrolment.enrol(session, cooperative=cooperative, person=Person("Sri Lestari"), actor=officer)
    begin(session, over=True)
    Attendance.objects.bulk_create(
        [
            Attendance(enrolment=one, day=day, at=clock.now(), how="list", by_name="x")
            for one in session.enrolments.all() for day in session.days.all()
        ]
    )  # fmt: skip
    chosen = list(session.enrolments.values_list("pk", flat=True))
    # The fonts are loaded once in a process.
    certificate_pdf.pdf(Certificate.objects.none())
    start = time.perf_counter()
    result = certificate_batch.run(lambda done, total: None, session=session.pk, actor=officer.pk, chosen=chosen)
    batch = time.perf_counter() - start
    result.file.unlink()
    papers = list(Certificate.objects.all())
    start = time.perf_counter()
    certificate_pdf.pdf(papers)
    printed = time.perf_counter() - start
    start = time.perf_counter()
    bare_loop(papers)
    return {"batch": batch, "pdf": printed, "bare": time.perf_counter() - start, "n": len(papers)}


def bare_loop(papers: list[Certificate]) -> None:
    """What anybody would write: a page, a frame, ten lines of text, a QR code."""
    page: FPDF = paper.blank("x", landscape=True)
    page.set_auto_page_break(False)
    for one in papers:
        page.add_page()
        page.rect(8, 8, 281, 194)
        page.set_font("sans", "", 14)
        for text in (one.title, one.number, one.name, one.cooperative_name, one.text, one.signer_name, one.signer_position,
                     str(one.issued_on), one.venue, one.programme):  # fmt: skip
            page.multi_cell(0, 8, text, align="C", new_x="LMARGIN", new_y="NEXT")
        page.image(qr.png(one.number), x=24, y=152, w=32)
    page.output()


def main() -> None:
    call_command("migrate", verbosity=0)
    print(json.dumps({"enrolments": enrolments(), "certificates": certificates()}))


if __name__ == "__main__":
    main()
