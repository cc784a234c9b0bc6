from datetime import timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from core import locks
from core.models import Lock


@pytest.mark.django_db(transaction=True)
def test_a_lock_is_held_by_a_transaction_alone():
    with pytest.raises(RuntimeError):
        locks.hold("register")
    assert Lock.objects.filter(name="register", taken_at__isnull=False).count() == 0
    with transaction.atomic():
        locks.hold("register")


@pytest.mark.django_db
def test_a_lock_that_nobody_has_held_is_made_and_one_that_is_there_is_written():
    long_ago = timezone.now() - timedelta(days=1)
    Lock.objects.all().delete()
    Lock.objects.create(name="other", taken_at=long_ago)
    locks.hold("neu")
    assert Lock.objects.get(name="neu").taken_at > long_ago
    assert Lock.objects.get(name="other").taken_at == long_ago
    Lock.objects.update(taken_at=long_ago)
    locks.hold("neu")
    assert Lock.objects.get(name="neu").taken_at > long_ago
    assert Lock.objects.get(name="other").taken_at == long_ago
