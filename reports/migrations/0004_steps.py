"""The first ladder of the office (DOMAIN.md 2.4); an administrator changes its steps and words."""

from django.db import migrations

GREETING = "Yth. Pengurus {koperasi},\n\n"
CLOSING = "\n\nTerima kasih.\n{kantor}\n{jam} {telepon}"
HELP = (
    " Laporan dapat diisi di {alamat_portal} atau dengan template Excel dari sana. Bila ada kesulitan, datanglah ke "
    "kantor kami; petugas membantu mengisi tanpa biaya."
)
BEFORE = GREETING + "Laporan {triwulan} ditunggu paling lambat {jatuh_tempo}." + HELP + CLOSING
LETTER = (
    "Berdasarkan catatan kami, sampai dengan tanggal surat ini koperasi Saudara belum menyampaikan laporan berkala:"
    "\n\n{tunggakan}\n\n"
)
STEPS = [
    ("H-14", "Pengingat 14 hari sebelumnya", -14, "eiw", 0, "Pengingat: laporan {triwulan}", BEFORE),
    ("H-7", "Pengingat 7 hari sebelumnya", -7, "eiw", 0, "Pengingat: laporan {triwulan}", BEFORE),
    ("H-1", "Pengingat sehari sebelumnya", -1, "eiw", 0, "Pengingat terakhir: laporan {triwulan}", BEFORE),
    (
        "T0", "Terlambat", 0, "i", 0, "Laporan {triwulan} terlambat",
        GREETING + "Laporan {triwulan} belum kami terima. Jatuh temponya {jatuh_tempo}. Laporan tetap dapat dikirim."
        + HELP + CLOSING,
    ),
    (
        "T1", "Pemberitahuan 7 hari sesudahnya", 7, "eiw", 0, "Laporan {triwulan} belum kami terima",
        GREETING + "Laporan {triwulan} belum kami terima (jatuh tempo {jatuh_tempo}). Apakah ada yang dapat kami bantu?"
        + HELP + CLOSING,
    ),
    (
        "T2", "Surat Teguran I", 30, "i", 1, "Surat Teguran I",
        LETTER + "Kami mohon laporan tersebut disampaikan, atau surat ini dijawab, paling lambat 30 hari sejak tanggal "
        "surat." + HELP,
    ),
    (
        "T3", "Surat Teguran II", 90, "i", 2, "Surat Teguran II",
        LETTER + "Surat Teguran I belum kami terima jawabannya. Petugas kami akan mengunjungi koperasi Saudara. Kami "
        "mohon laporan disampaikan paling lambat 30 hari sejak tanggal surat." + HELP,
    ),
    (
        "T4", "Surat Teguran III", 180, "i", 3, "Surat Teguran III",
        LETTER + "Surat Teguran I dan II belum kami terima jawabannya. Ini teguran terakhir sebelum pemeriksaan oleh "
        "pengawas koperasi; status koperasi dapat diusulkan menjadi tidak aktif." + HELP,
    ),
]  # fmt: skip


def add_steps(apps, schema_editor):
    Step = apps.get_model("reports", "Step")
    Step.objects.bulk_create(
        Step(
            code=code, name=name, days=days, by_email="e" in ways, by_inbox="i" in ways, by_whatsapp="w" in ways,
            letter_level=level, subject=subject, text=text,
        )
        for code, name, days, ways, level, subject, text in STEPS
    )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("reports", "0003_lateness_and_ladder")]
    operations = [migrations.RunPython(add_steps, migrations.RunPython.noop)]
