import json
import sys
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from core.errors import DomainError
from reports.checks.texts import tell
from reports.choices import Level
from reports.filing import file_contents
from reports.models import Obligation
from reports.obligations.quarter import Quarter


class Command(BaseCommand):
    help = "Read and check a filled template without keeping anything; exits 1 when there are errors."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--cooperative", type=int, required=True, help="number of the cooperative in the register")
        parser.add_argument("--period", required=True, help="year and quarter, for instance 2026-2")
        parser.add_argument("--json", action="store_true", help="print the findings as JSON")

    def handle(self, *args, file, cooperative, period, **options):
        obligation = self._obligation(cooperative, period)
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        refusal, found = "", []
        try:
            _parsed, found = file_contents.read(file, file.name, obligation)
        except DomainError as error:
            refusal = str(error)
        told = [tell(item) for item in found]
        if options["json"]:
            answer = {
                "refusal": refusal,
                "findings": [
                    {
                        "rule": t.rule,
                        "level": t.level,
                        "key": t.key,
                        "label": t.label,
                        "cell": t.cell,
                        "found": f.found,
                        "expected": f.expected,
                        "message": t.message,
                        "todo": t.todo,
                    }
                    for t, f in zip(told, found, strict=True)
                ],
            }
            self.stdout.write(json.dumps(answer, indent=2, ensure_ascii=False))
        else:
            for line in (
                [refusal] if refusal else [f"{t.level_label} {t.rule} {t.cell} {t.message} {t.todo}" for t in told]
            ):
                self.stdout.write(line)
        if refusal or any(item.level == Level.ERROR for item in found):
            sys.exit(1)

    def _obligation(self, cooperative: int, period: str) -> Obligation:
        try:
            quarter = Quarter.parse(period)
            return Obligation.objects.select_related("cooperative", "period").get(
                cooperative=cooperative, period__year=quarter.year, period__quarter=quarter.number
            )
        except ValueError as error:
            raise CommandError(str(error)) from None
        except Obligation.DoesNotExist:
            raise CommandError(f"Cooperative {cooperative} owes no report of {period}.") from None
