"""Visits the main pages of whatever portal the environment leads to, in a process of its own: `-m tests.visits`.

Prints, for each role, the pages that did not answer with 200, and the text of each page that did.
"""

import json
import os
import re
import sys

import django

PAGES = {
    "officer": (
        "home",
        "cooperative_list",
        "cooperative_detail",
        "cooperative_history",
        "import_list",
        "completeness",
        "duplicates",
        "report_home",
        "period_list",
        "late_list",
        "proposals",
        "message_list",
        "contact_list",
        "letter_book",
        "programme_list",
        "training",
        "training_results",
        "user_list",
        "period",
        "period_summary",
        "period_joint",
        "obligation",
        "report_version",
        "session",
        "participants",
        "attendance",
    ),
    "head": ("home", "cooperative_list", "period_list", "period", "period_summary", "training_results", "late_list"),
    "manager": ("home", "report_home", "cooperative_list", "inbox", "preferences", "training", "own_obligation"),
    "administrator": ("home", "system", "outbox", "office_settings", "holidays", "ladder", "user_list"),
    "stranger": ("account_login", "public_register", "training", "report_guide", "certificate"),
}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "solokop.settings")
    django.setup()
    from django.test import Client

    from accounts.models import User

    told: dict[str, dict[str, dict]] = {}
    for role, names in PAGES.items():
        client, told[role] = Client(headers={"accept-language": "id"}), {"failed": {}, "text": {}}
        if role != "stranger":
            client.force_login(
                User.objects.get(role=role), backend="allauth.account.auth_backends.AuthenticationBackend"
            )
        for name in names:
            answer = client.get(address(name))
            if answer.status_code == 200:
                told[role]["text"][name] = re.sub(
                    r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.getvalue().decode(errors="replace"))
                )
            else:
                told[role]["failed"][name] = answer.status_code
    json.dump(told, sys.stdout)


def address(name: str) -> str:
    """The address of a page; one that shows a record shows the first there is."""
    from django.urls import reverse

    from cooperatives.models import Cooperative, Membership
    from reports.models import Obligation, Report
    from training.models import Certificate, Enrolment, Session

    if name == "own_obligation":
        own = Membership.objects.values("cooperative")
        return reverse("obligation", args=[Obligation.objects.filter(cooperative__in=own).earliest("pk").pk])
    if name == "certificate":
        return reverse(name, args=[Certificate.objects.earliest("pk").number])
    version = Report.objects.exclude(submitted_at=None).earliest("pk")
    filled = Session.objects.filter(pk__in=Enrolment.objects.values("session")).earliest("pk")
    period = version.obligation.period
    arguments = {
        "cooperative_detail": [Cooperative.objects.earliest("pk").pk],
        "cooperative_history": [Cooperative.objects.earliest("pk").pk],
        "contact_list": [Cooperative.objects.earliest("pk").pk],
        "period": [period.slug],
        "period_summary": [period.slug],
        "period_joint": [period.slug],
        "obligation": [version.obligation_id],
        "report_version": [version.obligation_id, version.version],
        "session": [filled.pk],
        "participants": [filled.pk],
        "attendance": [filled.pk],
    }
    return reverse(name, args=arguments.get(name, []))


if __name__ == "__main__":
    main()
