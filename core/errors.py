class DomainError(Exception):
    """A rule was not met. The message is written for the person at the screen."""


class PaperError(Exception):
    """A paper could not be set: a fault of its layout, or it went beyond its bounds of time and memory."""


class StaleVersionError(DomainError):
    """Somebody else changed the record after it was read."""
