"""Logging: one line an event, with the request's id and its client's address, or JSON (SOLOKOP_LOG_FORMAT=json)."""

from solokop.environment import env

JSON = env.str("SOLOKOP_LOG_FORMAT", default="line") == "json"
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "filters": {"request_id": {"()": "core.middleware.RequestIdFilter"}},
    "formatters": {
        "line": {"format": "%(asctime)s %(levelname)s %(name)s [%(request_id)s %(client)s] %(message)s"},
        "json": {
            "()": "pythonjsonlogger.json.JsonFormatter",
            "format": "%(asctime)s %(levelname)s %(name)s %(request_id)s %(client)s %(message)s",
        },
    },
    "handlers": {
        "console": {
            "class": "logging.StreamHandler",
            "filters": ["request_id"],
            "formatter": "json" if JSON else "line",
        },
    },
    "loggers": {"fontTools": {"level": "WARNING"}},
    "root": {"handlers": ["console"], "level": env.str("SOLOKOP_LOG_LEVEL", default="INFO")},
}
