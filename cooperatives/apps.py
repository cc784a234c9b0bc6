from importlib import import_module

from django.apps import AppConfig


class CooperativesConfig(AppConfig):
    name = "cooperatives"

    def ready(self):
        from accounts.sign_in import passwords
        from cooperatives import password_words, words
        from cooperatives.area import PUBLIC_REGISTER
        from cooperatives.office_settings import SETTINGS
        from cooperatives.register import exports
        from cooperatives.register_import import execution
        from core import areas, office
        from core.operations import job_kinds

        areas.declare(PUBLIC_REGISTER)
        office.declare(*SETTINGS)
        job_kinds.declare(
            job_kinds.JobKind(exports.WORK, exports.run, aliases=("cooperatives.exports.run",)),
            job_kinds.JobKind(
                execution.WORK,
                execution.run,
                execution.give_up,
                aliases=("cooperatives.register_import.applying.run",),
            ),
        )
        import_module("cooperatives.messaging.channels")
        words.declare()
        passwords.MORE.append(password_words.of)
