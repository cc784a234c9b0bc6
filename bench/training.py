"""Five hundred enrolments against forty seats by twenty clients at once, and a hundred certificates: JSON figures."""

import json
import os
import threading
import time

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")

import django
import typst

django.setup()

from django.core.management import call_command
from django.db import connection, connections

from core import clock
from core.images import qr
from core.models import Event
from core.papers import fonts
from tests.factories import make_cooperative, make_signer, make_user
from tests.training import begin, make_session
from training.certificates import batch as certificate_batch
from training.certificates import certificate_pdf
from training.enrolments import enrolment
from training.enrolments.enrolment import Person
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
        "bare": bare,
        "portal": portal,
        "confirmed": states.count("confirmed"),
        "waiting": states.count("waitlisted"),
        "in_order": states == ["confirmed"] * SEATS + ["waitlisted"] * (REQUESTS - SEATS),
    }


def certificates() -> dict[str, float]:
    """The batch as the job does it (given, told, printed), its PDF alone, and a bare loop that draws the same words."""
    officer = make_user("officer")
    make_signer()
    session = make_session(actor=officer, quota=CERTIFICATES)
    cooperatives = [make_cooperative(phone="+6281234567890") for _n in range(CERTIFICATES)]
    for cooperative in cooperatives:
        enrolment.enrol(session, cooperative=cooperative, person=Person("Sri Lestari"), actor=officer)
    begin(session, over=True)
    Attendance.objects.bulk_create(
        [
            Attendance(enrolment=one, day=day, at=clock.now(), how="list", by_name="x")
            for one in session.enrolments.all()
            for day in session.days.all()
        ]
    )
    chosen = list(session.enrolments.values_list("pk", flat=True))
    # The letters of the fonts are looked up once in a process.
    fonts.letters()
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


BARE = """
#let rows = json(bytes(sys.inputs.rows))
#set page(paper: "a4", flipped: true)
#set text(font: "Source Sans Pro", size: 14pt)
#for row in rows {
  page(align(center)[#rect(width: 200mm, height: 2mm) #row.texts.join(linebreak())
    #image(bytes(row.qr), width: 32mm, format: "svg", alt: "QR")])
}
"""


def bare_loop(papers: list[Certificate]) -> None:
    """What anybody would write with the same library, in this very process: a page, ten lines of text, a QR code."""
    rows = [
        {
            "texts": [
                one.title,
                one.number,
                one.name,
                one.cooperative_name,
                one.text,
                one.signer_name,
                one.signer_position,
                str(one.issued_on),
                one.venue,
                one.programme,
            ],
            "qr": qr.svg(certificate_pdf.address_of(one)),
        }
        for one in papers
    ]
    made = typst.Fonts(include_system_fonts=False, font_paths=[str(folder) for folder in fonts.folders()])
    compiler = typst.Compiler(BARE.encode(), font_paths=made, sys_inputs={"rows": json.dumps(rows)})
    compiler.compile(format="pdf", pdf_standards=["a-2a"])


def main() -> None:
    call_command("migrate", verbosity=0)
    print(json.dumps({"enrolments": enrolments(), "certificates": certificates()}))


if __name__ == "__main__":
    main()
