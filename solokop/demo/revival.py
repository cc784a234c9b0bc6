"""The demo's coaching: forty cases in all stages, with two years of history."""

from datetime import date, datetime, time, timedelta

from django.db.models import F
from django.utils import timezone

from accounts.models import User
from cooperatives.choices import Authority, Channel, ContactResult
from cooperatives.contacts import contact_log, notes
from cooperatives.models import Cooperative, District
from core.models import Event
from revival import signs
from revival.cases import in_charge, mergers, opening, plan, reactivation, stages
from revival.cases.opening import FirstStep
from revival.choices import CaseOutcome, CauseCode, Stage, Wish
from revival.models import Case, CoachingProgramme, Decision, Merger, Move, Opening, Reactivation, TeamMember
from solokop.demo import dissolution

S = Stage
CASES = 40
# How far each case has come; the last stage is where it stands.
TO_PLAN = (S.CLARIFIED, S.VISITED, S.DECIDED, S.PLAN)
WAYS: tuple[tuple[Stage, ...], ...] = (
    (),
    (S.CLARIFIED,),
    (S.CLARIFIED, S.VISITED),
    (S.CLARIFIED, S.VISITED, S.DECIDED),
    TO_PLAN,
    (*TO_PLAN, S.COACHED),
    (*TO_PLAN, S.COACHED, S.MEETING_HELD),
    (*TO_PLAN, S.COACHED, S.MEETING_HELD, S.ACTIVE_AGAIN),
    (*TO_PLAN, S.COACHED, S.MEETING_HELD, S.ACTIVE_AGAIN, S.WATCHED),
    # These are warned or proposed later, with their papers (solokop/demo/dissolution.py).
    (S.CLARIFIED, S.VISITED),
    (S.CLARIFIED, S.VISITED, S.DECIDED),
    (S.CLARIFIED, S.VISITED, S.DECIDED),
    (S.CLARIFIED, S.VISITED, S.DECIDED),
)
# Those that have ended, by place among the cases.
ENDED = {
    8: (CaseOutcome.ACTIVE, "RAT tahun buku lalu sudah dilaksanakan dan simpan pinjam berjalan lagi."),
    21: (CaseOutcome.MERGED_VILLAGE, "Anggota bergabung ke Koperasi Kelurahan Merah Putih."),
    34: (CaseOutcome.WRONG_ENTRY, "Tercatat dua kali di daftar lama."),
}
STEPS = (
    "Menelepon ketua dan menanyakan kapan bisa ditemui",
    "Berkunjung bersama lurah",
    "Rapat pengurus dan pengawas",
    "Menyusun rencana tindak tiga bulan",
    "Mendampingi penyusunan buku kas",
    "Menyiapkan RAT susulan",
    "Memeriksa daftar hadir dan berita acara RAT",
    "Melihat laporan triwulan pertama",
)
REASONS = {
    S.CLARIFIED: "Ketua dihubungi, bersedia bertemu.",
    S.VISITED: "Kantor masih ada, papan nama terpasang, tidak ada kegiatan.",
    S.DECIDED: "Pengurus sudah bermusyawarah.",
    S.PLAN: "Rencana tindak disepakati bersama pengurus.",
    S.COACHED: "Pendampingan pembukuan dimulai.",
    S.MEETING_HELD: "RAT susulan dihadiri lebih dari separuh anggota.",
    S.ACTIVE_AGAIN: "Usaha simpan pinjam berjalan lagi.",
    S.WATCHED: "Diawasi dua triwulan.",
}
CAUSES = (CauseCode.NO_SUCCESSORS, CauseCode.BOOKS, CauseCode.ARREARS, CauseCode.MEMBERS_GONE, CauseCode.NO_BUSINESS)


def build(today: date, *, officer: User, adviser: User) -> None:
    """Open forty cases in two years and bring each as far as its way leads."""
    for n, district in enumerate(District.objects.order_by("pk")):
        TeamMember.objects.create(district=district, user=officer if n % 2 else adviser, leads=True)
        TeamMember.objects.create(district=district, user=adviser if n % 2 else officer)
    programmes = [
        CoachingProgramme.objects.create(year=year, name=f"Pembinaan Koperasi Pasif {year}", target=40)
        for year in (today.year - 1, today.year)
    ]
    # Some are supervised by others: to be handed over, not coached.
    others = signs.passive().order_by("-name_key").values_list("pk", flat=True)[:3]
    Cooperative.objects.filter(pk__in=list(others)).update(authority=Authority.PROVINCE)
    chosen = list(signs.passive().annotate(worth=signs.worth(today)).order_by("-worth", "name_key")[:CASES])
    for n, cooperative in enumerate(chosen):
        _one(n, cooperative, today, officer, programmes[n % 2])
    adrift = Case.objects.open().order_by("-pk")[:2]
    in_charge.hand_over(Case.objects.filter(pk__in=[case.pk for case in adrift]), to=None, actor=officer)


def _one(n: int, cooperative: Cooperative, today: date, officer: User, programme: CoachingProgramme) -> None:
    way = WAYS[n % len(WAYS)]
    begun = date(programme.year, 1, 15) + timedelta(days=n * 3)
    begun = min(begun, today - timedelta(days=20 * (len(way) + 1)))
    step = FirstStep("Menanyakan apakah pengurus masih ingin berjalan", begun + timedelta(days=14))
    reason = "RAT tidak diadakan beberapa tahun; pengurus masih dapat dihubungi."
    opened = opening.open_cases([cooperative.pk], reason=reason, actor=officer, programme=programme, step=step)
    case = Case.objects.select_related("cooperative", "adviser").get(opening=opened.opening)
    actor = case.adviser or officer
    for stage in way:
        _reach(case, stage, n, actor)
    if len(way) > 1:
        at = _at(begun + timedelta(days=10))
        result = (ContactResult.REACHED, ContactResult.PROMISED, ContactResult.NO_ANSWER)[n % 3]
        contact_log.note(
            cooperative, channel=Channel.CALL, text=REASONS[S.CLARIFIED], result=result, at=at, actor=actor
        )
    if n % 5 == 2:
        notes.add_note(cooperative, text="Buku simpanan anggota masih disimpan bendahara lama.", actor=actor)
    _go_on(case, n, today, actor)
    _as_long_ago(case, begun, today, len(way))


def _reach(case: Case, stage: Stage, n: int, actor: User) -> None:
    """One step, with what is recorded along with it."""
    if stage == S.VISITED:
        codes = [CAUSES[n % len(CAUSES)], CAUSES[(n + 2) % len(CAUSES)]]
        plan.set_causes(case, codes=codes, words="Menurut ketua lama.", actor=actor)
    if stage == S.DECIDED:
        wish = Wish.NO if n in dissolution.WAYS else Wish.YES
        said = Decision(wish=wish, on=timezone.localdate(), said_by="Bapak Ketua", said_as="Ketua")
        plan.decide(case, decision=said, actor=actor)
    if stage == S.PLAN:
        for line in plan.proposals(case):
            line.who = "Pengurus dan penyuluh"
            plan.put_line(case, line=line, actor=actor)
    if stage == S.ACTIVE_AGAIN:
        reactivation.make_active(case, business=REASONS[stage], reason="RAT susulan sudah diadakan.", actor=actor)
        return
    stages.move(case, stage, reason=REASONS[stage], actor=actor)


def _go_on(case: Case, n: int, today: date, actor: User) -> None:
    if n in ENDED:
        outcome, text = ENDED[n]
        if outcome == CaseOutcome.MERGED_VILLAGE:
            held, number = case.opened_on, "AHU-0001234.AH.01.38"
            merger = Merger(into="Koperasi Kelurahan Merah Putih", meeting_on=held, other_meeting_on=held)
            merger.approval_number = number
            mergers.put(case, merger=merger, actor=actor)
        stages.end(case, outcome=outcome, text=text, actor=actor)
        return
    due = today + timedelta(days=n % 9 * 6 - 15)
    in_charge.set_step(case, step=STEPS[n % len(STEPS)], due=due, actor=actor)
    if n % 11 == 3:
        until = today + timedelta(days=30 + n)
        in_charge.hold(case, until=until, reason="Ketua minta waktu sampai musyawarah anggota.", actor=actor)
    if line := case.plan.first():
        plan.mark_done(case, line=line, on=today, actor=actor)


def _as_long_ago(case: Case, begun: date, today: date, steps: int) -> None:
    """Give what was done just now the days on which it would have been done."""
    pace = max((today - begun).days // (steps + 2), 1)
    days = [min(begun + timedelta(days=pace * (n + 1)), today) for n in range(steps + 1)]
    moves = list(case.moves.order_by("pk"))
    for n, move in enumerate(moves):
        old_on = days[n - 1] if n else begun
        Move.objects.filter(pk=move.pk).update(at=_at(days[n]), old_on=old_on)
        if move.new == S.ACTIVE_AGAIN:
            Reactivation.objects.filter(case=case).update(on=days[n], at=_at(days[n]))
    stage_on = days[len(moves) - 1] if moves else begun
    Case.objects.filter(pk=case.pk).update(opened_on=begun, stage_on=days[-1] if case.closed_on else stage_on)
    Case.objects.filter(pk=case.pk, closed_on__isnull=False).update(closed_on=F("stage_on"))
    Opening.objects.filter(cases=case).update(at=_at(begun))
    Decision.objects.filter(case=case).update(on=days[min(2, len(days) - 1)])
    case.plan.exclude(done_on=None).update(done_on=days[-1])
    events = list(
        Event.objects.filter(object_type="case", object_id=case.pk).order_by("pk").values_list("pk", flat=True)
    )
    for n, pk in enumerate(events):
        Event.objects.filter(pk=pk).update(at=_at(begun + (today - begun) * n / (len(events) + 1)))
    Event.objects.filter(verb="revival.opened", object_type="cooperative", object_id=case.cooperative_id).update(
        at=_at(begun)
    )


def _at(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(10)))
