"""Days between a date and a moment, counted by the database."""

from django.conf import settings
from django.db.models import Func, IntegerField
from django.utils import timezone


class DaysUntil(Func):
    """Whole days from a date to the office's day of a moment: `DaysUntil("old_on", "at")`; 0 where it is before."""

    output_field = IntegerField()
    arity = 2

    def as_sqlite(self, compiler, connection, **context):
        # SQLite knows no zones by name; those of Indonesia have no summer time.
        ahead = timezone.localtime().utcoffset()
        seconds = int(ahead.total_seconds()) if ahead else 0
        words = "MAX(CAST(julianday(date({second}, '{seconds:+d} seconds')) - julianday({first}) AS INTEGER), 0)"
        return self._written(compiler, words, seconds=seconds)

    def as_postgresql(self, compiler, connection, **context):
        words = "GREATEST(({second} AT TIME ZONE '{zone}')::date - {first}, 0)"
        return self._written(compiler, words, zone=settings.TIME_ZONE)

    def _written(self, compiler, words: str, **more):
        (first, of_first), (second, of_second) = (compiler.compile(part) for part in self.get_source_expressions())
        return words.format(first=first, second=second, **more), [*of_second, *of_first]
