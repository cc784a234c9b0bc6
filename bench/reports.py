"""The quarterly report in one process: prints its figures as JSON. Called by `python -m bench`."""

import io
import json
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
import urllib.request
import uuid
from datetime import date
from pathlib import Path

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "bench.settings")

import django

django.setup()

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from openpyxl import load_workbook

from accounts.models import User
from bench import data
from cooperatives.models import Cooperative
from reports.models import Figure, Obligation, Period, Report, Upload
from reports.obligations.opening import add, open_period
from reports.obligations.quarter import Quarter
from reports.summary import aggregation

QUARTER = Quarter(2026, 2)
# Made for cooperative 7 and saved by LibreOffice, as boards save theirs.
WORKBOOK = Path(settings.BASE_DIR) / "reports" / "tests" / "workbooks" / "benar-libreoffice.xlsx"
AT_ONCE = 50
LINES = 40
BACKEND = "allauth.account.auth_backends.AuthenticationBackend"


def seconds(action, rounds: int = 11) -> float:
    """The median time of an action, after one round that is not counted."""
    action()
    times = []
    for _n in range(rounds):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def prepare(count: int) -> dict:
    """A register in which everybody is active, and the obligation that the kept workbook meets."""
    call_command("migrate", verbosity=0)
    data.build(count)
    Cooperative.objects.update(status="active")
    Cooperative.objects.filter(pk=7).update(kind="savings_loan", pattern="conventional")
    user = User.objects.create_user("bench@solokop.test", None, name="Bench", role="officer")
    period = Period.objects.create(year=QUARTER.year, quarter=QUARTER.number, due_on=date(2026, 7, 20))
    add(Cooperative.objects.get(pk=7), period, actor=user)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {}


def upload(user: User) -> dict:
    """From the request to the result page, beside a bare read of the same file."""
    content = WORKBOOK.read_bytes()
    owed = Obligation.objects.get(cooperative=7)
    client = Client()
    client.force_login(user, backend=BACKEND)

    def portal():
        response = client.post(f"/reports/{owed.pk}/upload/", {"file": SimpleUploadedFile("laporan.xlsx", content)})
        page = client.get(response.url)
        if page.status_code != 200 or "check" not in response.url:
            raise RuntimeError(response.url)

    def bare():
        book = load_workbook(io.BytesIO(content), data_only=True)
        return sum(1 for sheet in book for row in sheet.iter_rows(values_only=True) for _value in row)

    return {"portal": seconds(portal), "bare": seconds(bare)}


def evening(user: User) -> dict:
    """Fifty uploads at once to a real server on loopback: how many are kept, the rate, the slowest."""
    owed = Obligation.objects.get(cooperative=7)
    before = Upload.objects.count()
    session = SessionStore()
    session.update(
        {"_auth_user_id": str(user.pk), "_auth_user_backend": BACKEND, "_auth_user_hash": user.get_session_auth_hash()}
    )
    session.save()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = [
        str(Path(sys.executable).parent / "gunicorn"),
        "solokop.wsgi",
        "--bind",
        f"127.0.0.1:{port}",
        "--worker-class",
        "gthread",
        "--workers",
        "2",
        "--threads",
        "4",
        "--log-level",
        "error",
        "--backlog",
        "256",
        "--timeout",
        "120",
    ]
    server = subprocess.Popen(
        command, cwd=settings.BASE_DIR, env={**os.environ, "DJANGO_SETTINGS_MODULE": "bench.settings"}
    )
    try:
        _wait_for(port)
        times: list[float] = []
        threads = [
            threading.Thread(target=_send, args=(port, owed.pk, session.session_key, times)) for _n in range(AT_ONCE)
        ]
        start = time.perf_counter()
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        took = time.perf_counter() - start
    finally:
        server.terminate()
        server.wait(20)
    kept = Upload.objects.count() - before
    return {
        "n": AT_ONCE,
        "kept": kept,
        "double": kept - len(times),
        "rate": len(times) / took,
        "slowest": max(times),
    }


def _wait_for(port: int) -> None:
    for _n in range(200):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/reports/guide/", timeout=5).read()
            return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the server did not start")


def _send(port: int, pk: int, session: str, times: list[float]) -> None:
    token, edge = "x" * 32, uuid.uuid4().hex
    parts = [
        f'--{edge}\r\nContent-Disposition: form-data; name="csrfmiddlewaretoken"\r\n\r\n{token}\r\n'.encode(),
        f'--{edge}\r\nContent-Disposition: form-data; name="file"; filename="laporan.xlsx"\r\n'
        "Content-Type: application/octet-stream\r\n\r\n".encode(),
        WORKBOOK.read_bytes(),
        f"\r\n--{edge}--\r\n".encode(),
    ]
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/reports/{pk}/upload/",
        data=b"".join(parts),
        method="POST",
        headers={
            "Content-Type": f"multipart/form-data; boundary={edge}",
            "Cookie": f"sessionid={session}; csrftoken={token}",
        },
    )
    start = time.perf_counter()
    with urllib.request.urlopen(request, timeout=120) as answer:  # noqa: S310
        if answer.status == 200 and f"/reports/{pk}/" in answer.url:
            times.append(time.perf_counter() - start)


def opening() -> dict:
    """Opening a quarter for the whole register, beside the same INSERT written by hand."""
    with CaptureQueriesContext(connection) as queries:
        start = time.perf_counter()
        open_period(QUARTER.next)
        portal = time.perf_counter() - start
    by_hand = Period.objects.create(year=2030, quarter=1, due_on=date(2030, 4, 20))
    start = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO reports_obligation (cooperative_id, period_id, profile, due_on, late_after, standing, by_hand, created_at)"
            " SELECT id, %s, 'savings_loan', %s, %s, 'none', false, CURRENT_TIMESTAMP FROM cooperatives_cooperative"
            " WHERE merged_into_id IS NULL AND status IN ('active', 'attention') AND authority = 'city'"
            " AND filing_type <> 'exempt' AND (legal_date IS NULL OR legal_date <= %s) ON CONFLICT DO NOTHING",
            [by_hand.pk, "2030-04-20", "2030-04-20", "2030-03-31"],
        )
    bare = time.perf_counter() - start
    Obligation.objects.filter(period=by_hand).delete()
    return {"portal": portal, "bare": bare, "statements": len(queries)}


def fill() -> dict:
    """Four quarters of accepted reports with figures for everybody, written by the database itself."""
    quarters = [QUARTER.previous.previous, QUARTER.previous, QUARTER, QUARTER.next]
    for quarter in quarters:
        open_period(quarter)
    codes = [key.split(":") for key in ("A", "A1", "K", "E", "KE", "H.SHU:quarter", "H.SHU:to_date", "IT", "I6", "Q")]
    codes += (
        [[f"A1.{n:02}"] for n in range(1, 16)]
        + [[f"K1.{n:02}"] for n in range(1, 10)]
        + [[f"E.0{n}"] for n in range(1, 7)]
    )
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO reports_report (obligation_id, version, state, revision, source, profile, statement_version,"
            " rules_version, rules_in_force, nil_reason, amendment_reason, created_at, saved_at, receipt_number, sha256,"
            " submitted_at, submitted_by_name, on_behalf, signer_name, signer_position, attestation, reviewer_name,"
            " decision_note, assets, liabilities, equity, own_capital, outside_capital, turnover, surplus, members)"
            " SELECT o.id, 1, 'accepted', 1, 'form', o.profile, '2026.1', '2026.1', '{}', '', '', now(), now(),"
            " 'B' || o.id, '', now(), 'x', false, 'x', 'chair', '', 'x', '', c.assets, c.outside_capital, c.own_capital,"
            " c.own_capital, c.outside_capital, c.turnover, c.surplus, c.members"
            " FROM reports_obligation o JOIN cooperatives_cooperative c ON c.id = o.cooperative_id"
            " WHERE NOT EXISTS (SELECT 1 FROM reports_report r WHERE r.obligation_id = o.id)"
        )
        cursor.execute(
            "UPDATE reports_obligation SET standing = 'accepted', received_at = now(), days_late = 0, late_since = NULL WHERE standing = 'none'"
        )
        cursor.execute(
            'INSERT INTO reports_figure (report_id, line, "column", amount)'
            " SELECT r.id, k.line, k.col, r.assets / 7 FROM reports_report r,"
            " (SELECT unnest(%s::text[]) AS line, unnest(%s::text[]) AS col) k WHERE r.receipt_number LIKE 'B%%'",
            [[code[0] for code in codes], [code[1] if len(code) > 1 else "" for code in codes]],
        )
        cursor.execute("ANALYZE")
    return {"reports": Report.objects.count(), "figures": Figure.objects.count()}


def sums(user: User) -> dict:
    client = Client()
    client.force_login(user, backend=BACKEND)
    period = Period.objects.get(year=QUARTER.year, quarter=QUARTER.number)

    def get(path: str) -> float:
        start = time.perf_counter()
        if client.get(path).status_code != 200:
            raise RuntimeError(path)
        return time.perf_counter() - start

    page, again = get(f"/reports/periods/{period.slug}/"), get(f"/reports/periods/{period.slug}/")
    start = time.perf_counter()
    aggregation._compute(period, "kind")
    computed = time.perf_counter() - start
    first, remembered = get(f"/reports/periods/{period.slug}/joint/"), get(f"/reports/periods/{period.slug}/joint/")
    return {
        "page of a quarter, first": page,
        "page of a quarter, again": again,
        "joint statement, SQL alone": computed,
        "joint statement, first": first,
        "joint statement, remembered": remembered,
    }


def main(task: str, count: str = "0") -> None:
    if task == "prepare":
        result = prepare(int(count))
    elif task in ("open", "fill"):
        result = opening() if task == "open" else fill()
    else:
        result = {"upload": upload, "evening": evening, "sums": sums}[task](
            User.objects.get(email="bench@solokop.test")
        )
    print(json.dumps(result))


if __name__ == "__main__":
    main(*sys.argv[1:])
