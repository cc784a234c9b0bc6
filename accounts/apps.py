from django.apps import AppConfig


class AccountsConfig(AppConfig):
    name = "accounts"

    def ready(self):
        from accounts import office_settings, words
        from accounts.sign_in import allauth_signals

        allauth_signals.connect()
        office_settings.declare()
        words.declare()
