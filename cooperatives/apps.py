from importlib import import_module

from django.apps import AppConfig


class CooperativesConfig(AppConfig):
    name = "cooperatives"

    def ready(self):
        from accounts.sign_in import passwords
        from cooperatives import password_words
        from cooperatives.area import PUBLIC_REGISTER
        from cooperatives.office_settings import SETTINGS
        from core import areas, office

        areas.declare(PUBLIC_REGISTER)
        office.declare(*SETTINGS)
        import_module("cooperatives.messaging.channels")
        passwords.MORE.append(password_words.of)
