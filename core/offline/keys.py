"""The key under which a user's entries lie on a phone; the portal can make it again for whoever signs in."""

from base64 import b64encode

from django.utils.crypto import salted_hmac


def key_of(user_pk: int) -> str:
    """32 bytes in base64, the same for a user on every phone as long as the installation keeps its SECRET_KEY."""
    return b64encode(salted_hmac("core.offline.keys", str(user_pk), algorithm="sha256").digest()).decode()
