from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self):
        from accounts import allauth_signals, office_settings

        allauth_signals.connect()
        office_settings.declare()
