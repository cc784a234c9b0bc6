from django.apps import AppConfig
from django.contrib.staticfiles.apps import StaticFilesConfig


class PortalConfig(AppConfig):
    name = "solokop"
    verbose_name = "SoloKop"

    def ready(self):
        from solokop import training_links

        training_links.connect()


class StaticFiles(StaticFilesConfig):
    ignore_patterns = ["CVS", ".*", "*~", "*.esm.*", "bootstrap-grid*", "bootstrap-reboot*", "bootstrap-utilities*"]
