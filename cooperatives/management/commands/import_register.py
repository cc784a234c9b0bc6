import json
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import User
from cooperatives.models import ImportRow, RegisterImport
from cooperatives.register_import import execution, intake
from cooperatives.register_import.problems import render
from core.errors import DomainError


class Command(BaseCommand):
    help = "Import a register (.xlsx or .csv) as the portal does; exits with 1 when rows are refused."

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--dry-run", action="store_true", help="show what would be done and change nothing")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")
        parser.add_argument("--user", help="e-mail of the user in whose name the import is done")

    def handle(self, *args, file: Path, dry_run: bool, user: str | None, **options):
        if not file.is_file():
            raise CommandError(f"There is no file {file}")
        actor = User.objects.filter(email__iexact=user).first() if user else None
        if user and actor is None:
            raise CommandError(f"There is no user {user}")
        try:
            with transaction.atomic():
                batch = self._preview(file, actor)
                result = self._describe(batch)
                if dry_run:
                    batch.file.delete(save=False)
                    transaction.set_rollback(True)
                else:
                    self._apply(batch, actor)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(json.dumps(result, ensure_ascii=False, indent=1) if options["json"] else self._text(result))
        if result["refused"]:
            raise SystemExit(1)

    def _preview(self, file: Path, actor) -> RegisterImport:
        with file.open("rb") as stream:
            batch = intake.receive(iter(lambda: stream.read(65536), b""), name=file.name, actor=actor)
        intake.set_mapping(batch, batch.mapping, as_of=batch.as_of, actor=actor, remember=False)
        batch.refresh_from_db()
        return batch

    def _apply(self, batch: RegisterImport, actor) -> None:
        RegisterImport.objects.filter(pk=batch.pk, state=RegisterImport.State.PREVIEW).update(
            state=RegisterImport.State.APPLYING, applied_by=actor
        )
        execution.apply(batch.pk, actor=actor)

    def _describe(self, batch: RegisterImport) -> dict:
        problems = [
            {"sheet": row.sheet, "row": row.number, "name": row.values.get("name", ""), "code": item["code"]}
            | render(item)
            for row in batch.rows.exclude(problems=[])
            for item in row.problems
            if item["level"] != "note" or row.outcome in (ImportRow.Outcome.REFUSED, ImportRow.Outcome.DOUBTFUL)
        ]
        counts = intake.counts(batch)
        return {
            **counts,
            "rows_read": sum(counts.values()),
            "sheets": batch.remarks["sheets"],
            "sheets_left_out": batch.remarks["why_ignored"],
            "problems": problems,
        }

    def _text(self, result: dict) -> str:
        keys = ("rows_read", "new", "changed", "unchanged", "doubtful", "refused")
        lines = [f"{key}: {result[key]}" for key in keys]
        for sheet in result["sheets"]:
            used = ", ".join(f"{item['heading']} = {item['field']}" for item in sheet["used"])
            lines.append(f"{sheet['sheet']}: {sheet['rows']} rows read; columns used: {used}")
            for item in sheet["ignored"]:
                lines.append(f"{sheet['sheet']}: column {item['column']} “{item['heading']}” ignored: {item['reason']}")
        lines += [f"sheet {name} left out: {reason}" for name, reason in result["sheets_left_out"].items()]
        for item in result["problems"]:
            lines.append(
                f"{item['level']}: {item['sheet']} {item['where']} “{item['found']}”: {item['wrong']} {item['todo']}"
            )
        return "\n".join(lines)
