"""The command that takes a list in: a preview first if asked for, and the way back."""

import json
from pathlib import Path
from typing import ClassVar

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from accounts.models import User
from cooperatives.models import ListImport
from cooperatives.record_lists import rows, storage
from cooperatives.record_lists.rows import ListKind, ParsedList
from cooperatives.record_lists.storage import KeptList
from core.errors import DomainError
from core.workbooks.guard import RefusedFileError


class ListCommand(BaseCommand):
    """Exits with 1 when rows are refused; the others are kept."""

    kind: ClassVar[ListKind]

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path, nargs="?")
        parser.add_argument("--dry-run", action="store_true", help="show what would be done and change nothing")
        parser.add_argument("--json", action="store_true", help="print the result as JSON")
        parser.add_argument("--user", help="e-mail of the user in whose name it is done")
        parser.add_argument("--undo", type=int, metavar="NUMBER", help="take the list of this number back")

    def handle(self, *args, file: Path | None, dry_run: bool, user: str | None, undo: int | None, **options):
        actor = User.objects.filter(email__iexact=user).first() if user else None
        if user and actor is None:
            raise CommandError(f"There is no user {user}")
        if undo is not None:
            self._undo(undo, actor)
            return
        if file is None or not file.is_file():
            raise CommandError(f"There is no file {file}" if file else "Name a file, or --undo with a number")
        try:
            parsed = rows.read(file, self.kind)
            with transaction.atomic():
                kept = storage.keep(self.kind.key, parsed.entries, path=file, actor=actor)
                transaction.set_rollback(dry_run)
        except (DomainError, RefusedFileError) as error:
            raise CommandError(str(error)) from error
        parsed.problems += kept.problems
        result = self._result(parsed, kept, dry_run)
        self.stdout.write(json.dumps(result, ensure_ascii=False, indent=1) if options["json"] else self._text(result))
        if parsed.problems:
            raise SystemExit(1)

    def _undo(self, number: int, actor) -> None:
        batch = ListImport.objects.filter(pk=number, kind=self.kind.key).first()
        if batch is None:
            raise CommandError(f"There is no list {number} of this kind")
        try:
            gone = storage.take_back(batch, actor=actor)
        except DomainError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"taken back: {gone}")

    def _result(self, parsed: ParsedList, kept: KeptList, dry_run: bool) -> dict:
        problems = [
            {"where": one.where, "found": one.found, "wrong": one.wrong, "todo": one.todo} for one in parsed.problems
        ]
        number = kept.batch.pk if kept.batch and not dry_run else None
        counts = {"rows_read": parsed.rows, "empty": parsed.empty, "new": kept.new, "known": kept.known}
        return counts | {"refused": len(problems), "number": number, "problems": problems}

    def _text(self, result: dict) -> str:
        lines = [f"{key}: {result[key]}" for key in ("rows_read", "empty", "new", "known", "refused")]
        if result["number"]:
            lines.append(f"number: {result['number']} (taken back with --undo {result['number']})")
        for item in result["problems"]:
            lines.append(f"{item['where']} “{item['found']}”: {item['wrong']} {item['todo']}")
        return "\n".join(lines)
