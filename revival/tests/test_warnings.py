"""Warnings I to III of coaching: each with its days, in their order, and what a void one leaves."""

from datetime import timedelta

import pytest

from cooperatives.models import Contact, Cooperative
from core import office
from core.errors import DomainError
from core.papers.official import PaperState
from revival import letter_drafts
from revival.cases import stages
from revival.dissolution import warning_letters
from revival.models import Case, WarningLetter
from tests.leaving import DAY, make_warning, where

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("on_the_day")]


def test_a_warning_moves_the_case_and_the_next_one_waits_for_its_days(case, officer, on_the_day):
    office.store("coaching_warning_days_1", 30)
    first = make_warning(case, officer)
    assert where(case) == ("warned", "passive")
    assert first.answer_by == DAY + timedelta(days=30)
    assert "Surat Teguran I " in first.text
    assert Contact.objects.get(about=warning_letters.about(first)).channel == "letter"
    with pytest.raises(DomainError, match="10 Desember 2026"):
        warning_letters.draft(case, actor=officer)
    on_the_day.move_to(DAY + timedelta(days=31))
    second = make_warning(case, officer)
    assert (second.step, first.number in second.text, "Pasal 47" in second.text) == (2, True, False)
    on_the_day.move_to(second.answer_by + timedelta(days=1))
    third = make_warning(case, officer)
    assert "Pasal 47" in third.text
    on_the_day.move_to(third.answer_by + timedelta(days=1))
    with pytest.raises(DomainError):
        warning_letters.draft(case, actor=officer)


def test_warnings_of_before_the_plan_count_no_more(case, officer):
    make_warning(case, officer)
    case.refresh_from_db()
    stages.move(case, "plan", reason="Pengurus mau lagi.", actor=officer)
    assert warning_letters.counting(case) == []
    assert warning_letters.next_step(case) == 1
    stages.take_back(case, reason="Salah ketik.", actor=officer)
    assert [one.step for one in warning_letters.counting(case)] == [1]


def test_a_void_warning_leaves_its_place_and_comes_back_only_while_it_is_free(case, officer):
    letter = make_warning(case, officer)
    rows = WarningLetter.objects.filter(pk=letter.pk)
    warning_letters.void(rows, reason="Salah alamat.", actor=officer)
    assert Contact.objects.get(about=warning_letters.about(letter)).state == "cancelled"
    another = make_warning(Case.objects.get(pk=case.pk), officer)
    with pytest.raises(DomainError):
        warning_letters.restore(rows, actor=officer)
    warning_letters.void(WarningLetter.objects.filter(pk=another.pk), reason="x", actor=officer)
    warning_letters.restore(rows, actor=officer)
    assert WarningLetter.objects.get(pk=letter.pk).state == PaperState.ISSUED


def test_a_draft_of_a_case_that_has_gone_on_gets_no_number(case, officer):
    letter = warning_letters.draft(case, actor=officer)
    stages.move(Case.objects.get(pk=case.pk), "plan", actor=officer)
    stages.move(Case.objects.get(pk=case.pk), "meeting_held", actor=officer)
    with pytest.raises(DomainError):
        warning_letters.issue(letter, first=0, actor=officer)
    assert WarningLetter.objects.get().state == PaperState.PREPARED


def test_no_later_warning_is_numbered_while_an_earlier_one_is_void(case, officer, on_the_day):
    first = make_warning(case, officer)
    on_the_day.move_to(first.answer_by + timedelta(days=1))
    case.refresh_from_db()
    second = warning_letters.draft(case, actor=officer)
    rows = WarningLetter.objects.filter(pk=first.pk)
    with pytest.raises(DomainError):
        warning_letters.void(rows, reason="x", actor=officer)
    warning_letters.set_aside(second, actor=officer)
    warning_letters.void(rows, reason="x", actor=officer)
    # Nothing warns it any more.
    assert where(case)[0] == "found"
    warning_letters.restore(rows, actor=officer)
    assert where(case)[0] == "warned"


def test_the_step_to_warned_is_not_taken_back_beside_its_letter(case, officer):
    make_warning(case, officer)
    case.refresh_from_db()
    with pytest.raises(DomainError):
        stages.take_back(case, reason="x", actor=officer)


def test_initials_on_a_warning_hold_for_the_same_words_of_tomorrow(case, officer, on_the_day):
    letter = warning_letters.draft(case, actor=officer)
    today = letter_drafts.digest(warning_letters.WAY, letter)
    on_the_day.move_to(DAY + timedelta(days=1))
    assert letter_drafts.digest(warning_letters.WAY, letter) == today
    Cooperative.objects.filter(pk=case.cooperative_id).update(address="Jl. Lain 2")
    moved = WarningLetter.objects.get(pk=letter.pk)
    assert letter_drafts.digest(warning_letters.WAY, moved) != today
