"""What Celery is told: the broker, the limits of a task, and the schedule."""

from celery.schedules import crontab
from kombu import Queue

from solokop.environment import DATA_DIR, TIME_ZONE, env

CELERY_BROKER_URL = env.str("CELERY_BROKER_URL", default="filesystem://localhost//")
if CELERY_BROKER_URL.startswith("filesystem"):
    CELERY_BROKER_TRANSPORT_OPTIONS = {
        "data_folder_in": str(DATA_DIR / "broker"),
        "data_folder_out": str(DATA_DIR / "broker"),
        "control_folder": str(DATA_DIR / "broker-control"),
        "polling_interval": 0.1,
    }
    for folder in ("broker", "broker-control"):
        (DATA_DIR / folder).mkdir(parents=True, exist_ok=True)
else:
    # Longer than the longest task, or Redis hands the same task out a second time.
    # A broker that hangs is given up after some seconds, by whoever sends as by whoever takes.
    CELERY_BROKER_TRANSPORT_OPTIONS = {"visibility_timeout": 3600, "socket_timeout": 5, "socket_connect_timeout": 2}
# Mail has a queue and a worker of its own: a mail server that takes its time holds no job up. A worker that is told
# nothing of queues serves both.
CELERY_TASK_QUEUES = [Queue("celery"), Queue("mail")]
CELERY_TASK_ROUTES = {"core.tasks.send_outbox": {"queue": "mail"}}
CELERY_TASK_IGNORE_RESULT = True
CELERY_TASK_TIME_LIMIT = 1800
CELERY_TASK_SOFT_TIME_LIMIT = 1700
CELERY_WORKER_PREFETCH_MULTIPLIER = 1
CELERY_BROKER_CONNECTION_RETRY_ON_STARTUP = True
CELERY_WORKER_HIJACK_ROOT_LOGGER = False
CELERY_TIMEZONE = TIME_ZONE
# Acknowledged when the work is done: what a killed worker held comes back. All tasks are safe to repeat.
CELERY_TASK_ACKS_LATE = True
CELERY_BEAT_SCHEDULER = "solokop.celery.Scheduler"
# Here and nowhere else; each task is safe to run twice, so a second scheduler by mistake does no harm. What is due once
# a day is asked for every hour: the first run does the work, the others find nothing, and a run that is missed
# is made up for.
CELERY_BEAT_SCHEDULE = {
    "send-outbox": {"task": "core.tasks.send_outbox", "schedule": 30.0, "options": {"expires": 30}},
    "rescue-jobs": {"task": "core.tasks.rescue_jobs", "schedule": 10.0, "options": {"expires": 10}},
    "watchdog": {"task": "core.tasks.run_watchdog", "schedule": 60.0},
    "clear-ended-sessions": {"task": "accounts.tasks.clear_ended_sessions", "schedule": 3600.0},
    "expire-files": {"task": "core.tasks.expire_files", "schedule": 3600.0},
    "sweep-files": {"task": "core.tasks.sweep_files", "schedule": crontab(minute=40, hour=2)},
    "expire-uploads": {"task": "reports.tasks.expire_uploads", "schedule": 3600.0},
    "flag-overdue": {"task": "reports.tasks.flag_overdue", "schedule": crontab(minute=10)},
    "send-reminders": {"task": "reports.tasks.send_reminders", "schedule": crontab(minute=20, hour="6-16")},
    "advance-waitlist": {"task": "training.tasks.advance_waitlist", "schedule": 300.0},
    "remind-participants": {"task": "training.tasks.remind_participants", "schedule": crontab(minute=25, hour="7-16")},
    "forget-old-photos": {"task": "revival.tasks.forget_old_photos", "schedule": crontab(minute=47, hour=2)},
    "forget-complainants": {"task": "cooperatives.tasks.forget_complainants", "schedule": crontab(minute=44, hour=2)},
    "remind-advisers": {"task": "revival.tasks.remind_advisers", "schedule": crontab(minute=28, hour="6-11")},
    "raise-warnings": {"task": "supervision.tasks.raise_warnings", "schedule": crontab(minute=17, hour="2-5")},
    "end-decided": {"task": "supervision.tasks.end_decided", "schedule": 300.0},
    "publish-data": {"task": "opendata.tasks.publish_data", "schedule": crontab(minute="2-59/10")},
    "keep-city": {"task": "solokop.tasks.keep_city", "schedule": crontab(minute="1-59/10")},
    "send-digests": {"task": "reports.tasks.send_digests", "schedule": crontab(minute=30, hour="6-11")},
}
