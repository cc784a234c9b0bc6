"""Rules of the house that a reader of one module cannot see."""

import ast
import re
from pathlib import Path

from django.conf import settings

ROOT = Path(settings.BASE_DIR)
APPS = ("core", "accounts", "cooperatives", "reports", "training", "revival", "supervision", "opendata", "solokop")
SOURCES = [
    path
    for app in APPS
    for path in (ROOT / app).rglob("*.py")
    if not {"tests", "migrations"} & set(path.relative_to(ROOT).parts)
]


def test_the_sources_are_read_wherever_the_checkout_lies():
    """A folder above that is called `tests` would leave all guards below with nothing to look at."""
    assert len(SOURCES) > 200
    assert ROOT / "training" / "enrolments" / "seats.py" in SOURCES


def _writes_status(node: ast.AST) -> bool:
    """An assignment to `.status`, a `status=` given to update(), create() or Cooperative()."""
    if isinstance(node, ast.Assign | ast.AugAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return any(isinstance(target, ast.Attribute) and target.attr == "status" for target in targets)
    if not isinstance(node, ast.Call) or not any(keyword.arg == "status" for keyword in node.keywords):
        return False
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    return name in ("update", "create", "bulk_create", "update_or_create", "Cooperative")


def test_only_the_status_module_writes_the_status_of_a_cooperative():
    writers = {
        path.relative_to(ROOT).as_posix()
        for path in SOURCES
        if any(_writes_status(node) for node in ast.walk(ast.parse(path.read_text())))
    }
    assert writers == {"cooperatives/status.py"}


# Rows that have a state of their own, moved by the module that they belong to.
OTHER_STATES = ("PaperState", "ProposalState", "ReminderState", "ContactState", "OutgoingMail.State")


def _is_another_state(value: ast.AST) -> bool:
    return ast.unparse(value).startswith(OTHER_STATES)


def _writes_state(node: ast.AST) -> bool:
    """A report's `state`, or an obligation's `standing`, assigned or given to update(), create() or Report()."""
    if isinstance(node, ast.Assign | ast.AugAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        names = [part for target in targets for part in (target.elts if isinstance(target, ast.Tuple) else [target])]
        values = node.value.elts if isinstance(node.value, ast.Tuple) else [node.value] * len(names)
        return any(
            isinstance(name, ast.Attribute) and name.attr in ("state", "standing") and not _is_another_state(value)
            for name, value in zip(names, values, strict=False)
        )
    if not isinstance(node, ast.Call):
        return False
    written = [k.value for k in node.keywords if k.arg in ("state", "standing") and not _is_another_state(k.value)]
    name = getattr(node.func, "attr", getattr(node.func, "id", ""))
    return bool(written) and name in ("update", "create", "bulk_create", "update_or_create", "Report", "Obligation")


def _state_writers(*apps: str) -> dict[str, list[str]]:
    """Modules of some apps that write a `state`, with the statements that do."""
    found = {}
    for path in SOURCES:
        if path.parts[len(ROOT.parts)] in apps:
            nodes = [node for node in ast.walk(ast.parse(path.read_text())) if _writes_state(node)]
            if nodes:
                found[path.relative_to(ROOT).as_posix()] = [ast.unparse(node) for node in nodes]
    return found


def test_only_the_workflow_moves_the_state_of_a_report():
    writers = _state_writers("reports")
    # A paper that has come in has a state of its own.
    assert [code for code in writers.pop("reports/arrivals/arrival_log.py") if "arrival" not in code.lower()] == []
    assert set(writers) == {"reports/workflow.py"}


def test_only_the_seats_move_the_state_of_an_enrolment():
    writers = _state_writers("training")
    # A session's own state is moved where it is scheduled.
    assert [
        code for code in writers.pop("training/sessions/schedule.py") if not code.startswith("Session.objects.")
    ] == []
    assert set(writers) == {"training/enrolments/seats.py"}


def _names_a_stage(node: ast.AST) -> bool:
    """The column `stage` of a case among what is written: an attribute that is set, or a name beside its value."""
    if isinstance(node, ast.Assign):
        return any(isinstance(target, ast.Attribute) and target.attr == "stage" for target in node.targets)
    if isinstance(node, ast.Dict):
        return any(
            isinstance(key, ast.Constant) and key.value == "stage" and ast.unparse(value).startswith(("Stage.", "S."))
            for key, value in zip(node.keys, node.values, strict=True)
        )
    if not isinstance(node, ast.Call) or not any(one.arg == "stage" for one in node.keywords):
        return False
    return getattr(node.func, "attr", getattr(node.func, "id", "")) in (
        "update",
        "create",
        "bulk_create",
        "write",
        "run",
        "Case",
    )


def test_only_the_stages_move_a_case_that_an_opening_has_made():
    writers = {
        path.relative_to(ROOT).as_posix()
        for path in SOURCES
        if path.parts[len(ROOT.parts)] in ("revival", "solokop")
        and any(map(_names_a_stage, ast.walk(ast.parse(path.read_text()))))
    }
    assert writers == {"revival/cases/stages.py", "revival/cases/opening.py"}


def test_only_the_demo_writes_a_past_that_no_function_of_the_portal_allows():
    assert set(_state_writers("solokop")) == {"solokop/demo/reports.py", "solokop/demo/training.py"}


def test_no_business_rule_hides_behind_a_signal():
    assert [path for path in SOURCES if "@receiver" in path.read_text() or "post_save" in path.read_text()] == []


def test_no_file_of_the_portal_comes_from_another_host():
    pages = [*(ROOT / "templates").rglob("*.html"), *(ROOT / "static").rglob("*.css"), *(ROOT / "static").rglob("*.js")]
    assert [path for path in pages if 'src="http' in path.read_text() or "url(http" in path.read_text()] == []


# Feeds of calendars, metrics and the service worker are read by machines again and again; nothing else leaves past the
# door.
MADE_ELSEWHERE = {
    "core/storage/downloads.py",
    "core/offline/views.py",
    "core/views.py",
    "reports/views/calendar.py",
    "training/views/public.py",
}


def test_files_leave_by_one_door():
    found = {
        path.relative_to(ROOT).as_posix()
        for path in SOURCES
        if any(word in path.read_text() for word in ("Content-Disposition", "FileResponse", "StreamingHttpResponse"))
    }
    assert found == {"core/storage/downloads.py"}
    responses = {
        path.relative_to(ROOT).as_posix()
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and getattr(node.func, "id", "") == "HttpResponse"
        and any(keyword.arg == "content_type" for keyword in node.keywords)
    }
    assert responses == MADE_ELSEWHERE


def test_no_link_is_made_of_the_host_that_a_request_names():
    words = ("build_absolute_uri", "get_current_site")
    assert [path for path in SOURCES if any(word in path.read_text() for word in words)] == []


def test_files_stay_short_enough_to_hold_one_subject():
    assert [(path.name, n) for path in SOURCES if (n := len(path.read_text().splitlines())) > 300] == []


def test_no_line_of_a_template_is_longer_than_a_screen_shows_beside_another():
    """Pages, mails and maps alike: at most 120 characters, as in Python."""
    templates = [path for path in (ROOT / "templates").rglob("*") if path.is_file()]
    assert len(templates) > 300
    lines = [
        (path.relative_to(ROOT).as_posix(), n, len(line))
        for path in templates
        for n, line in enumerate(path.read_text().splitlines(), 1)
    ]
    assert [found for found in lines if found[2] > 120] == []


def test_no_walk_waits_for_a_promise_that_counts_as_true_at_once():
    waits = re.compile(r'wait_for_function\(\s*f?"+\s*async')
    assert [path.name for path in (ROOT / "tests").glob("*.py") if waits.search(path.read_text())] == []
