"""The attendance list on paper: a row a participant, a field to sign for each day."""

from django.conf import settings
from django.utils import translation

from core.papers import typesetting
from core.papers.head import head
from core.papers.typesetting import TypesetPaper
from core.text.formats import long_date
from training.message_texts import hours_of
from training.models import Enrolment, Session

# Days side by side on one sheet; more are printed on further ones.
DAYS_A_SHEET = 4


def pdf(session: Session, people: list[Enrolment]) -> TypesetPaper:
    """Lists are written in Indonesian, whoever prints them."""
    with translation.override(settings.LANGUAGE_CODE):
        days = [f"{long_date(day.date)}\n{hours_of(day)}" for day in session.days.all()]
        starts = range(0, max(len(days), 1), DAYS_A_SHEET)
        return typesetting.pdf(
            "attendance",
            {
                "title": f"Daftar hadir {session}",
                "head": head(),
                "session": [str(session), f"{session.venue}, {session.address}"],
                "people": [[one.name, one.cooperative.legal_name, one.position] for one in people],
                "sheets": [{"days": days[start : start + DAYS_A_SHEET]} for start in starts],
                "trainer": session.trainer,
            },
        )
