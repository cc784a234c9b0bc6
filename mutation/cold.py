"""A break in a process of its own, for what runs while modules are imported; the task comes by standard input."""

import json
import os
import sys
from importlib.abc import MetaPathFinder
from importlib.machinery import SourceFileLoader
from importlib.util import spec_from_file_location
from pathlib import Path


class _Broken(SourceFileLoader):
    def __init__(self, name: str, path: str, text: str):
        super().__init__(name, path)
        self.text = text

    def get_code(self, fullname):
        return compile(self.text, self.path, "exec")


class _Finder(MetaPathFinder):
    def __init__(self, name: str, path: str, text: str):
        self.name, self.path, self.text = name, path, text

    def find_spec(self, fullname, _path, _target=None):
        if fullname != self.name:
            return None
        inside = [str(Path(self.path).parent)] if self.path.endswith("__init__.py") else None
        loader = _Broken(fullname, self.path, self.text)
        return spec_from_file_location(fullname, self.path, loader=loader, submodule_search_locations=inside)


def main() -> None:
    task = json.load(sys.stdin)
    sys.meta_path.insert(0, _Finder(task["module"], task["path"], task["code"]))
    try:
        import django

        django.setup()
        from mutation.trying import run

        failed = run(task["tests"], Path(task["template"]), seconds=task["seconds"], folder=Path(task["folder"]))
    except Exception as error:
        failed = f"import: {type(error).__name__}"
    Path(task["answer"]).write_text(failed)
    os._exit(0)


if __name__ == "__main__":
    main()
