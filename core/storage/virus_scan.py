"""An optional scan of uploads by a ClamAV daemon, given by SOLOKOP_CLAMAV; closed when it is away."""

import socket
import struct
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext as _

from core.errors import DomainError

SECONDS = 30
CHUNK = 64 * 1024


class InfectedError(DomainError):
    """The scanner has found something, or could not be asked."""


def refuse_infected(path: Path) -> None:
    """Raise InfectedError unless the daemon says OK. Without SOLOKOP_CLAMAV nothing is scanned."""
    if not settings.CLAMAV:
        return
    try:
        answer = _ask(path)
    except OSError as error:
        raise InfectedError(
            _("The file cannot be checked for viruses just now, so it is not taken. Try again in a few minutes.")
        ) from error
    if not answer.endswith("OK"):
        raise InfectedError(_("The virus scanner refuses this file: {answer}").format(answer=answer[:100]))


def _ask(path: Path) -> str:
    """The daemon's answer to INSTREAM: lengths and chunks, ended by a length of zero."""
    with _connect() as connection, path.open("rb") as stream:
        connection.sendall(b"zINSTREAM\0")
        while chunk := stream.read(CHUNK):
            connection.sendall(struct.pack("!L", len(chunk)) + chunk)
        connection.sendall(struct.pack("!L", 0))
        answer = b""
        while part := connection.recv(1024):
            answer += part
    return answer.rstrip(b"\0").decode(errors="replace").removeprefix("stream: ").strip()


def _connect() -> socket.socket:
    if settings.CLAMAV.startswith("/"):
        connection = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        connection.settimeout(SECONDS)
        connection.connect(settings.CLAMAV)
        return connection
    host, _colon, port = settings.CLAMAV.partition(":")
    return socket.create_connection((host, int(port or 3310)), timeout=SECONDS)
