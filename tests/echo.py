"""An application that says what the web server has told it of a request."""

import json


def application(environ, start_response):
    told = {name: environ[name] for name in sorted(environ) if name.startswith(("HTTP_", "REMOTE_", "wsgi.url_scheme"))}
    content = json.dumps(told).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(content)))])
    return [content]
