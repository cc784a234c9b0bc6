"""The database: SQLite is embedded and the default, PostgreSQL is for production; how long either is waited for."""

from solokop.environment import DATA_DIR, env

DATABASES = {
    "default": env.db("DATABASE_URL", default=f"sqlite:///{DATA_DIR / 'solokop.sqlite3'}"),
}
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
ON_SQLITE = DATABASES["default"]["ENGINE"].endswith("sqlite3")
# A page waits for seconds, a job and a command for as long as a task may take (work_settings.py).
IS_WEB = env.str("SOLOKOP_PROCESS", default="") == "web"
STATEMENT_SECONDS = env.int("SOLOKOP_DATABASE_SECONDS", default=15) if IS_WEB else 1500
LOCK_SECONDS = min(10, STATEMENT_SECONDS) if IS_WEB else 60
# Longer than the server's own limit: what still says nothing then hangs.
DATABASE_ANSWER_SECONDS = STATEMENT_SECONDS + 5
if ON_SQLITE:
    # Without these, small writes beside an import fail with "database is locked" (docs/adr/0002).
    DATABASES["default"]["OPTIONS"] = {
        "timeout": 20,
        "transaction_mode": "IMMEDIATE",
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-64000;",
    }
    # A file, so that the tests see the locks that an installation sees.
    DATABASES["default"]["TEST"] = {"NAME": str(DATA_DIR / "test.sqlite3")}
else:
    DATABASES["default"]["CONN_MAX_AGE"] = env.int("DATABASE_CONN_MAX_AGE", default=60)
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    limits = {
        "statement_timeout": f"{STATEMENT_SECONDS}s",
        "lock_timeout": f"{LOCK_SECONDS}s",
        # To compile a statement takes longer than to run it: 1.5 s of 1.6 for the city's register of 130,000.
        "jit": "off",
        # A process that hangs in the middle of a transaction keeps its locks no longer.
        "idle_in_transaction_session_timeout": f"{STATEMENT_SECONDS * 4}s",
    }
    DATABASES["default"]["OPTIONS"] = {
        "connect_timeout": 5,
        # A line that is cut says nothing: the kernel asks whether the other end is still there.
        "keepalives_idle": 30,
        "keepalives_interval": 10,
        "keepalives_count": 3,
        "tcp_user_timeout": 30_000,
        "options": " ".join(f"-c {name}={value}" for name, value in limits.items()),
        **DATABASES["default"].get("OPTIONS", {}),
    }
