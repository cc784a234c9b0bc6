"""Questions of two records that become one, and part again: answers, codes and messages stay with whom they are of."""

from datetime import timedelta

import pytest
from django.urls import reverse

from cooperatives.merging import records, separation
from cooperatives.models import Contact, Merge
from core import clock
from core.errors import DomainError
from revival import signs
from revival.models import Answer, Question
from revival.question import answers, letters, question_messages, questions
from tests.factories import make_cooperative

pytestmark = pytest.mark.django_db


def asked(officer, *names: str) -> list[Question]:
    rows = [make_cooperative(f"KSP {name}", status="passive", phone=f"+62812{n}") for n, name in enumerate(names)]
    questions.ask([row.pk for row in rows], actor=officer)
    return [Question.objects.get(cooperative=row) for row in rows]


def merge(kept: Question, dropped: Question, officer) -> None:
    records.merge(keep=kept.cooperative_id, drop=dropped.cooperative_id, reason="x", actor=officer)


def test_the_answer_of_the_dropped_record_counts_and_goes_back(officer):
    kept, dropped = asked(officer, "Satu", "Dua")
    answer = answers.give(dropped, Answer(willing="yes"))
    merge(kept, dropped, officer)
    assert "willing" in {one.sign.key for one in signs.of([kept.cooperative_id], clock.today())[kept.cooperative_id]}
    with pytest.raises(DomainError):
        letters.write([kept.pk], actor=officer)
    separation.undo(Merge.objects.get(), actor=officer)
    answer.refresh_from_db()
    assert answer.question == dropped
    assert Contact.objects.get().cooperative_id == dropped.cooperative_id
    assert letters.write([kept.pk], actor=officer).letters


def test_the_code_in_force_counts_as_long_as_the_longer_of_both(officer, client):
    kept, dropped = asked(officer, "Satu", "Dua")
    ended = clock.today() - timedelta(days=1)
    Question.objects.filter(pk=kept.pk).update(expires_on=ended)
    merge(kept, dropped, officer)
    assert client.get(reverse("answer", args=[kept.code_in_groups])).status_code == 200
    assert client.get(reverse("answer", args=[dropped.code_in_groups])).status_code == 404
    separation.undo(Merge.objects.get(), actor=officer)
    assert Question.objects.get(pk=kept.pk).expires_on == ended
    assert client.get(reverse("answer", args=[dropped.code_in_groups])).status_code == 200


def test_no_message_with_the_code_of_another_waits_when_they_part(officer):
    kept = make_cooperative("KSP Satu", status="passive", phone="+62811")
    (dropped,) = asked(officer, "Dua")
    records.merge(keep=kept.pk, drop=dropped.cooperative_id, reason="x", actor=officer)
    question_messages.prepare([dropped.pk], actor=officer)
    (letter,) = letters.write([dropped.pk], actor=officer).letters
    separation.undo(Merge.objects.get(), actor=officer)
    assert not Contact.objects.to_send().exists()
    letter.contact.refresh_from_db()
    assert letter.contact.cooperative_id == dropped.cooperative_id
    assert question_messages.prepare([dropped.pk], actor=officer).n == 1


def test_a_row_of_a_lurahs_table_is_answered_for_the_record_that_stands(officer, as_user):
    kept, dropped = asked(officer, "Satu", "Dua")
    (letter,) = letters.pass_on([dropped.pk], actor=officer).letters
    merge(kept, dropped, officer)
    url = reverse("revival_lurah", args=[letter.pk])
    client = as_user(officer)
    assert "KSP Satu" in client.get(url).content.decode()
    client.post(url, {f"q{kept.pk}-willing": "no"})
    assert Answer.objects.get().question == kept
