"""Several who act at once in real threads, and what came of it."""

import threading

from django.db import connections

from core.errors import DomainError
from reports.models import Obligation


def at_once(*actions) -> list:
    """Run the actions in threads that start together; returns each one's result or exception."""
    barrier = threading.Barrier(len(actions))
    results: list = [None] * len(actions)

    def run(index, action):
        barrier.wait()
        try:
            results[index] = action()
        except Exception as error:
            results[index] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=pair) for pair in enumerate(actions)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def faults(results: list) -> list[Exception]:
    """What went wrong without a clear text."""
    return [result for result in results if isinstance(result, Exception) and not isinstance(result, DomainError)]


def refused(results: list) -> int:
    """How many were told; anything else than a clear text would be a fault."""
    found = faults(results)
    assert found == [], found
    return sum(isinstance(result, DomainError) for result in results)


def fresh(obligation: Obligation) -> Obligation:
    """The obligation as another request reads it."""
    return Obligation.objects.select_related("cooperative", "period").get(pk=obligation.pk)
