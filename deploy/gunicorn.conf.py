"""The web processes of an installation; WEB_WORKERS and WEB_THREADS fit them to the machine."""

import os

worker_class = "gthread"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
# Longer than the longest page (a summary of a quarter); a process that hangs is replaced after it.
timeout = 120
graceful_timeout = 30
# Processes are renewed now and then, not all at once, so that memory does not creep.
max_requests = 5000
max_requests_jitter = 500
accesslog = None
loglevel = "warning"
