from datetime import timedelta

import pytest
from django.utils import timezone

from core import once
from core.models import FormToken

pytestmark = pytest.mark.django_db


def test_a_form_is_spent_once_and_another_is_not_held_up():
    one, other = {"once": once.new_token()}, {"once": once.new_token()}
    assert one != other
    assert not once.was_spent(one)
    once.spend(one)
    assert once.was_spent(one)
    assert not once.was_spent(other)
    with pytest.raises(once.AlreadySentError):
        once.spend(one)
    once.spend(other)
    # The refusal has left the transaction in order.
    assert FormToken.objects.count() == 2


def test_a_form_without_a_token_is_not_held_up():
    for _n in range(2):
        once.spend({})
        once.spend({"once": ""})
    assert FormToken.objects.count() == 0
    assert not once.was_spent({})


def test_a_token_that_is_too_long_is_cut_and_counts_all_the_same():
    long = {"once": "x" * 99}
    once.spend(long)
    assert FormToken.objects.get().token == "x" * 36
    assert once.was_spent(long)
    with pytest.raises(once.AlreadySentError):
        once.spend(long)


def test_tokens_are_forgotten_after_two_days_and_younger_ones_kept():
    for age, token in ((timedelta(days=2, minutes=1), "old"), (timedelta(days=1, hours=23, minutes=59), "new")):
        FormToken.objects.create(token=token)
        FormToken.objects.filter(token=token).update(at=timezone.now() - age)
    assert once.forget_old() == 1
    assert FormToken.objects.get().token == "new"


def test_an_entry_counts_once_though_what_it_did_was_taken_back():
    assert once.spent_of(["a", "b", ""]) == set()
    once.spend_all(["a", ""])
    once.spend_all(["a", "x" * 99])
    assert once.spent_of(["a", "b", ""]) == {"a"}
    assert once.was_spent({"once": "x" * 99})
    assert once.spent_of(["x" * 99]) == {"x" * 36}
    assert FormToken.objects.count() == 2
