"""A hundred thousand messages and a mail server that refuses every third: prints what arrived as JSON."""

import json
import os
import subprocess
import sys
import time
from collections import Counter

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")

import django

django.setup()

from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.utils import timezone

from core.messages import outbox
from core.models import OutgoingMail
from tests.smtp_server import smtp

WORKERS = 2
DELIVER = """
import os, django
os.environ["DJANGO_SETTINGS_MODULE"] = "solokop.settings"
django.setup()
from core.messages import outbox
while any(outbox.deliver_due().values()):
    pass
"""


def main(count: str) -> None:
    call_command("migrate", verbosity=0)
    OutgoingMail.objects.bulk_create(
        (
            OutgoingMail(to=[f"a{n}@contoh.test"], subject=f"surat {n:06}", body="x", from_email="b@contoh.test")
            for n in range(int(count))
        ),
        batch_size=5000,
    )
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    start, rounds, given_up = time.perf_counter(), 0, 0
    with smtp(refuse_every=3) as server:
        env = {**os.environ, "EMAIL_URL": f"smtp://127.0.0.1:{server.port}"}
        while OutgoingMail.objects.exclude(state="sent").exists() and rounds < 40:
            running = [
                subprocess.Popen([sys.executable, "-c", DELIVER], env=env, cwd=settings.BASE_DIR)
                for _n in range(WORKERS)
            ]
            for process in running:
                process.wait()
            # The waiting of minutes between two attempts is left out.
            OutgoingMail.objects.filter(state="queued").update(due_at=timezone.now())
            # Eight refusals in a row are given up; an administrator presses the button.
            for mail in OutgoingMail.objects.filter(state="failed"):
                given_up += outbox.retry(mail.pk)
            rounds += 1
        arrived = Counter(server.accepted)
    print(
        json.dumps(
            {
                "seconds": time.perf_counter() - start,
                "rounds": rounds,
                "arrived": len(arrived),
                "double": sum(n - 1 for n in arrived.values()),
                "attempts": server.n,
                "given_up": given_up,
                "sent": OutgoingMail.objects.filter(state="sent").count(),
            }
        )
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
