import io
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from cooperatives.models import BoardMember, Cooperative, RegisterImport, SavedView, StatusChange
from cooperatives.people import board, memberships
from cooperatives.record import changes as record
from cooperatives.register_import import intake
from core.models import Event, Job
from core.operations import jobs
from tests.factories import import_demo, make_cooperative, preview, shown_values, workbook

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


def test_the_list_shows_its_rows_with_and_without_htmx(as_user, officer):
    make_cooperative("KSP Maju")
    client = as_user(officer)
    whole = client.get("/cooperatives/?q=maju")
    part = client.get("/cooperatives/?q=maju", headers=HTMX)
    assert b"<html" in whole.content
    assert b"<html" not in part.content
    assert all(b"KSP Maju" in response.content for response in (whole, part))
    assert "HX-Request" in whole["Vary"]


def test_the_number_of_queries_of_the_list_does_not_depend_on_the_rows(as_user, officer, settings):
    client = as_user(officer)

    def queries(rows: int) -> int:
        for _ in range(rows):
            make_cooperative(in_revival=True)
        Event.objects.create(verb="x", object_type="x", object_id=1, actor_name="x")
        with CaptureQueriesContext(connection) as captured:
            assert client.get("/cooperatives/?status=active&per_page=100&sort=-members&q=ksp").status_code == 200
        return len(captured)

    queries(1)
    few, many = queries(2), queries(90)
    assert few == many
    assert many <= 12


def test_a_page_of_the_demo_register_needs_at_most_thirteen_queries(as_user, officer):
    import_demo(officer)
    client = as_user(officer)
    with CaptureQueriesContext(connection) as captured:
        response = client.get("/cooperatives/?status=passive&district=Jebres")
    assert response.context["listing"].total == 89
    assert len(captured) <= 13


def test_the_whole_state_of_the_list_is_its_address(as_user, officer):
    for n in range(60):
        make_cooperative(f"KSP Nomor {n:02}", members=n)
    response = as_user(officer).get("/cooperatives/?sort=-members&per_page=25&page=2")
    assert next(c.name for c in response.context["listing"].page.object_list) == "KSP Nomor 34"
    assert as_user(officer).get("/cooperatives/?page=999").context["listing"].page.number == 3


def test_an_empty_register_says_what_to_do_next(as_user, officer, manager):
    assert reverse("import_list") in as_user(officer).get("/cooperatives/").content.decode().split("<main")[1]
    assert as_user(manager).get("/cooperatives/").status_code == 200


class TestEdit:
    def test_a_section_is_saved_and_its_numbers_are_read_as_typed(self, as_user, officer):
        cooperative = make_cooperative()
        client, url = as_user(officer), reverse("cooperative_edit", args=[cooperative.pk, "figures"])
        data = shown_values(client, url) | {"assets": "Rp 1.250.000", "surplus": "(5.000)", "last_rat_on": "2020-03-14"}
        assert client.post(url, data).status_code == 302
        cooperative.refresh_from_db()
        assert (cooperative.assets, cooperative.surplus, cooperative.last_rat_year) == (1_250_000, -5000, 2020)

    def test_bad_input_is_told_for_every_field_and_nothing_typed_is_lost(self, as_user, officer):
        cooperative = make_cooperative()
        client, url = as_user(officer), reverse("cooperative_edit", args=[cooperative.pk, "figures"])
        data = shown_values(client, url) | {"assets": "1,500,000", "turnover": "banyak", "own_capital": "77"}
        response = client.post(url, data)
        assert set(response.context["form"].errors) == {"assets", "turnover"}
        page = response.content.decode()
        assert 'value="1,500,000"' in page
        assert 'value="77"' in page
        assert 'href="#id_assets"' in page

    def test_who_saves_an_old_copy_is_told_and_may_save_again(self, as_user, officer):
        cooperative = make_cooperative(address="Jl. A")
        client, url = as_user(officer), reverse("cooperative_edit", args=[cooperative.pk, "contact"])
        data = shown_values(client, url) | {"address": "Jl. Saya"}
        record.edit(cooperative.pk, fields={"address": "Jl. Orang"}, base={"address": "Jl. A"}, actor=officer)
        response = client.post(url, data)
        assert [(c.field, c.now) for c in response.context["conflicts"]] == [("address", "Jl. Orang")]
        assert "Jl. Saya" in response.content.decode()
        assert Cooperative.objects.get().address == "Jl. Orang"
        again = data | {"shown": response.context["form"].data["shown"]}
        assert client.post(url, again).status_code == 302
        assert Cooperative.objects.get().address == "Jl. Saya"

    def test_a_forged_memory_of_the_page_is_refused(self, as_user, officer):
        one, other = make_cooperative(), make_cooperative()
        client = as_user(officer)
        data = shown_values(client, reverse("cooperative_edit", args=[one.pk, "contact"]))
        response = client.post(reverse("cooperative_edit", args=[other.pk, "contact"]), data)
        assert "shown" in response.context["form"].errors
        assert (
            "shown"
            in client.post(reverse("cooperative_edit", args=[one.pk, "contact"]), data | {"shown": "x"})
            .context["form"]
            .errors
        )

    def test_a_national_number_of_another_is_told_on_the_page(self, as_user, officer):
        make_cooperative(national_number="3372")
        cooperative = make_cooperative()
        client, url = as_user(officer), reverse("cooperative_edit", args=[cooperative.pk, "identity"])
        response = client.post(url, shown_values(client, url) | {"national_number": "3372"})
        assert response.status_code == 200
        assert response.context["form"].non_field_errors()

    def test_an_unknown_section_is_not_there(self, as_user, officer):
        assert as_user(officer).get(f"/cooperatives/{make_cooperative().pk}/edit/secret/").status_code == 404


def test_a_new_cooperative_goes_on_to_its_status(as_user, officer):
    response = as_user(officer).post(reverse("cooperative_create"), {"name": "KSP Baru"})
    assert response.url == reverse("cooperative_status", args=[Cooperative.objects.get().pk])
    assert as_user(officer).post(reverse("cooperative_create"), {"name": ""}).status_code == 200


class TestStatus:
    def post(self, client, cooperative, **changes):
        data = {"to": "passive", "on": "2026-01-05", "basis": "rat_missed", "reason": "Tanpa RAT.", "version": 1}
        return client.post(reverse("cooperative_status", args=[cooperative.pk]), data | changes)

    def test_a_status_is_changed_with_its_evidence_and_the_evidence_is_private(self, as_user, officer, manager):
        cooperative = make_cooperative()
        memberships.link(manager, cooperative, actor=officer)
        file = SimpleUploadedFile("ba.pdf", b"%PDF-1.4 isi")
        assert self.post(as_user(officer), cooperative, evidence=file).status_code == 302
        change = StatusChange.objects.get()
        url = reverse("status_evidence", args=[cooperative.pk, change.pk])
        response = as_user(officer).get(url)
        assert b"".join(response.streaming_content) == b"%PDF-1.4 isi"
        assert response["Content-Disposition"].startswith("attachment")
        assert response["X-Content-Type-Options"] == "nosniff"
        assert Event.objects.filter(verb="evidence.downloaded").count() == 1
        assert as_user(manager).get(url).status_code == 403

    @pytest.mark.parametrize("changes", [{"reason": ""}, {"to": "dissolved"}, {"on": "2999-01-01"}, {"on": "x"}])
    def test_a_wrong_form_is_told_and_changes_nothing(self, as_user, officer, changes):
        cooperative = make_cooperative()
        response = self.post(as_user(officer), cooperative, **changes)
        assert response.status_code == 200
        assert response.context["form"].errors
        assert StatusChange.objects.count() == 0

    def test_evidence_of_another_kind_is_refused(self, as_user, officer):
        file = SimpleUploadedFile("virus.exe", b"MZ")
        response = self.post(as_user(officer), make_cooperative(), evidence=file)
        assert "evidence" in response.context["form"].errors

    def test_the_same_form_twice_changes_once(self, as_user, officer):
        cooperative = make_cooperative()
        assert self.post(as_user(officer), cooperative).status_code == 302
        assert self.post(as_user(officer), cooperative).status_code == 200
        assert StatusChange.objects.count() == 1


class TestExport:
    def book(self, response):
        return load_workbook(io.BytesIO(response.content))

    def test_the_export_has_exactly_the_rows_of_the_screen_and_leaves_an_event(self, as_user, officer):
        for n in range(30):
            make_cooperative(
                f"KSP {n:02}", members=n, status="passive" if n % 2 else "active", legal_date=date(2020, 1, 2)
            )
        query = "status=passive&sort=-members"
        client = as_user(officer)
        names = [
            c.name
            for page in (1, 2)
            for c in client.get(f"/cooperatives/?{query}&page={page}").context["listing"].page.object_list
        ]
        book = self.book(client.get(f"/cooperatives/export.xlsx?{query}"))
        sheet = book.worksheets[1]
        heading = [cell.value for cell in sheet[1]]
        assert [row[1].value for row in sheet.iter_rows(min_row=2)] == names[:15]
        assert len(names[:15]) == sheet.max_row - 1 == 15
        row = dict(zip(heading, sheet[2], strict=True))
        assert row["Anggota"].value == 29
        assert row["Tanggal badan hukum"].is_date
        cover = {line[0].value: line[1].value for line in book.worksheets[0].iter_rows()}
        assert cover["Baris"] == 15
        assert cover["Dibuat oleh"] == officer.name
        assert "WIB" in cover["Dibuat pada"]
        assert "Tidak aktif (pasif)" in cover["Pilihan"]
        event = Event.objects.get(verb="register.exported")
        assert (event.after["rows"], event.after["query"]) == (15, query)
        assert "chair" in event.after["personal"]

    def test_typed_formulas_are_text(self, as_user, officer):
        make_cooperative('=HYPERLINK("http://x")')
        book = self.book(as_user(officer).get("/cooperatives/export.xlsx"))
        assert book.worksheets[1]["B2"].data_type == "s"
        csv = as_user(officer).get("/cooperatives/export.csv").content.decode("utf-8-sig")
        assert "'=HYPERLINK" in csv

    def test_many_rows_become_a_job_with_a_private_file(
        self, as_user, officer, settings, django_capture_on_commit_callbacks
    ):
        settings.JOB_ABOVE_ROWS = 2
        for _ in range(3):
            make_cooperative()
        response = as_user(officer).get("/cooperatives/export.xlsx?status=active")
        job = Job.objects.get()
        assert response.url == reverse("job", args=[job.pk])
        assert job.state == "queued"
        jobs.run(job.pk)
        page = as_user(officer).get(response.url)
        assert reverse("job_file", args=[job.pk]) in page.content.decode()
        file = as_user(officer).get(reverse("job_file", args=[job.pk]))
        book = load_workbook(io.BytesIO(b"".join(file.streaming_content)))
        assert book.worksheets[1].max_row == 4
        assert Event.objects.filter(verb="job.downloaded").count() == 1


class TestSavedViews:
    def test_a_view_is_saved_shared_and_opened(self, as_user, officer, head):
        data = {"name": "Pasif Jebres", "shared": "on", "status": "passive", "district": "Jebres", "sort": "name"}
        as_user(officer).post(reverse("save_view"), data)
        assert SavedView.objects.get().query == "status=passive&district=Jebres"
        assert "Pasif Jebres" in as_user(head).get("/cooperatives/").content.decode()

    def test_a_private_view_is_seen_by_its_owner_alone(self, as_user, officer, head):
        as_user(officer).post(reverse("save_view"), {"name": "Milik saya"})
        assert "Milik saya" in as_user(officer).get("/cooperatives/").content.decode()
        assert "Milik saya" not in as_user(head).get("/cooperatives/").content.decode()


class TestImport:
    CONTENT = [["NAMA KOPERASI", "ALAMAT", "STATUS"], ["KSP Baru", "Jl. A", "Aktif"], ["KSP Salah", "Jl. B", "Entah"]]

    def upload(self, client, content=None, name="daftar.xlsx"):
        file = SimpleUploadedFile(name, content if content is not None else workbook(self.CONTENT))
        return client.post(reverse("import_list"), {"file": file})

    def test_the_way_from_upload_to_undo(self, as_user, officer, django_capture_on_commit_callbacks):
        client = as_user(officer)
        response = self.upload(client)
        batch = RegisterImport.objects.get()
        assert response.url == reverse("import_mapping", args=[batch.pk])
        page = client.get(response.url)
        (signature,) = batch.mapping
        assert f"column-{signature}-0" in page.content.decode()
        columns = {f"column-{signature}-{i}": key for i, key in enumerate(("name", "address", "status"))}
        asked = client.post(response.url, columns | {"as_of": "2020-12-31"})
        assert [entry["word"].word for entry in asked.context["words"]] == ["Entah"]
        answer = {asked.context["words"][0]["word"].name: "leave_out"}
        response = client.post(response.url, columns | answer | {"as_of": "2020-12-31"})
        assert response.url == reverse("import_detail", args=[batch.pk])
        page = client.get(response.url + "?outcome=new").content.decode()
        assert "C3" in page
        assert "Entah" in page
        assert "KSP Baru" in client.get(response.url + "?outcome=new").content.decode()
        with django_capture_on_commit_callbacks(execute=True):
            response = client.post(reverse("import_apply", args=[batch.pk]))
        job_page = client.get(response.url)
        assert job_page.url == reverse("import_detail", args=[batch.pk])
        assert dict(Cooperative.objects.values_list("name", "status")) == {"KSP Baru": "active", "KSP Salah": ""}
        assert reverse("import_undo", args=[batch.pk]) in client.get(job_page.url).content.decode()
        client.post(reverse("import_undo", args=[batch.pk]))
        assert Cooperative.objects.count() == 0

    def test_a_known_heading_goes_straight_to_the_preview(self, as_user, officer):
        content = workbook(self.CONTENT[:2])
        preview(content, officer)
        assert "/mapping/" not in self.upload(as_user(officer), content).url

    @pytest.mark.parametrize(
        ("name", "content"),
        [
            ("a.xlsx", b"PK\x03\x04 kaputt"),
            ("a.xlsx", b"hello"),
            ("a.pdf", b"%PDF"),
            ("a.csv", b"\x00\x01"),
            ("a.xls", b"x"),
            ("a.csv", b"Dengan hormat,\nkami kirim daftar.\n"),
        ],
    )
    def test_a_bad_file_is_refused_in_words_and_never_with_a_500(self, as_user, officer, name, content):
        response = self.upload(as_user(officer), content, name)
        assert response.status_code == 200
        assert len(response.context["form"].errors["file"][0]) > 30
        assert RegisterImport.objects.count() == 0

    def test_a_file_with_a_very_long_name_is_opened_again_and_again(self, as_user, officer):
        client, name = as_user(officer), f"{'daftar koperasi ' * 15}.xlsx"
        url = self.upload(client, name=name).url
        batch = RegisterImport.objects.get()
        assert (len(batch.file_name), batch.file_name[-5:]) == (200, ".xlsx")
        assert client.get(url).status_code == 200
        RegisterImport.objects.update(reading="")
        assert client.get(url).status_code == 200

    def test_what_was_read_once_is_not_read_again(self, as_user, officer, settings):
        client = as_user(officer)
        url = self.upload(client).url
        settings.UPLOAD_MAX_BYTES = 10
        assert client.get(url).status_code == 200
        RegisterImport.objects.update(reading="")
        refused = client.get(url, follow=True)
        assert refused.status_code == 200
        assert "lebih besar dari" in refused.content.decode()

    @pytest.mark.parametrize("page", ["import_mapping", "import_problems"])
    def test_a_file_that_the_disk_has_lost_is_told_in_words(self, as_user, officer, page):
        batch = preview(workbook(self.CONTENT), officer)
        for kept in (batch.file, batch.reading):
            Path(kept.path).unlink()
        answer = as_user(officer).get(reverse(page, args=[batch.pk]), follow=True)
        assert answer.status_code == 200
        assert "tidak dapat membaca berkas" in answer.content.decode()

    def test_a_cell_that_cannot_be_read_is_shown_and_the_rest_of_its_row_is_taken(self, as_user, officer):
        content = workbook([["NAMA KOPERASI", "ALAMAT", "ASET"], ["KSP Baru", "Jl. A", "banyak"]])
        batch = preview(content, officer)
        client = as_user(officer)
        page = client.get(reverse("import_detail", args=[batch.pk]) + "?outcome=left_out").content.decode()
        assert "C2" in page
        assert "“banyak”" in page
        assert "sisa barisnya diambil" in page
        assert intake.counts(batch)["new"] == 1
        book = load_workbook(io.BytesIO(client.get(reverse("import_problems", args=[batch.pk])).content))
        assert book.worksheets[1]["C2"].value == "banyak"

    def test_the_head_of_the_office_looks_and_changes_nothing(self, as_user, head, officer):
        self.upload(as_user(head))
        assert RegisterImport.objects.count() == 0

    def test_a_wrong_mapping_is_told(self, as_user, officer):
        client = as_user(officer)
        url = self.upload(client).url
        assert client.post(url, {}).status_code == 200
        (signature,) = RegisterImport.objects.get().mapping
        assert client.post(url, {f"column-{signature}-0": "name", "as_of": "besok"}).status_code == 200
        assert RegisterImport.objects.get().state == "mapping"

    def test_decisions_are_taken_on_the_page(self, as_user, officer):
        content = workbook([["NAMA KOPERASI", "ALAMAT", "KELURAHAN"], ["KSP Baru", "Jl. A", "Jajjar"]])
        batch = preview(content, officer)
        row = batch.rows.get()
        client = as_user(officer)
        page = client.get(reverse("import_detail", args=[batch.pk])).content.decode()
        field = f"answer-{row.pk}-village_unknown"
        assert field in page
        client.post(
            reverse("import_decide", args=[batch.pk]), {field: "without", "answer-x": "y", "answer-99-z": "skip"}
        )
        row.refresh_from_db()
        assert row.outcome == "new"

    def test_the_original_is_given_back_and_the_download_noted(self, as_user, officer):
        content = workbook(self.CONTENT)
        batch = preview(content, officer)
        response = as_user(officer).get(reverse("import_file", args=[batch.pk]))
        assert b"".join(response.streaming_content) == content
        assert Event.objects.filter(verb="import.downloaded").count() == 1


def test_merging_is_done_on_the_page(as_user, officer):
    one, other = make_cooperative("KSP A"), make_cooperative("KSP B")
    url = reverse("merge", args=[one.pk, other.pk])
    assert as_user(officer).get(url).status_code == 200
    assert as_user(officer).post(url, {"keep": 999, "reason": "x"}).status_code == 200
    as_user(officer).post(url, {"keep": one.pk, "reason": "Ganda."})
    assert as_user(officer).get(reverse("cooperative_detail", args=[other.pk])).url == reverse(
        "cooperative_detail", args=[one.pk]
    )


def test_the_page_marks_a_term_that_has_run_out(as_user, officer):
    cooperative = make_cooperative()
    board.put(cooperative, member=BoardMember(position="chair", name="Ani", term_end=date(2020, 1, 1)), actor=officer)
    assert (
        "Masa jabatan habis"
        in as_user(officer).get(reverse("cooperative_detail", args=[cooperative.pk])).content.decode()
    )
