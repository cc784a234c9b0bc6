from django.contrib.auth.tokens import PasswordResetTokenGenerator


class ResetTokens(PasswordResetTokenGenerator):
    """Links for a new password end with the sessions: those of a stopped account open nothing after it is restored.

    They end with the password and the address as well, which Django sees to.
    """

    def _make_hash_value(self, user, timestamp) -> str:
        return f"{super()._make_hash_value(user, timestamp)}{user.session_version}"
