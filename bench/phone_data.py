"""What stands in the portal before a walk on the phone: a cooperative of the demo that owes the newest quarter."""

import json
import sys

PASSWORD = "solokop-demo"  # noqa: S105 - of the demo


def report(profile: str) -> dict:
    """The smallest cooperative of these lines that sent the last quarter and not this one, with a treasurer of its own."""
    from bench.phone_books import next_quarter
    from core import clock
    from reports.choices import BookColumn, State
    from reports.filing import previous_reports
    from reports.filing.completion import choose_column
    from reports.models import BookHabit, Obligation, Report
    from reports.obligations.quarter import Quarter

    taken = BookHabit.objects.values("cooperative")
    quarter = Quarter.of(clock.today()).previous
    sent = Report.objects.filter(
        state=State.ACCEPTED,
        obligation__profile=profile,
        obligation__period__year=quarter.previous.year,
        obligation__period__quarter=quarter.previous.number,
    )
    for last in sent.order_by("assets").exclude(obligation__cooperative__in=taken):
        owed = Obligation.objects.filter(
            period__year=quarter.year,
            period__quarter=quarter.number,
            cooperative=last.obligation.cooperative_id,
            standing="none",
            profile=profile,
            arrivals=None,
        )
        found = owed.exclude(waivers__ended_at=None, waivers__isnull=False).select_related("cooperative").first()
        if found:
            break
    else:
        raise SystemExit(f"no cooperative of the profile {profile} owes the newest quarter")
    manager = _treasurer(found.cooperative)
    choose_column(found.cooperative, BookColumn.QUARTER, actor=manager)
    figures = next_quarter(profile, quarter, previous_reports.before(found).last)
    return {"email": manager.email, "form": f"/reports/{found.pk}/form/", "values": figures}


def returned(profile: str) -> dict:
    """The same, sent with one figure that the office asks about."""
    from accounts.models import User
    from reports.filing import drafts, submission
    from reports.filing.signers import BoardSigner
    from reports.models import Obligation, Report
    from reports.review import decisions

    subject = report(profile)
    manager, officer = (User.objects.get(email=email) for email in (subject["email"], "petugas@solokop.test"))
    obligation = Obligation.objects.get(pk=int(subject["form"].split("/")[2]))
    draft = drafts.save_figures(drafts.editable(obligation, actor=manager), subject["values"], actor=manager)
    warnings = {(f.rule, f.key): "Sudah dicek." for f in draft.findings.filter(level="warning")}
    drafts.explain(draft, warnings, actor=manager)
    draft = Report.objects.get(pk=draft.pk)
    member = obligation.cooperative.board.filter(left_on=None, name=manager.display_name).get()
    sent = submission.submit(
        draft, signer=BoardSigner.of(member), attested=True, actor=manager, expected_revision=draft.revision
    )
    decisions.begin(sent, actor=officer)
    decisions.comment(sent, key="I6", text="Mohon dicocokkan dengan buku penjualan.", actor=officer)
    decisions.send_back(sent, actor=officer)
    return {
        "email": manager.email,
        "correct": f"/reports/{obligation.pk}/correct/",
        "value": subject["values"]["I6"] + 5,
    }


def _treasurer(cooperative):
    """Somebody of the board in the register who may sign in for it."""
    from accounts.models import Role, User
    from cooperatives.people import memberships

    email, name = f"bendahara-{cooperative.pk}@solokop.test", "Ibu Bendahara"
    treasurer = User.objects.create_user(email, PASSWORD, name=name, role=Role.MANAGER)
    memberships.link(treasurer, cooperative, actor=User.objects.get(email="petugas@solokop.test"))
    cooperative.board.create(name=name, position="treasurer")
    return treasurer


if __name__ == "__main__":
    import django

    django.setup()
    print(json.dumps({"report": report, "returned": returned}[sys.argv[1]](sys.argv[2])))
