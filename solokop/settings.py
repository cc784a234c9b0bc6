"""All settings. What differs between installations comes from the environment: docs/deploy.md lists it."""

from importlib.metadata import distribution
from pathlib import Path

from csp.constants import NONE, SELF
from django.utils.translation import gettext_lazy as _

from solokop import installation
from solokop.account_settings import *  # noqa: F403
from solokop.database_settings import *  # noqa: F403
from solokop.environment import BASE_DIR, DATA_DIR, DEMO, env, rate
from solokop.log_settings import LOGGING  # noqa: F401
from solokop.version import VERSION  # noqa: F401
from solokop.work_settings import *  # noqa: F403

DEBUG = env.bool("SOLOKOP_DEBUG", default=False)
SECRET_KEY = env.str("SECRET_KEY", default="") or installation.DEMO_KEY
ALLOWED_HOSTS = installation.hosts(env.str("ALLOWED_HOSTS", default="") or installation.DEMO_HOSTS)
BASE_URL = env.str("SOLOKOP_BASE_URL", default=f"https://{ALLOWED_HOSTS[0]}" if not DEMO else "http://localhost:8000")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[BASE_URL])

OFFICE_NAME = env.str("SOLOKOP_OFFICE_NAME", default="Dinas Koperasi, UKM dan Perindustrian Kota Surakarta")

INSTALLED_APPS = [
    "solokop.apps.PortalConfig",
    "supervision",
    "opendata",
    "ninja",
    "training",
    "reports",
    "revival",
    "cooperatives",
    "accounts",
    "core",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.humanize",
    "django.contrib.messages",
    "django.contrib.sessions",
    "whitenoise.runserver_nostatic",
    "solokop.apps.StaticFiles",
    "django.contrib.postgres",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "django_htmx",
    "lucide",
]

MIDDLEWARE = [
    "core.middleware.without_content_of_head",
    "core.middleware.request_id",
    "django.middleware.security.SecurityMiddleware",
    "core.requests.text_compression.TextCompression",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "csp.middleware.CSPMiddleware",
    "opendata.middleware.open_to_pages",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "core.middleware.language",
    "django.middleware.common.CommonMiddleware",
    "core.middleware.never_stored",
    "core.office.read_once",
    "core.cache.remembered.read_once",
    "core.offline.answers.told_in_states",
    "core.middleware.in_utf8",
    "core.middleware.without_nul",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "accounts.middleware.SignInFirstMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "accounts.middleware.limit_session",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "core.requests.long_addresses.refused",
    "allauth.account.middleware.AccountMiddleware",
    "core.requests.throttle.answer_limited",
    "accounts.middleware.require_two_factor",
    "accounts.middleware.AreasInUseMiddleware",
]

ROOT_URLCONF = "solokop.urls"
WSGI_APPLICATION = "solokop.wsgi.application"
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "core.context.office",
                "accounts.context.can",
            ],
        },
    }
]

# One cache for all processes: rate limits of the sign-in and the progress of jobs live in it.
CACHES = {
    "default": env.cache("CACHE_URL", default=f"filecache://{DATA_DIR / 'cache'}"),
}
if CACHES["default"]["BACKEND"].endswith("FileBasedCache"):
    CACHES["default"]["BACKEND"] = "core.cache.file_cache.FileCache"
    CACHES["default"]["OPTIONS"] = {"MAX_ENTRIES": 10_000}
elif CACHES["default"]["BACKEND"].endswith("RedisCache"):
    CACHES["default"]["BACKEND"] = "core.cache.redis_cache.MemoryCache"
    # Of what is only remembered nobody waits long for an answer.
    longest = env.float("SOLOKOP_CACHE_TIMEOUT", default=0.2)
    given = CACHES["default"].get("OPTIONS", {})
    CACHES["default"]["OPTIONS"] = {"socket_timeout": longest, "socket_connect_timeout": longest, **given}

# Numbers of a large register that take longer than this to count may be a minute old (core/cache/remembered.py).
SLOW_SECONDS = 0.15

# Background work; what Celery is told stands in work_settings.py
# A running job that says nothing for so long has lost its worker and is started again.
JOB_SILENCE_SECONDS = env.int("SOLOKOP_JOB_SILENCE_SECONDS", default=120)
# Rows above which an import or an export becomes a background job.
JOB_ABOVE_ROWS = env.int("SOLOKOP_JOB_ABOVE_ROWS", default=5000)
IMPORT_JOB_ABOVE_ROWS = env.int("SOLOKOP_IMPORT_JOB_ABOVE_ROWS", default=200)

# Uploads: see core/workbooks/guard.py for what each bound is against.
UPLOAD_MAX_BYTES = env.int("SOLOKOP_UPLOAD_MAX_MB", default=5) * 1024 * 1024
READER_CPU_SECONDS = env.float("SOLOKOP_READER_CPU_SECONDS", default=1.7)
READER_MEMORY_BYTES = env.int("SOLOKOP_READER_MEMORY_MB", default=190) * 1024 * 1024
READER_MAX_ROWS = env.int("SOLOKOP_READER_MAX_ROWS", default=20_000)
READER_MAX_COLUMNS = env.int("SOLOKOP_READER_MAX_COLUMNS", default=120)
DATA_UPLOAD_MAX_NUMBER_FIELDS = 5000
PRIVATE_ROOT = DATA_DIR / "private"
# Folders with more type for papers, such as that of Debian's fonts-noto (docs/deploy.md).
PAPER_FONTS = env.list("SOLOKOP_PAPER_FONTS", default=[])
# Further folders whose disk is watched, such as that of PostgreSQL and of the backups.
WATCHED_FOLDERS = env.list("SOLOKOP_WATCHED_FOLDERS", default=[])
# host:port or socket of a ClamAV daemon that looks at uploads first; empty: none is asked.
CLAMAV = env.str("SOLOKOP_CLAMAV", default="")

# Accounts; what allauth is told stands in account_settings.py
AUTH_USER_MODEL = "accounts.User"
# Uniqueness of the e-mail without regard to case is a constraint of its own (accounts/models.py).
SILENCED_SYSTEM_CHECKS = ["auth.W004"]
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = [
    "django.contrib.auth.hashers.Argon2PasswordHasher",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 10}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "django.contrib.auth.password_validation.NumericPasswordValidator"},
    {"NAME": "accounts.sign_in.passwords.LocalWordsValidator"},
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "home"
REQUIRE_TWO_FACTOR = env.bool("SOLOKOP_REQUIRE_TWO_FACTOR", default=False)
INVITATION_DAYS = env.int("SOLOKOP_INVITATION_DAYS", default=7)
SESSION_COOKIE_AGE = env.int("SOLOKOP_SESSION_HOURS", default=12) * 3600
SESSION_IDLE_SECONDS = env.int("SOLOKOP_IDLE_MINUTES", default=120) * 60
SESSION_EXPIRE_AT_BROWSER_CLOSE = True

# How often one client or one signed-in user may ask for what is dear or can be guessed (core/requests/throttle.py).
RATE_LIMITS = {
    "public_search": rate("SOLOKOP_RATE_SEARCH", "60/m/ip"),
    # Pages of the public register; whoever wants all of it takes it in one piece.
    "public_page": rate("SOLOKOP_RATE_PUBLIC_PAGE", "90/m/ip"),
    "public_file": rate("SOLOKOP_RATE_PUBLIC_FILE", "120/m/ip"),
    "public_rows": rate("SOLOKOP_RATE_PUBLIC_ROWS", "30/m/ip"),
    "public_api": rate("SOLOKOP_RATE_PUBLIC_API", "300/m/ip"),
    # What anybody tells of a cooperative; a village hall has one address.
    "complaint": rate("SOLOKOP_RATE_COMPLAINT", "10/h/ip,500/d/key"),
    "public_number": rate("SOLOKOP_RATE_NUMBER", "30/h/ip"),
    "public_download": rate("SOLOKOP_RATE_PUBLIC_DOWNLOAD", "60/h/ip"),
    # Answers of boards by the code of a letter: a hall full of boards has one address.
    "answer": rate("SOLOKOP_RATE_ANSWER", "200/h/ip,3000/h/key"),
    "answer_code": rate("SOLOKOP_RATE_ANSWER_CODE", "30/h/ip,1000/h/key"),
    # Entry codes of officers, tried at the door: a hall of boards has one address.
    "entry_code": rate("SOLOKOP_RATE_ENTRY_CODE", "60/h/ip,6000/h/key"),
    "upload": rate("SOLOKOP_RATE_UPLOAD", "30/h/user"),
    "office_upload": rate("SOLOKOP_RATE_OFFICE_UPLOAD", "300/h/user"),
    "download": rate("SOLOKOP_RATE_DOWNLOAD", "300/h/user"),
}

# Mail: everything goes into the outbox; the worker delivers it by the address in EMAIL_URL.
EMAIL_BACKEND = "core.messages.outbox.OutboxBackend"
MAIL_DELIVERY = env.email_url("EMAIL_URL", default=f"filemail:///{DATA_DIR / 'mail'}")
DEFAULT_FROM_EMAIL = env.str("SOLOKOP_MAIL_FROM", default="SoloKop <solokop@localhost>")
SERVER_EMAIL = DEFAULT_FROM_EMAIL

# Language and time
LANGUAGE_CODE = "id"
LANGUAGES = [("id", _("Indonesian")), ("en", _("English"))]
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
FORMAT_MODULE_PATH = ["solokop.formats"]

# Static files come from this tree and from packages; none from another host.
STATIC_URL = "static/"
STATIC_ROOT = DATA_DIR / "static"
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
BOOTSTRAP = Path(str(distribution("bootstrap-wrapper").locate_file("bootstrap")))
STATICFILES_DIRS = [
    BASE_DIR / "static",
    ("bootstrap/css", BOOTSTRAP / "css"),
    ("bootstrap/js", BOOTSTRAP / "js"),
]
PRIVATE_STORAGE: dict = {
    "BACKEND": "core.storage.private_storage.PrivateFiles",
    "OPTIONS": {"location": PRIVATE_ROOT},
}
if env.str("SOLOKOP_S3_BUCKET", default=""):
    # Keys come from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or from the machine's role.
    PRIVATE_STORAGE = {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": env.str("SOLOKOP_S3_BUCKET"),
            "endpoint_url": env.str("SOLOKOP_S3_ENDPOINT", default="") or None,
            "region_name": env.str("SOLOKOP_S3_REGION", default="") or None,
            "default_acl": "private",
            "file_overwrite": False,
        },
    }
# Names with a hash may be kept for a year. They need `collectstatic`, which `make run` does for the demo too.
HASHED_STATIC = env.bool("SOLOKOP_HASHED_STATIC", default=not DEMO)
STORAGES = {
    "default": PRIVATE_STORAGE,
    "staticfiles": {
        "BACKEND": "solokop.static_files.HashedFiles"
        if HASHED_STATIC
        else "django.contrib.staticfiles.storage.StaticFilesStorage"
    },
}
WHITENOISE_USE_FINDERS = not HASHED_STATIC
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"

# Security
SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
SESSION_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "core.error_pages.csrf_failure"
HTTPS = env.bool("SOLOKOP_HTTPS", default=not DEMO)
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = LANGUAGE_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = LANGUAGE_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = LANGUAGE_COOKIE_SAMESITE = "Lax"
# A browser takes a cookie of such a name over HTTPS from this very host alone.
COOKIE_PREFIX = "__Host-" if HTTPS else ""
SESSION_COOKIE_NAME = f"{COOKIE_PREFIX}sessionid"
CSRF_COOKIE_NAME = f"{COOKIE_PREFIX}csrftoken"
LANGUAGE_COOKIE_NAME = f"{COOKIE_PREFIX}django_language"
LANGUAGE_COOKIE_AGE = 365 * 24 * 3600
MESSAGE_STORAGE = "core.requests.message_cookies.MessageStorage"
SECURE_SSL_REDIRECT = HTTPS
SECURE_HSTS_SECONDS = 31_536_000 if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = HTTPS
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^metrics$"]
if ALLAUTH_TRUSTED_PROXY_COUNT:  # noqa: F405 - from account_settings
    SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF],
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "worker-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
    }
}

# Watching: metrics for whoever knows the token; errors go to Sentry where a DSN is given, without personal data.
METRICS_TOKEN = env.str("SOLOKOP_METRICS_TOKEN", default="")
if SENTRY_DSN := env.str("SENTRY_DSN", default=""):
    import sentry_sdk

    sentry_sdk.init(SENTRY_DSN, send_default_pii=False, max_request_body_size="never", include_local_variables=False)
