"""`make mutation ARGS="--minutes 60 --sample 40 --seed 10 training/enrolments/seats.py"`: tries breaks, one at a time.

Results are kept in var/mutation, one file a module; `--report` writes docs/mutation.md from them. What was tried is
not tried again: `--again` begins anew, `--unseen` tries once more what was not noticed.
"""

import argparse
import importlib
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "var" / "mutation"


def main() -> int:
    options = _options()
    if options.report:
        from mutation import report

        return report.write(ROOT, RESULTS)
    os.chdir(ROOT)
    os.environ |= {
        "SOLOKOP_DEMO": "1",
        "SOLOKOP_ENV_FILE": "/nonexistent",
        "DJANGO_ALLOW_ASYNC_UNSAFE": "true",
        "DJANGO_SETTINGS_MODULE": "solokop.settings",
    }
    RESULTS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="solokop-mutation-") as folder:
        os.environ["SOLOKOP_DATA_DIR"] = folder
        _Session(Path(folder), options).run()
    return 0


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="mutation")
    parser.add_argument("modules", nargs="*", help="of mutation/table.py; all of them without")
    parser.add_argument("--minutes", type=float, default=60, help="begin no break after so long")
    parser.add_argument("--sample", type=int, default=0, help="so many breaks a module; 0 for all")
    parser.add_argument("--seed", type=int, default=10)
    parser.add_argument("--access", action="store_true", help="drop each .visible_to instead")
    parser.add_argument("--again", action="store_true", help="forget what was tried")
    parser.add_argument("--unseen", action="store_true", help="only what was tried and not noticed")
    parser.add_argument("--report", action="store_true")
    return parser.parse_args()


class _Session:
    """A warm process with the portal and the tests loaded; each break is tried in a child of it."""

    def __init__(self, folder: Path, options: argparse.Namespace):
        self.folder, self.options = folder, options
        self.template = folder / "template.sqlite3"
        self.until = time.monotonic() + options.minutes * 60

    def run(self) -> None:
        from mutation.hot import Ran
        from mutation.table import ACCESS, TABLE

        table = _with_access(ACCESS) if self.options.access else TABLE
        chosen = {name: table[name] for name in self.options.modules or table}
        tests = {test for found in chosen.values() for test in found if (ROOT / test).exists()}
        with Ran(str(ROOT)) as self.ran:
            import django

            django.setup()
            import solokop.urls  # noqa: F401

            for name in (test.removesuffix(".py").replace("/", ".") for test in sorted(tests)):
                importlib.import_module(name)
        self._prepare_database()
        self.reached: dict[str, list] = {}
        self.names = list(chosen)
        for name, watchers in chosen.items():
            self._try_module(name, [test for test in watchers if (ROOT / test).exists()])

    def _prepare_database(self) -> None:
        def make() -> None:
            from django.db import connection

            connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
            connection.close()
            Path(connection.settings_dict["NAME"]).rename(self.template)

        assert self._child(lambda: make() or "", 120) == ""

    def _try_module(self, name: str, tests: list[str]) -> None:
        from mutation.breaks import breaks

        source = (ROOT / name).read_text()
        found = breaks(source)
        if self.options.access:
            word = ".visible_to("
            found = [
                one for one in found if one.kind == "LinkDropped" and one.before.count(word) > one.after.count(word)
            ]
        n_all = len(found)
        if self.options.sample and n_all > self.options.sample:
            found = random.Random(self.options.seed).sample(found, self.options.sample)  # noqa: S311
        kept = RESULTS / (name.replace("/", "-") + (".access" if self.options.access else "") + ".json")
        known = {} if self.options.again or not kept.exists() else json.loads(kept.read_text())["tried"]
        if self.options.unseen:
            found = [one for one in found if known.get(_key(one), {}).get("noticed") == ""]
        else:
            found = [one for one in found if _key(one) not in known]
        if not found or time.monotonic() > self.until:
            return
        module = importlib.import_module(name.removesuffix(".py").removesuffix("/__init__").replace("/", "."))
        fresh = [test for test in tests if test not in self.reached]
        if fresh and (failed := self._look(fresh)):
            print(f"{name}: the tests fail without a break: {failed}", flush=True)
            return
        path = str(ROOT / name)
        reached = {
            test: (seconds, {function for file, function in functions if file == path})
            for watcher in tests
            for test, seconds, functions in self.reached[watcher]
        }
        texts = {_key(one) for one in breaks(source)}
        known = {key: value for key, value in known.items() if key in texts}
        for one in found:
            if time.monotonic() > self.until:
                break
            known[_key(one)] = {"kind": one.kind, "noticed": self._try(module, source, one, reached)}
            state = {"module": name, "breaks": n_all, "sample": self.options.sample, "seed": self.options.seed}
            kept.write_text(json.dumps(state | {"tried": known}, indent=1, ensure_ascii=False))
        seen = sum(bool(one["noticed"]) for one in known.values())
        print(f"{name}: {seen} of {len(known)} noticed, {n_all} breaks", flush=True)

    def _look(self, files: list[str]) -> str:
        """Run some files of tests once without a break: each test, its time and the functions that it reaches."""
        answer = self.folder / "reached.json"

        def look() -> str:
            from mutation.trying import Reached

            watching = Reached({str(ROOT / name) for name in self.names})
            failed = self._tests(files, others=[watching])
            answer.write_text(json.dumps(watching.seen))
            return failed

        for test in files:
            self.reached.setdefault(test, [])
        if failed := self._child(look, 900):
            return failed
        for test, seen in json.loads(answer.read_text()).items():
            self.reached[test.partition("::")[0]].append((test, *seen))
        return ""

    def _tests(self, tests: list[str], others=()) -> str:
        from mutation.trying import run

        return run(tests, self.template, seconds=0, folder=self.folder, others=others)

    def _try(self, module, source: str, one, reached: dict[str, tuple[float, set[str]]]) -> str:
        from mutation.hot import differing, enclosing

        changed = differing(source, one.code, module, self.ran)
        names = enclosing(source, one.line) if changed is None else {code.co_qualname for code in changed.values()}
        if not names or any((module.__file__, name) in self.ran for name in names):
            names = None
        tests = {
            test: seconds
            for test, (seconds, functions) in reached.items()
            if names is None or any(_within(function, names) for function in functions)
        }
        if not tests:
            return ""
        ordered = sorted(tests, key=tests.__getitem__)
        bound = int(6 * sum(tests.values())) + 8
        if changed is None:
            return self._cold(module, one.code, ordered, bound)

        def broken() -> str:
            for function, code in changed.items():
                function.__code__ = code
            return self._tests(ordered)

        return self._child(broken, bound)

    def _child(self, work, seconds: int) -> str:
        """What some work in a child of this process answers; `time` when it takes too long."""
        answer = self.folder / "answer"
        answer.write_text("died")
        pid = os.fork()
        if pid == 0:
            silence = os.open(os.devnull, os.O_RDWR)
            for stream in (1, 2):
                os.dup2(silence, stream)
            try:
                answer.write_text(work())
            except BaseException as error:
                answer.write_text(f"error: {type(error).__name__}: {error}")
            os._exit(0)
        until = time.monotonic() + seconds
        while os.waitpid(pid, os.WNOHANG) == (0, 0):
            if time.monotonic() > until:
                os.kill(pid, 9)
                os.waitpid(pid, 0)
                return "time"
            time.sleep(0.02)
        return answer.read_text()

    def _cold(self, module, code: str, tests: list[str], bound: int) -> str:
        answer = self.folder / "answer"
        answer.write_text("died")
        task = {
            "module": module.__name__,
            "path": module.__file__,
            "code": code,
            "tests": tests,
            "seconds": bound,
            "template": str(self.template),
            "folder": str(self.folder),
            "answer": str(answer),
        }
        try:
            subprocess.run(
                [sys.executable, "-m", "mutation.cold"],
                input=json.dumps(task),
                text=True,
                capture_output=True,
                timeout=bound + 30,
                check=False,
                cwd=ROOT,
            )
        except subprocess.TimeoutExpired:
            return "time"
        return answer.read_text()


def _within(function: str, names: set[str]) -> bool:
    return any(function == name or function.startswith(f"{name}.<locals>") for name in names)


def _key(one) -> str:
    return f"{one.line} {one.kind}: {one.before} → {one.after}"


def _with_access(access: tuple[str, list[str]]) -> dict[str, list[str]]:
    """The modules outside of tests that choose a manager's rows."""
    word, tests = access
    places = (path for app in ("cooperatives", "reports", "training", "solokop") for path in (ROOT / app).rglob("*.py"))
    found = sorted(
        path.relative_to(ROOT).as_posix()
        for path in places
        if not {"tests", "migrations"} & set(path.relative_to(ROOT).parts) and f".{word}(" in path.read_text()
    )
    return dict.fromkeys(found, tests)


if __name__ == "__main__":
    sys.exit(main())
