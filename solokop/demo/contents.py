"""What the demo holds: five users, the register of the office's workbook, four quarters of reports, a little life."""

import io
from datetime import date
from pathlib import Path

from django.conf import settings
from django.core.management import call_command
from django.db import transaction
from django.utils import timezone

from accounts.models import Role, User
from cooperatives.choices import Channel, ContactResult, MeetingKind
from cooperatives.contacts import contact_log, notes
from cooperatives.models import AnnualMeeting, Cooperative
from cooperatives.people import board, memberships
from cooperatives.record import meetings
from core import office
from core.models import Signer
from core.office_papers import signers
from opendata import publication
from reports import nightly
from solokop.demo import (
    dissolution,
    papers,
    questions,
    reports,
    revival,
    training,
    visits,
    warnings,
)
from solokop.demo import (
    meetings as demo_meetings,
)

PASSWORD = "solokop-demo"  # noqa: S105 - known on purpose, in the demo alone
REGISTER = Path(settings.BASE_DIR) / "cooperatives" / "data" / "demo_register.xlsx"
SETTINGS = {
    "phone": "(0271) 000 000",
    # The head signs and decides beside the officers, so that both can be tried.
    "decides_letters": "both",
    "decides_status": "both",
    "decides_dissolution": "both",
}
HEAD = {
    "name": "Drs. Bambang Wicaksono, M.M.",
    "position": signers.POSITION,
    "rank": "Pembina Utama Muda (IV/c)",
    "nip": "196803151994031007",
    "since": date(2024, 1, 2),
}
USERS = (
    ("admin@solokop.test", "Ibu Administrator", Role.ADMINISTRATOR),
    ("petugas@solokop.test", "Ibu Petugas", Role.OFFICER),
    ("kepala@solokop.test", "Bapak Kepala Dinas", Role.HEAD),
    ("penyuluh@solokop.test", "Ibu Penyuluh", Role.ADVISER),
    ("pengurus@solokop.test", "Bapak Pengurus", Role.MANAGER),
)


def build() -> bool:
    """Fill an empty database; returns False when it holds users already, and changes nothing then."""
    if not settings.DEMO:
        raise RuntimeError("demo users exist in the demo only: set SOLOKOP_DEMO=1")
    if User.objects.exists():
        return False
    with transaction.atomic():
        users = {role: _user(email, name, role) for email, name, role in USERS}
    officer = users[Role.OFFICER]
    office.change(SETTINGS, actor=users[Role.ADMINISTRATOR])
    signers.add(Signer(**HEAD), actor=users[Role.ADMINISTRATOR])
    call_command("import_register", str(REGISTER), user=officer.email, verbosity=0, stdout=io.StringIO())
    own = _bring_to_life(officer, users[Role.MANAGER], users[Role.ADVISER])
    reports.build(today=timezone.localdate(), officer=officer, colleague=users[Role.ADMINISTRATOR], own=own)
    papers.build(today=timezone.localdate(), officer=officer)
    demo_meetings.build(timezone.localdate())
    nightly.run(timezone.localdate())
    warnings.build(timezone.localdate(), officer=officer)
    training.build(timezone.localdate(), officer=officer, own=own)
    revival.build(timezone.localdate(), officer=officer, adviser=users[Role.ADVISER])
    questions.build(timezone.localdate(), officer=officer)
    visits.build(timezone.localdate(), officer=officer, adviser=users[Role.ADVISER])
    dissolution.build(timezone.localdate(), officer=officer)
    publication.publish()
    return True


def _user(email: str, name: str, role: str) -> User:
    return User.objects.create_user(email, PASSWORD, name=name, role=role)


@transaction.atomic
def _bring_to_life(officer: User, manager: User, adviser: User) -> list[Cooperative]:
    active = list(Cooperative.objects.filter(status="active", kind="savings_loan").order_by("pk")[:2])
    for cooperative in active:
        memberships.link(manager, cooperative, actor=officer)
    chair = active[0].board.get(position="chair", left_on=None)
    chair.term_start, chair.term_end = date(2018, 4, 1), date(2023, 3, 31)
    board.put(active[0], member=chair, actor=officer)
    for year in (2017, 2018):
        meeting = AnnualMeeting(
            kind=MeetingKind.RAT,
            book_year=year,
            held_on=date(year + 1, 3, 14),
            place="Aula kelurahan",
            attendance=80 + year % 10,
            quorum_met=True,
        )
        meetings.put(active[0], meeting=meeting, actor=officer)
    passive = Cooperative.objects.filter(status="passive").order_by("pk").first()
    if passive:
        notes.add_note(
            passive, text="Ketua dihubungi lewat telepon; kunjungan dijadwalkan minggu depan.", actor=officer
        )
        contact_log.note(
            passive,
            channel=Channel.VISIT,
            result=ContactResult.HELP_WANTED,
            at=timezone.now(),
            actor=adviser,
            text="Bertemu ketua di rumah; pembukuan terakhir tahun 2019, minta dibimbing.",
        )
    return active
