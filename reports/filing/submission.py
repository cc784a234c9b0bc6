"""Signing and sending a report: once, whatever is clicked twice; late or in time is frozen here."""

import hashlib
import json
from typing import Any, TypeGuard

from django.db import transaction
from django.utils.translation import gettext as _

from core import clock, office
from core.errors import DomainError, StaleVersionError
from core.text import tokens
from core.text.formats import long_date
from reports import notifications, workflow
from reports.arrivals import arrival_log, consent
from reports.choices import Level, Source, State
from reports.filing import drafts, signers
from reports.filing.signers import BoardSigner
from reports.models import ArrivalPage, Obligation, Report, Upload
from reports.obligations.quarter import Quarter
from reports.statement.versions import CURRENT
from reports.summary.ratios import Sums

# States in which a second click gets the receipt of the first; a withdrawn version is none of them.
HAS_RECEIPT = (State.SUBMITTED, State.IN_REVIEW, State.ACCEPTED, State.RETURNED, State.SUPERSEDED)


class NotReadyError(DomainError):
    """What still stands in the way of sending; `problems` are all of it, in words."""

    def __init__(self, problems: list[str]):
        super().__init__(" ".join(problems))
        self.problems = problems


def receipt_number(quarter: Quarter) -> str:
    """`TW2-2026-7K3M-9QXT`: says its quarter, cannot be guessed, can be read out on the telephone."""
    return f"TW{quarter.number}-{quarter.year}-{tokens.grouped(tokens.letters(8))}"


def obstacles(report: Report) -> list[str]:
    """What must be done before this draft can be sent, all at once; empty when it is ready."""
    problems = []
    quarter = report.obligation.period.value
    if quarter.end >= clock.today():
        problems.append(
            _("{quarter} is not over: its report can be sent from {day}.").format(
                quarter=quarter.label, day=long_date(quarter.next.start)
            )
        )
    if not report.is_nil and not report.figures.exists():
        problems.append(_("There are no figures yet."))
    findings = list(report.findings.all())
    errors = sum(finding.level == Level.ERROR for finding in findings)
    unexplained = sum(finding.level == Level.WARNING and not finding.is_explained for finding in findings)
    if errors:
        problems.append(_("Errors to be corrected: {n}.").format(n=errors))
    if unexplained:
        problems.append(_("Unusual figures to be explained: {n}.").format(n=unexplained))
    if report.is_amendment and not _differs_from_accepted(report):
        problems.append(_("An amendment must change something: all figures are those of the accepted report."))
    return problems


def _differs_from_accepted(report: Report) -> bool:
    accepted = report.obligation.reports.filter(state=State.ACCEPTED).first()
    if accepted is None:
        return True
    return accepted.is_nil != report.is_nil or drafts.typed_of(accepted) != drafts.typed_of(report)


def submit(
    report: Report,
    *,
    signer: BoardSigner,
    attested: bool,
    actor,
    expected_revision: int,
    signed_page: ArrivalPage | None = None,
) -> Report:
    """Send a draft: the checks run once more, and the receipt, the event and the mail come with it.

    An officer who sends it names the page of a paper that the board has signed. A report that was typed from a paper
    counts as received when that arrived.

    The same report sent again gives the same receipt. Raises NotReadyError with everything that is missing,
    StaleVersionError when the draft has changed since `expected_revision`.
    """
    with transaction.atomic():
        current = workflow.locked(report)
        if current.state in HAS_RECEIPT:
            return current
        if current.state != State.DRAFT:
            raise StaleVersionError(_("This version was withdrawn meanwhile; go on with the newest one."))
        if not current.is_nil:
            # What has changed below the board since it looked is looked at again: its revision is another one.
            current = drafts.refreshed(current, actor=actor)
            drafts.recheck(current)
        problems = obstacles(current) + signers.problems(signer, current.obligation.cooperative)
        problems += consent.problems(current, signed_page, actor)
        if not attested:
            problems.append(_("Confirm the statement of the board."))
        if not problems:
            _send(current, signer, actor, expected_revision, signed_page)
    if problems:
        raise NotReadyError(problems)
    return current


def _send(report: Report, signer: BoardSigner, actor, expected_revision: int, signed_page: ArrivalPage | None) -> None:
    figures = report.values()
    number = receipt_number(report.obligation.period.value)
    workflow.transition(
        report,
        State.SUBMITTED,
        actor=actor,
        expected_revision=expected_revision,
        fields={
            "receipt_number": number,
            "sha256": report.upload.sha256 if _is_whole(report.upload) else fingerprint(report, figures),
            "submitted_at": clock.now(),
            "submitted_by": actor,
            "submitted_by_name": actor.display_name[:150],
            "on_behalf": actor.is_of_office,
            "signer_name": signer.name.strip()[:150],
            "signer_position": signer.position,
            "signer_exception": signer.exception.strip()[:300],
            "attestation": office.value("report_attestation"),
            "arrival": arrival_log.of_sending(report, actor=actor),
            "signed_page": signed_page if actor.is_of_office else None,
            **key_totals(figures),
        },
    )
    arrival_log.close(report, actor=actor)
    notifications.receipt(report)


def _is_whole(upload: Upload | None) -> TypeGuard[Upload]:
    """Whether a file holds all of the report: a sheet that came by itself does not."""
    return upload is not None and not upload.parts


def fingerprint(report: Report, figures: dict[str, int]) -> str:
    """The SHA-256 of a report without a file: of its quarter, its version and its figures in a fixed order."""
    text = json.dumps(
        {
            "cooperative": report.obligation.cooperative_id,
            "quarter": report.obligation.period.slug,
            "version": report.version,
            "nil": report.nil_reason,
            "figures": dict(sorted(figures.items())),
        },
        sort_keys=True,
    )
    return hashlib.sha256(text.encode()).hexdigest()


def key_totals(figures: dict[str, int]) -> dict[str, int | None]:
    """The totals that lists, sums and the provincial recap need, from figures with totals.

    Outside capital is liabilities and participation capital, own capital the rest of equity: together they are
    the assets, as the offices' lists have it (DOMAIN.md 4.4).
    """
    if not figures:
        return {}
    sums = Sums(figures)
    return {
        "assets": figures.get("A"),
        "loans": figures.get("Q"),
        "liabilities": figures.get("K"),
        "equity": figures.get("E"),
        "own_capital": sums.own_capital,
        "outside_capital": sums("K", "E.05"),
        "turnover": figures.get("I6"),
        "surplus": figures.get("H.SHU:to_date"),
        "members": figures.get("IT"),
    }


@transaction.atomic
def submit_nil(
    obligation: Obligation,
    *,
    reason: str,
    signer: BoardSigner,
    attested: bool,
    actor,
    signed_page: ArrivalPage | None = None,
) -> Report:
    """Send a report that there was nothing to report, with the reason. Raises as `submit`, or when figures wait."""
    obligation = workflow.lock(obligation.pk)
    sent = obligation.reports.filter(state__in=[State.SUBMITTED, State.IN_REVIEW], source=Source.NIL).first()
    if sent:
        return sent
    if not reason.strip():
        raise NotReadyError([_("Give the reason why there is nothing to report.")])
    report = drafts.editable(obligation, actor=actor, blank=True)
    if report.figures.exists():
        raise DomainError(_("The draft holds figures. Throw it away first if there is nothing to report."))
    Report.objects.filter(pk=report.pk).update(
        source=Source.NIL, nil_reason=reason.strip(), statement_version=CURRENT, upload=None
    )
    report.findings.all().delete()
    report.refresh_from_db()
    return submit(
        report,
        signer=signer,
        attested=attested,
        actor=actor,
        expected_revision=report.revision,
        signed_page=signed_page,
    )


@transaction.atomic
def withdraw(report: Report, *, actor, expected_revision: int | None = None) -> Report:
    """Take a sent report back before its review; its figures go on as a new draft.

    The obligation counts as not filed again: a report taken back is no report.
    """
    report = workflow.locked(report)
    workflow.transition(report, State.WITHDRAWN, actor=actor, expected_revision=expected_revision)
    arrival_log.reopen(report)
    notifications.withdrawn(report)
    # The board's yes was to these figures: it may send them again as what it was asked about.
    asked = {"asked_at": report.asked_at, "asked_by_name": report.asked_by_name} if report.arrival_id else {}
    return _continue_from(report, actor=actor, amendment_reason=report.amendment_reason, **asked)


@transaction.atomic
def amend(obligation: Obligation, *, reason: str, actor) -> Report:
    """Begin an amendment of an accepted report; the accepted version stays current until the new one is accepted.

    Raises DomainError without a reason, without an accepted report, or while another version is open.
    """
    if not reason.strip():
        raise DomainError(_("Give the reason of the amendment."))
    obligation = workflow.lock(obligation.pk)
    accepted = obligation.reports.filter(state=State.ACCEPTED).first()
    if accepted is None:
        raise DomainError(_("Only an accepted report can be amended."))
    return _continue_from(accepted, actor=actor, amendment_reason=reason.strip())


def _continue_from(report: Report, *, actor, amendment_reason: str, **fields: Any) -> Report:
    fresh = workflow.begin_version(
        report.obligation,
        actor=actor,
        copy_of=report,
        amendment_reason=amendment_reason,
        statement_version=CURRENT,
        source=Source.FORM,
        **fields,
    )
    if not report.is_nil:
        for finding in report.findings.exclude(explanation=""):
            finding.pk, finding.report = None, fresh
            finding.save()
        drafts.recheck(fresh)
    return fresh
