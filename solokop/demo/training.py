"""The demo's training: programmes, and sessions past, running and coming, with people who do not exist."""

import random
from datetime import date, time, timedelta

from django.utils import timezone

from accounts.models import User
from cooperatives.choices import Status
from cooperatives.models import Cooperative
from core.office_papers import signers
from core.text import tokens
from training.certificates import awards as certificates
from training.choices import EnrolmentState, MarkedBy, SessionState
from training.enrolments import enrolment
from training.enrolments.enrolment import Person
from training.models import Attendance, Certificate, Enrolment, Evaluation, EvaluationSlip, Programme, Session
from training.office_settings import TEXT
from training.sessions import schedule
from training.sessions.schedule import ScheduledDay, at

OFFICER = "Ibu Petugas"
FIRST = (
    "Sri Endang Siti Budi Agus Suparman Hartono Joko Tri Retno Wahyu Dwi Nur Yuli Bambang Slamet "
    "Sutrisno Titik Ratna Kusuma"
).split()
LAST = (
    "Lestari Wulandari Rahayu Santoso Prasetyo Handayani Nugroho Widodo Utami Setiawan Puspita Haryanto "
    "Wibowo Astuti Kurniawan Suryani Purnomo Hidayat"
).split()
POSITIONS = ("Ketua", "Sekretaris", "Bendahara", "Manajer", "Pengawas")
PLACE = ("Aula Dinas Koperasi, UKM dan Perindustrian", "Jl. Jenderal Sudirman No. 2, Surakarta")
PROGRAMMES = (
    (
        "Manajemen Keuangan Koperasi",
        "finance",
        12,
        "Ketua dan bendahara koperasi aktif",
        "Peserta dapat membaca neraca dan PHU, menyusun anggaran kas dan menilai kesehatan pinjaman.",
        "Neraca dan perhitungan hasil usaha\nAnggaran kas\nKualitas pinjaman dan penyisihan\n"
        "Simpanan anggota dan modal\nLatihan: laporan triwulan koperasi sendiri",
    ),
    (
        "Menghidupkan Kembali Koperasi Pasif",
        "basics",
        6,
        "Pengurus koperasi pasif dan calon pengurus",
        "Peserta tahu langkah RAT susulan, menata pembukuan dari awal dan memakai SoloKop.",
        "Mengapa koperasi berhenti\nRAT susulan dan pemilihan pengurus\nMenata pembukuan dari awal\n"
        "Melapor lewat SoloKop\nRencana tindak tiga bulan",
    ),
    (
        "Melapor Lewat SoloKop",
        "application",
        4,
        "Siapa saja yang mengisi laporan triwulan",
        "Peserta dapat mengunduh templat, mengisi, mengunggah dan menandatangani laporan dari telepon.",
        "Masuk dan mengunduh templat\nMengisi neraca dan PHU\nMembaca pesan kesalahan\nMenandatangani dan tanda terima",
    ),
    (
        "Penyelenggaraan RAT",
        "rat",
        6,
        "Ketua, sekretaris dan pengawas",
        "Peserta dapat menyiapkan, memimpin dan mendokumentasikan rapat anggota tahunan.",
        "Undangan dan kuorum\nLaporan pengurus dan pengawas\nPengesahan dan pembagian SHU\nBerita acara",
    ),
)


class Builder:
    """Makes the demo the same every time."""

    def __init__(self, today: date, officer: User, own: list[Cooperative]):
        self.today, self.officer, self.own = today, officer, own
        self.chance = random.Random(7)  # noqa: S311 - the demo is the same every time
        self.active = list(Cooperative.objects.current().filter(status=Status.ACTIVE).order_by("pk"))
        self.passive = list(Cooperative.objects.current().filter(status=Status.PASSIVE).order_by("pk"))

    def person(self) -> Person:
        name = f"{self.chance.choice(FIRST)} {self.chance.choice(LAST)}"
        # 0800 is given to nobody's mobile telephone.
        return Person(name, self.chance.choice(POSITIONS), f"0800{self.chance.randint(1000000, 9999999)}")

    def session(self, programme: Programme, *, starts: int, days: int, **fields) -> Session:
        """A draft that begins so many days from today."""
        first = self.today + timedelta(days=starts)
        values = {
            "number": schedule.next_number(programme),
            "venue": PLACE[0],
            "address": PLACE[1],
            "trainer": "Ibu Rahayu Widyastuti, S.E.",
            "contact_name": OFFICER,
            "contact_phone": "",
            "quota": 30,
            "opens_on": min(first, self.today) - timedelta(days=21),
            "closes_on": first - timedelta(days=1),
        }
        dates = [ScheduledDay(first + timedelta(days=n), time(8, 30), time(15, 0)) for n in range(days)]
        return schedule.create(programme, fields=values | fields, days=dates, actor=self.officer)

    def held(
        self, programme: Programme, *, starts: int, days: int, quota: int, of: list[Cooperative], **fields
    ) -> Session:
        """A session of the past or of today. Written with dates in the past, which no function of the portal allows."""
        session = self.session(programme, starts=starts, days=days, quota=quota, **fields)
        Session.objects.filter(pk=session.pk).update(state=SessionState.PUBLISHED)
        session.refresh_from_db()
        made_at = at(session.opens_on, time(9, 12)) + timedelta(days=2)
        seats = [self._seat(session, one, made_at) for one in self.chance.sample(of, quota - 2)]
        Enrolment.objects.bulk_create(seats)
        for one in seats:
            self._attend(session, one)
        return session

    def _seat(self, session: Session, cooperative: Cooperative, made_at) -> Enrolment:
        person = self.person()
        return Enrolment(
            session=session,
            cooperative=cooperative,
            name=person.name,
            name_key=person.key,
            position=person.position,
            phone=person.number,
            state=EnrolmentState.CONFIRMED,
            code=tokens.letters(8),
            made_at=made_at,
            made_by=self.officer,
            made_by_name=OFFICER,
        )

    def _attend(self, session: Session, one: Enrolment) -> None:
        days = [day for day in session.days.all() if at(day.date, day.starts) <= timezone.now()]
        there = [day for day in days if self.chance.random() < 0.92]
        Attendance.objects.bulk_create(
            Attendance(
                enrolment=one,
                day=day,
                at=at(day.date, day.starts),
                arrived_at=at(day.date, day.starts),
                how=MarkedBy.SCAN,
                by=self.officer,
                by_name=OFFICER,
            )
            for day in there
        )
        if session.is_over(timezone.now()) and there:
            one.pre_score = self.chance.randint(25, 70)
            one.post_score = min(100, one.pre_score + self.chance.randint(5, 40))
            one.save(update_fields=["pre_score", "post_score"])

    def certificates(self, session: Session, *, leave: int) -> None:
        """As they were given a week after the last day, to all but the last some."""
        days = [day.date for day in session.days.all()]
        given = days[-1] + timedelta(days=7)
        rows = session.enrolments.with_days().select_related("cooperative").order_by("pk")
        for one in rows[: len(rows) - leave]:
            if one.days_there < len(days) or (session.pass_mark and (one.post_score or 0) < session.pass_mark):
                continue
            paper = Certificate(
                enrolment=one,
                number=certificates.number_of(given),
                name=one.name,
                cooperative_name=one.cooperative.name,
                programme=session.programme.name,
                hours=session.programme.hours,
                held_from=days[0],
                held_until=days[-1],
                venue=session.venue,
                issued_on=given,
                title="Sertifikat",
                issued_by=self.officer,
                issued_by_name=OFFICER,
            )
            if signer := signers.signer_on(given, certificates.KIND):
                certificates.sign(paper, signer)
            paper.text = certificates.words(paper, TEXT)
            paper.save()

    def opinions(self, session: Session) -> None:
        for one in session.enrolments.trained().order_by("pk"):
            if self.chance.random() < 0.7:
                EvaluationSlip.objects.create(enrolment=one)
                grades = {name: self.chance.choice((3, 4, 4, 5, 5)) for name in ("content", "trainer", "venue")}
                comment = self.chance.choice(("", "", "", "Waktu latihan ditambah.", "Mohon contoh untuk USP."))
                Evaluation.objects.create(
                    session=session, confidence=self.chance.choice((3, 3, 4, 4, 5)), comment=comment, **grades
                )

    def fill(self, session: Session, n: int, of: list[Cooperative]) -> None:
        """Through the portal's own function, as boards would enrol."""
        for cooperative in self.chance.sample(of, n):
            enrolment.enrol(session, cooperative=cooperative, person=self.person(), actor=self.officer)


def build(today: date, *, officer: User, own: list[Cooperative]) -> None:
    """Needs the register, its reports and meetings. `own` are the manager's cooperatives."""
    demo = Builder(today, officer, own)
    finance, revival, application, rat = (
        Programme.objects.create(name=name, subject=subject, hours=hours, audience=who, aim=aim, curriculum=topics)
        for name, subject, hours, who, aim, topics in PROGRAMMES
    )
    strangers = [one for one in demo.active if one not in own]
    for starts, programme, days, quota, of, mark in (
        (-430, finance, 3, 30, strangers, 60),
        (-300, rat, 1, 25, strangers, None),
        (-165, revival, 1, 25, demo.passive, None),
        (-75, finance, 3, 30, strangers, 60),
    ):
        session = demo.held(programme, starts=starts, days=days, quota=quota, of=of, pass_mark=mark)
        # Of the last one some are still to be given.
        demo.certificates(session, leave=4 if starts > -100 else 0)
        demo.opinions(session)
    demo.held(revival, starts=-1, days=3, quota=20, of=demo.passive, statuses=["passive"])
    coming(demo, finance, revival, application, rat)


def coming(demo: Builder, finance: Programme, revival: Programme, application: Programme, rat: Programme) -> None:
    strangers = [one for one in demo.active if one not in demo.own]
    open_one = demo.session(finance, starts=12, days=3, quota=30, pass_mark=60, priorities=["late", "new_board"])
    full = demo.session(application, starts=9, days=1, quota=12, per_cooperative=2, priorities=["late", "passive"])
    chosen = demo.session(
        revival,
        starts=20,
        days=2,
        quota=25,
        seating="selection",
        statuses=["passive"],
        with_revival=True,
        priorities=["new_board"],
    )
    off = demo.session(rat, starts=16, days=1)
    for session in (open_one, full, chosen, off):
        schedule.publish(session, actor=demo.officer)
    demo.fill(open_one, 11, strangers)
    demo.fill(full, 16, strangers)
    demo.fill(chosen, 9, demo.passive)
    schedule.cancel(off, reason="Pengajar berhalangan; jadwal baru diumumkan di sini.", actor=demo.officer)
    demo.session(rat, starts=40, days=1)
