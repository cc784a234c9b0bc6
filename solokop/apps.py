from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class PortalConfig(AppConfig):
    name = "solokop"
    verbose_name = "SoloKop"

    def ready(self):
        from core import office
        from solokop import revival_links, training_links, words
        from solokop.city import indicators

        revival_links.connect()
        training_links.connect()
        words.declare()
        office.declare(*indicators.settings())


class StaticFiles(StaticFilesConfig):
    # What packages bring along and no page asks for: to pack it for the browser takes most of an upgrade's time.
    ignore_patterns = [
        "CVS",
        ".*",
        "*~",
        "*.esm.*",
        "bootstrap-grid*",
        "bootstrap-reboot*",
        "bootstrap-utilities*",
        "bootstrap.rtl*",
        "bootstrap.js*",
        "bootstrap.min.js*",
        "bootstrap.bundle.js*",
        "bootstrap.css*",
        "ext",
        "htmx-4*",
        "htmax-*",
    ]
