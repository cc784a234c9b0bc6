"""Which tests watch over which module of rules; a break of the module is tried on these, in this order."""

_CHECKS = ["reports/tests/test_checks.py", "reports/tests/test_parser.py", "reports/tests/test_intake.py"]
_STATEMENT = [
    "reports/tests/test_statement.py",
    "reports/tests/test_template.py",
    "reports/tests/test_checks.py",
    "reports/tests/test_parser.py",
]
_IMPORT = [
    "cooperatives/tests/test_import_flow.py",
    "cooperatives/tests/test_import_identities.py",
    "cooperatives/tests/test_import_applying.py",
    "cooperatives/tests/test_import_safety.py",
    "cooperatives/tests/test_import_rows.py",
]
_SEATS = [
    "training/tests/test_enrolment.py",
    "training/tests/test_eligibility.py",
    "training/tests/test_waitlist.py",
    "training/tests/test_decisions.py",
    "training/tests/test_news.py",
    "training/tests/test_scheduling.py",
    "tests/test_all_or_nothing.py",
]
_WAYS = [
    "reports/tests/test_workflow.py",
    "reports/tests/test_four_eyes.py",
    "reports/tests/test_reviewing.py",
    "reports/tests/test_filing.py",
    "reports/tests/test_ways_on.py",
]

_FIGURES = [
    "cooperatives/tests/test_figures.py",
    "cooperatives/tests/test_figures_of_merges.py",
    "reports/tests/test_recap.py",
    "cooperatives/tests/test_import_undo.py",
]

TABLE: dict[str, list[str]] = {
    "cooperatives/key_figures/figures.py": [*_FIGURES, "cooperatives/tests/test_record.py"],
    "cooperatives/key_figures/figure_sets.py": _FIGURES,
    "cooperatives/register/as_of.py": ["cooperatives/tests/test_as_of.py", "reports/tests/test_recap.py"],
    "cooperatives/key_figures/city_sums.py": ["reports/tests/test_recap.py", "tests/test_home.py"],
    "reports/register/key_figures.py": _FIGURES,
    "reports/review/reversal.py": ["reports/tests/test_reopening.py", *_FIGURES],
    "cooperatives/register_import/undo/reversal.py": [
        "cooperatives/tests/test_import_undo.py",
        "cooperatives/tests/test_figures.py",
        "cooperatives/tests/test_import_applying.py",
    ],
    "reports/workflow.py": [
        *_WAYS,
        "reports/tests/test_recalling.py",
        "reports/tests/test_lateness.py",
        "tests/test_all_or_nothing.py",
    ],
    "reports/review/decisions.py": [*_WAYS, "tests/test_all_or_nothing.py"],
    "reports/filing/submission.py": [
        "reports/tests/test_filing.py",
        *_WAYS,
        "reports/tests/test_summary.py",
        "reports/tests/test_lateness.py",
        "tests/test_all_or_nothing.py",
    ],
    "training/enrolments/seats.py": _SEATS,
    "training/enrolments/waitlist.py": _SEATS,
    "training/enrolments/enrolment.py": _SEATS,
    "training/enrolments/eligibility.py": [*_SEATS, "training/tests/test_effects.py"],
    "cooperatives/status.py": [
        "cooperatives/tests/test_status.py",
        "cooperatives/tests/test_corrections.py",
        "cooperatives/tests/test_import_flow.py",
        "cooperatives/tests/test_import_identities.py",
        "cooperatives/tests/test_import_applying.py",
        "reports/tests/test_proposals.py",
        "cooperatives/tests/test_filters.py",
        "tests/test_all_or_nothing.py",
    ],
    "core/messages/outbox.py": [
        "core/tests/test_outbox.py",
        "core/tests/test_watching.py",
        "tests/test_bad_requests.py",
    ],
    "core/operations/jobs.py": ["core/tests/test_jobs.py", "core/tests/test_watching.py"],
    "core/database/idempotency.py": ["core/tests/test_once.py", "tests/test_bad_requests.py"],
    "core/database/named_locks.py": ["core/tests/test_locks.py"],
    "core/text/parsing.py": ["core/tests/test_reading.py", "reports/tests/test_parser.py"],
    "accounts/four_eyes.py": ["reports/tests/test_four_eyes.py"],
    "accounts/sign_in/security_log.py": ["accounts/tests/test_guessing.py", "accounts/tests/test_security_log.py"],
    "accounts/sign_in/sessions.py": ["accounts/tests/test_sessions.py", "tests/test_all_or_nothing.py"],
    "accounts/sign_in/passwords.py": ["accounts/tests/test_passwords.py"],
    "core/requests/client.py": ["core/tests/test_client.py"],
    "core/requests/throttle.py": ["core/tests/test_throttle.py"],
    "core/storage/downloads.py": ["core/tests/test_downloads.py"],
    "reports/filing/signers.py": ["reports/tests/test_four_eyes.py"],
    "reports/filing/upload_expiry.py": ["reports/tests/test_upload_expiry.py", "tests/test_all_or_nothing.py"],
    "accounts/invitations.py": [
        "accounts/tests/test_invitations.py",
        "tests/test_all_or_nothing.py",
    ],
    "cooperatives/register_import/matching.py": ["cooperatives/tests/test_matching.py", *_IMPORT],
    "cooperatives/register_fields/rules.py": ["cooperatives/tests/test_field_rules.py"],
    "cooperatives/register_fields/declaration.py": [
        "cooperatives/tests/test_field_rules.py",
        "cooperatives/tests/test_register_fields.py",
        "cooperatives/tests/test_round_trip.py",
    ],
    "cooperatives/register_import/cells.py": ["cooperatives/tests/test_import_cells.py", *_IMPORT],
    "cooperatives/register_import/rows.py": ["cooperatives/tests/test_import_rows.py", *_IMPORT],
    "cooperatives/register_import/preview.py": _IMPORT,
    "cooperatives/register_import/execution.py": [*_IMPORT, "tests/test_all_or_nothing.py"],
    "cooperatives/register_import/comparison.py": [*_IMPORT, "cooperatives/tests/test_merging.py"],
    "reports/obligations/lateness.py": [
        "reports/tests/test_lateness.py",
        "reports/tests/test_obligations.py",
        "reports/tests/test_proposals.py",
        "reports/tests/test_recalling.py",
        "tests/test_all_or_nothing.py",
    ],
    "reports/escalation/ladder.py": [
        "reports/tests/test_ladder.py",
        "reports/tests/test_recalling.py",
        "reports/tests/test_letters.py",
        "tests/test_all_or_nothing.py",
    ],
    "reports/obligations/opening.py": [
        "reports/tests/test_obligations.py",
        "reports/tests/test_lateness.py",
        "reports/tests/test_ways_on.py",
        "reports/tests/test_recalling.py",
        "tests/test_all_or_nothing.py",
    ],
    "reports/checks/base.py": _CHECKS,
    "reports/checks/identities.py": _CHECKS,
    "reports/checks/plausibility.py": _CHECKS,
    "reports/checks/cells.py": _CHECKS,
    "reports/checks/texts.py": [*_CHECKS],
    "reports/statement/carry.py": _STATEMENT,
    "reports/statement/lines.py": _STATEMENT,
    "reports/statement/totals.py": _STATEMENT,
    "reports/statement/versions.py": [*_STATEMENT, "reports/tests/test_intake.py"],
    "reports/obligations/quarter.py": ["reports/tests/test_periods.py", "reports/tests/test_obligations.py"],
    "reports/summary/ratios.py": ["reports/tests/test_ratios.py", "reports/tests/test_filing.py"],
}
# Where a manager's rows are chosen: each of these calls is dropped in turn.
ACCESS = ("visible_to", ["tests/test_privacy.py", "tests/test_access.py"])
