"""Registers of any size in the shape of the real one."""

import random
from datetime import date

from cooperatives.models import Cooperative, Village
from cooperatives.record.derived import derive

PREFIXES = ("KSP", "KSU", "KPRI", "Kopkar", "Koppas", "Kopwan", "KSPPS BMT", "Koperasi Jasa")
WORDS = [
    "Langgeng",
    "Amanah",
    "Maju",
    "Makmur",
    "Sejahtera",
    "Bersama",
    "Mandiri",
    "Karya",
    "Lestari",
    "Mulyo",
    "Rejeki",
    "Barokah",
    "Murni",
    "Sentosa",
]
KINDS = ("consumer", "savings_loan", "savings_loan", "producer", "services", "marketing")


def build(count: int) -> None:
    """Fill the empty register with `count` cooperatives; the same ones for the same count."""
    chance = random.Random(count)  # noqa: S311 - made-up data
    villages = list(Village.objects.select_related("district"))
    batch = []
    for n in range(count):
        name = f"{chance.choice(PREFIXES)} {chance.choice(WORDS)} {chance.choice(WORDS)} {n}"
        active = chance.random() < 0.32
        own, outside = chance.randrange(1, 2000) * 10**6, chance.randrange(1, 3000) * 10**6
        cooperative = Cooperative(
            name=name,
            legal_number=f"{n:06}/BH/M.KUKM.2/{chance.randrange(1, 13)}/{chance.randrange(1990, 2021)}",
            legal_date=date(chance.randrange(1990, 2021), 3, 1),
            national_number=f"3372{n:09}",
            form="primary",
            kind=chance.choice(KINDS),
            group=name.split()[0],
            pattern="conventional",
            sector="Keuangan",
            address=f"Jl. Slamet Riyadi No. {n}",
            village=chance.choice(villages),
            phone=f"+62812{n:08}",
            members_male=chance.randrange(200),
            members_female=chance.randrange(200),
            employees=chance.randrange(12),
            own_capital=own,
            outside_capital=outside,
            assets=own + outside,
            turnover=own,
            surplus=own // 50,
            figures_as_of=date(2020, 12, 31),
            last_rat_on=date(chance.randrange(2011, 2021), 3, 14),
            status="active" if active else "passive",
            status_on=date(2020, 12, 31),
        )
        cooperative.chair = f"{chance.choice(WORDS)} {chance.choice(WORDS)}"
        derive(cooperative)
        batch.append(cooperative)
        if len(batch) == 5000:
            Cooperative.objects.bulk_create(batch, batch_size=400)
            batch = []
    Cooperative.objects.bulk_create(batch, batch_size=400)
