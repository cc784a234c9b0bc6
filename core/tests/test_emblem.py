"""The office's emblem: what is taken and refused, how papers carry it, what happens when its file is away."""

import io
import logging

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from pypdf import PdfReader

from core.database import database_copy
from core.images import picture_kinds
from core.models import Event, OfficeFile
from core.office_papers import emblem, emblem_upload
from core.office_papers.emblem_upload import RefusedPictureError
from core.papers import letterhead
from core.papers.head import head
from core.papers.typesetting import TypesetPaper
from tests.pictures import JPEG, png

pytestmark = pytest.mark.django_db


def put(content: bytes, name: str = "lambang.png") -> OfficeFile:
    return emblem_upload.put(content, name=name, actor=None)


def n_pictures(content: bytes) -> int:
    return sum(len(page.images) for page in PdfReader(io.BytesIO(content)).pages)


def pictures_on(paper: TypesetPaper) -> int:
    return n_pictures(paper.content)


@pytest.mark.parametrize("content", [png(40, 60), JPEG], ids=["png", "jpeg"])
def test_a_png_and_a_jpeg_stand_at_the_head_of_papers(content):
    assert head()["emblem"] is None
    assert pictures_on(letterhead.pdf()) == 0
    put(content)
    assert bytes(head()["emblem"]) == content
    assert pictures_on(letterhead.pdf()) == 1


def test_kind_and_size_are_read_from_the_first_bytes():
    assert picture_kinds.look_at(png(7, 9)) == ("png", 7, 9)
    assert picture_kinds.look_at(JPEG) == ("jpeg", 2, 3)
    for other in (
        b"",
        b"GIF89a",
        b"\x89PNG\r\n\x1a\n",
        JPEG[:30],
        b"\xff\xd8\xff\xff\xff\xff\xff",
        b"<svg/>",
        b"%PDF-1.7",
    ):
        assert picture_kinds.look_at(other) is None


def test_a_jpeg_whose_parts_have_no_length_is_read_to_its_end():
    assert picture_kinds.look_at(b"\xff\xd8\xff\xe0\x00\x00" * 1000) is None
    assert picture_kinds.look_at(b"\xff\xd8" + b"\xff\x01" * 1000) is None


REFUSED = {
    "too many bytes": (png(5, 5, padding=emblem_upload.LARGEST_BYTES), ["KB"]),
    "too many pixels": (png(2001, 5), ["2001"]),
    "both": (png(5, 2001, padding=emblem_upload.LARGEST_BYTES), ["KB", "2001"]),
    "another kind": (b"GIF89a" + b"x" * 100, ["PNG"]),
    "rows that are no picture": (png(50, 50, rows=b"not compressed"), ["PNG"]),
    "cut off": (png(900, 900)[:200], ["PNG"]),
    "a jpeg that ends after its size": (JPEG[:110], ["PNG"]),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_used_is_refused_in_words_and_nothing_is_kept(name):
    content, words = REFUSED[name]
    put(JPEG)
    with pytest.raises(RefusedPictureError) as caught:
        put(content)
    assert len(caught.value.problems) == len(words)
    assert all(word in told for word, told in zip(words, caught.value.problems, strict=True))
    assert emblem.content_of(emblem.kept()) == JPEG


def test_the_largest_picture_that_is_allowed_is_taken():
    put(png(2000, 2000))
    assert pictures_on(letterhead.pdf()) == 1


@pytest.mark.django_db(transaction=True)
def test_another_picture_takes_the_place_of_the_one_before_and_its_file_goes(committed):
    first = put(png(5, 5)).file.name
    second = put(JPEG, name="baru.jpg")
    assert OfficeFile.objects.get() == second
    assert (default_storage.exists(first), default_storage.exists(second.file.name)) == (False, True)
    event = Event.objects.filter(verb="emblem.stored").order_by("-pk")[0]
    assert (event.before["file"], event.after["file"]) == ("lambang.png", "baru.jpg")
    emblem_upload.remove(actor=None)
    emblem_upload.remove(actor=None)
    assert not default_storage.exists(second.file.name)
    assert Event.objects.filter(verb="emblem.removed").count() == 1
    assert head()["emblem"] is None


@pytest.mark.django_db(transaction=True)
def test_a_picture_that_replaces_a_lost_file_is_kept(committed):
    lost = put(png(5, 5))
    default_storage.delete(lost.file.name)
    put(png(5, 5))
    assert head()["emblem"]


def test_its_file_is_named_by_its_row_so_that_it_is_backed_up_and_not_swept():
    assert put(JPEG).file.name in database_copy.files_named("default")


def test_a_file_that_the_store_has_lost_or_changed_costs_the_emblem_alone(as_user, administrator, caplog):
    kept, client = put(JPEG), as_user(administrator)
    with default_storage.open(kept.file.name, "wb") as file:
        file.write(b"lain")
    with caplog.at_level(logging.ERROR, logger="core.office_papers.emblem"):
        assert pictures_on(letterhead.pdf()) == 0
        default_storage.delete(kept.file.name)
        assert pictures_on(letterhead.pdf()) == 0
    assert len([line for line in caplog.records if kept.file.name in line.getMessage()]) == 2
    page = client.get(reverse("emblem"))
    assert page.status_code == 200
    assert page.context["is_lost"]
    assert client.get(reverse("letterhead_pdf")).content.startswith(b"%PDF")


def upload(content: bytes, name: str = "lambang.png") -> dict:
    return {"picture": SimpleUploadedFile(name, content)}


def test_an_administrator_uploads_sees_and_takes_out_the_emblem(as_user, administrator):
    client, url = as_user(administrator), reverse("emblem")
    assert client.post(url, upload(JPEG, "lambang.jpg")).status_code == 302
    page = client.get(url).content.decode()
    assert "data:image/jpeg;base64," in page
    assert "lambang.jpg" in page
    assert n_pictures(client.get(reverse("letterhead_pdf")).content) == 1
    client.post(reverse("emblem_remove"))
    assert "data:image" not in client.get(url).content.decode()


def test_a_picture_is_tried_out_before_it_is_used(as_user, administrator):
    answer = as_user(administrator).post(reverse("emblem"), upload(JPEG) | {"preview": "1"})
    assert n_pictures(answer.content) == 1
    assert not OfficeFile.objects.exists()
    assert not Event.objects.filter(verb="emblem.stored").exists()


@pytest.mark.parametrize("preview", [{}, {"preview": "1"}], ids=["use", "try"])
def test_the_page_says_all_that_stands_against_a_picture(as_user, administrator, preview):
    client, url = as_user(administrator), reverse("emblem")
    wrong = png(5, 2001, padding=emblem_upload.LARGEST_BYTES)
    assert len(client.post(url, upload(wrong) | preview).context["form"].errors["picture"]) == 2
    assert client.post(url, preview).context["form"].errors["picture"]
    huge = b"x" * (10 * emblem_upload.LARGEST_BYTES + 1)
    assert "KB" in str(client.post(url, upload(huge) | preview).context["form"].errors["picture"])
    assert not OfficeFile.objects.exists()
