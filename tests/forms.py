"""The forms of a page as a browser reads them: where each goes, and what it would send."""

from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Form:
    action: str
    method: str
    values: dict[str, str] = field(default_factory=dict)
    files: set[str] = field(default_factory=set)


class _Reader(HTMLParser):
    """Fields stand in a form, or name it by its `id`."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url
        self.forms: list[Form] = []
        self.by_id: dict[str, Form] = {}
        self.apart: list[tuple[str, dict[str, str]]] = []
        self.current: Form | None = None
        self.select = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.current = Form(given.get("action") or self.url, given.get("method", "get").lower())
            self.forms.append(self.current)
            self.by_id[given.get("id", "")] = self.current
        elif tag == "option" and self.select and self.current:
            if "selected" in given or self.select not in self.current.values:
                self.current.values[self.select] = given.get("value", "")
        elif tag in ("input", "textarea", "select", "button") and given.get("name"):
            self.select = given["name"] if tag == "select" else ""
            if "form" in given:
                self.apart.append((given["form"], given))
            elif self.current:
                _add(self.current, given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.current = None
        elif tag == "select":
            self.select = ""


def _add(form: Form, given: dict[str, str]) -> None:
    if given.get("type") == "file":
        form.files.add(given["name"])
    elif given.get("type") not in ("radio", "checkbox") or "checked" in given or given["name"] not in form.values:
        form.values[given["name"]] = given.get("value", "")


def forms_of(page: str, url: str) -> list[Form]:
    """Those of a page that are posted."""
    reader = _Reader(url)
    reader.feed(page)
    for name, given in reader.apart:
        if name in reader.by_id:
            _add(reader.by_id[name], given)
    return [form for form in reader.forms if form.method == "post"]
