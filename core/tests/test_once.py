from datetime import timedelta

import pytest
from django.utils import timezone

from core.database import idempotency
from core.models import FormToken

pytestmark = pytest.mark.django_db


def test_a_form_is_spent_once_and_another_is_not_held_up():
    one, other = {"once": idempotency.new_token()}, {"once": idempotency.new_token()}
    assert one != other
    assert not idempotency.was_spent(one)
    idempotency.spend(one)
    assert idempotency.was_spent(one)
    assert not idempotency.was_spent(other)
    with pytest.raises(idempotency.AlreadySentError):
        idempotency.spend(one)
    idempotency.spend(other)
    # The refusal has left the transaction in order.
    assert FormToken.objects.count() == 2


def test_a_form_without_a_token_is_not_held_up():
    for _n in range(2):
        idempotency.spend({})
        idempotency.spend({"once": ""})
    assert FormToken.objects.count() == 0
    assert not idempotency.was_spent({})


def test_a_token_that_is_too_long_is_cut_and_counts_all_the_same():
    long = {"once": "x" * 99}
    idempotency.spend(long)
    assert FormToken.objects.get().token == "x" * 36
    assert idempotency.was_spent(long)
    with pytest.raises(idempotency.AlreadySentError):
        idempotency.spend(long)


def test_tokens_are_forgotten_after_two_days_and_younger_ones_kept():
    for age, token in ((timedelta(days=2, minutes=1), "old"), (timedelta(days=1, hours=23, minutes=59), "new")):
        FormToken.objects.create(token=token)
        FormToken.objects.filter(token=token).update(at=timezone.now() - age)
    assert idempotency.forget_old() == 1
    assert FormToken.objects.get().token == "new"


def test_an_entry_counts_once_though_what_it_did_was_taken_back():
    assert idempotency.spent_of(["a", "b", ""]) == set()
    idempotency.spend_all(["a", ""])
    idempotency.spend_all(["a", "x" * 99])
    assert idempotency.spent_of(["a", "b", ""]) == {"a"}
    assert idempotency.was_spent({"once": "x" * 99})
    assert idempotency.spent_of(["x" * 99]) == {"x" * 36}
    assert FormToken.objects.count() == 2
