"""The command line does the same as the portal."""

import json

import pytest
from django.core.management import call_command

from cooperatives.models import Cooperative, RegisterImport
from cooperatives.tests.lists import one_row, register
from tests.factories import DEMO_REGISTER

pytestmark = pytest.mark.django_db


class TestCommand:
    def run(self, path, capsys, *options):
        try:
            call_command("import_register", str(path), "--json", *options)
            code = 0
        except SystemExit as stop:
            code = stop.code
        return code, json.loads(capsys.readouterr().out)

    def test_a_dry_run_changes_nothing(self, db, capsys):
        code, result = self.run(DEMO_REGISTER, capsys, "--dry-run")
        assert (code, result["new"], result["doubtful"]) == (0, 590, 2)
        assert (Cooperative.objects.count(), RegisterImport.objects.count()) == (0, 0)

    def test_it_imports_and_tells_the_problems(self, db, capsys):
        code, result = self.run(DEMO_REGISTER, capsys)
        assert {key: result[key] for key in ("new", "changed", "unchanged", "doubtful", "refused")} == {
            "new": 590,
            "changed": 0,
            "unchanged": 0,
            "doubtful": 2,
            "refused": 0,
        }
        assert [problem["row"] for problem in result["problems"]] == [171, 322]
        assert code == 0
        assert Cooperative.objects.count() == 590

    def test_it_fails_when_rows_are_refused(self, db, capsys, tmp_path):
        path = tmp_path / "a.xlsx"
        path.write_bytes(register(one_row(status="hidup"), one_row("KSU Lain", "13/BH")))
        code, result = self.run(path, capsys)
        assert (code, result["new"], result["refused"]) == (1, 1, 1)
        assert result["problems"][0]["where"] == "D2"
        assert Cooperative.objects.count() == 1
