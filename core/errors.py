class DomainError(Exception):
    """A rule was not met. The message is written for the person at the screen."""


class StaleVersionError(DomainError):
    """Somebody else changed the record after it was read."""
