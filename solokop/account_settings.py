"""How allauth signs people in: by e-mail, without sign-up, with bounded attempts; one address each."""

from solokop.environment import count

ACCOUNT_ADAPTER = "accounts.sign_in.adapter.AccountAdapter"
ACCOUNT_FORMS = {
    "login": "accounts.sign_in.allauth_forms.LoginForm",
    "change_password": "accounts.sign_in.allauth_forms.ChangePasswordForm",
    "reset_password": "accounts.sign_in.allauth_forms.ResetPasswordForm",
}
ACCOUNT_LOGIN_METHODS = {"email", "phone"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_USER_MODEL_EMAIL_FIELD = "email"
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = False
# A new address takes the place of the old one when its owner has confirmed it, and the old one is told.
ACCOUNT_CHANGE_EMAIL = True
ACCOUNT_EMAIL_NOTIFICATIONS = True
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "accounts.sign_in.reset_tokens.ResetTokens"  # noqa: S105 - a name
# A borrowed session changes nothing: address, factor and password ask for the password each time.
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_REAUTHENTICATION_TIMEOUT = 180
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_EMAIL_SUBJECT_PREFIX = "[SoloKop] "
# How many trusted proxies stand before the portal; each adds the address that it saw (core/requests/client.py).
ALLAUTH_TRUSTED_PROXY_COUNT = count("SOLOKOP_BEHIND_PROXY")
# The key of `login_failed` is an account together with an address (accounts/sign_in/adapter.py).
ACCOUNT_RATE_LIMITS = {
    "manage_email": "10/h/user",
    "login": "60/m/ip",
    "login_failed": "20/m/ip,6/5m/key",
    "reset_password": "20/m/ip,3/h/key",
    "reset_password_from_key": "20/m/ip",
    "change_password": "10/h/user",
    "reauthenticate": "10/m/user",
}
MFA_FORMS = {
    "authenticate": "accounts.sign_in.code_forms.AuthenticateForm",
    "reauthenticate": "accounts.sign_in.code_forms.ReauthenticateForm",
}
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = "SoloKop"
