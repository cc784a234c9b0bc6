from importlib import import_module

from django.apps import AppConfig


class CooperativesConfig(AppConfig):
    name = "cooperatives"

    def ready(self):
        from accounts import passwords
        from cooperatives import password_words

        import_module("cooperatives.messaging.channels")
        passwords.MORE.append(password_words.of)
