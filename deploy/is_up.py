"""Ends with 0 when this web process can serve pages, for the health checks of containers."""

import sys
import urllib.request

request = urllib.request.Request(
    "http://127.0.0.1:8000/healthz?for=proxy", headers={"Host": "localhost", "X-Forwarded-Proto": "https"}
)
try:
    with urllib.request.urlopen(request, timeout=4) as answer:  # noqa: S310
        sys.exit(answer.status != 200)
except OSError as error:
    sys.exit(str(error))
