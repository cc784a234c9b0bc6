from importlib import import_module

from django.apps import AppConfig


class CooperativesConfig(AppConfig):
    name = "cooperatives"

    def ready(self):
        from accounts import passwords
        from cooperatives import password_words
        from cooperatives.area import PUBLIC_REGISTER
        from core import areas

        areas.declare(PUBLIC_REGISTER)
        import_module("cooperatives.messaging.channels")
        passwords.MORE.append(password_words.of)
