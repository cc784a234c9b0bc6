"""The web processes of an installation and of `make run`; WEB_WORKERS and WEB_THREADS fit them to the machine."""

import os

# Slow and silent clients hold no thread, with a proxy in front as without one (docs/adr/0018).
worker_class = "solokop.web_worker.WebWorker"
workers = int(os.environ.get("WEB_WORKERS", "2"))
threads = int(os.environ.get("WEB_THREADS", "4"))
# A process whose main loop hangs is replaced after so long.
timeout = 120
graceful_timeout = 30
# Longer than a proxy keeps its connections (60 seconds in nginx): none is closed while a request is on its way.
keepalive = 75
# Processes are renewed now and then, not all at once, so that memory does not creep.
max_requests = 5000
max_requests_jitter = 500
# Nobody steers it from outside: systemd and signals do.
control_socket_disable = True
accesslog = None
loglevel = "warning"
