from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone

from core.database import named_locks
from core.models import Lock


@pytest.mark.django_db(transaction=True)
def test_a_lock_is_held_by_a_transaction_alone():
    with pytest.raises(RuntimeError):
        named_locks.hold("register")
    assert Lock.objects.filter(name="register", taken_at__isnull=False).count() == 0
    with transaction.atomic():
        named_locks.hold("register")


@pytest.mark.django_db
def test_a_lock_that_nobody_has_held_is_made_and_one_that_is_there_is_written():
    long_ago = timezone.now() - timedelta(days=1)
    Lock.objects.all().delete()
    Lock.objects.create(name="other", taken_at=long_ago)
    named_locks.hold("neu")
    assert Lock.objects.get(name="neu").taken_at > long_ago
    assert Lock.objects.get(name="other").taken_at == long_ago
    Lock.objects.update(taken_at=long_ago)
    named_locks.hold("neu")
    assert Lock.objects.get(name="neu").taken_at > long_ago
    assert Lock.objects.get(name="other").taken_at == long_ago


@pytest.mark.django_db
def test_a_run_is_alone_until_it_ends_and_leaves_the_runs_of_others_alone():
    other, run = named_locks.take_turn("other", 90), named_locks.take_turn("mail", 90)
    assert (other.name, run.name) == ("turn-other", "turn-mail")
    assert named_locks.take_turn("mail", 90) is None
    assert run.keep()
    assert other.keep()
    run.end()
    assert other.keep()
    assert named_locks.take_turn("mail", 90) is not None
    assert not run.keep()


@pytest.mark.django_db
def test_a_run_that_was_silent_for_too_long_is_followed_by_another_and_does_not_end_it():
    now = timezone.now()
    with time_machine.travel(now, tick=False):
        silent = named_locks.take_turn("mail", 90)
    with time_machine.travel(now + timedelta(seconds=90), tick=False):
        assert named_locks.take_turn("mail", 90) is None
    with time_machine.travel(now + timedelta(seconds=91), tick=False):
        following = named_locks.take_turn("mail", 90)
        silent.end()
        assert not silent.keep()
        assert following.keep()
