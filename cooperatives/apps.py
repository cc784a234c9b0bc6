from django.apps import AppConfig


class CooperativesConfig(AppConfig):
    name = "cooperatives"

    def ready(self):
        from accounts import passwords
        from cooperatives import password_words

        passwords.MORE.append(password_words.of)
