"""Texts leave compressed, whoever asks the portal: a list is an eighth of its size."""

from django.middleware.gzip import GZipMiddleware

TEXTS = ("text/", "application/json", "application/ld+json", "application/manifest+json", "image/svg+xml")


class TextCompression(GZipMiddleware):
    """Django's own, with its random padding, for texts alone: a workbook or a PDF is compressed already."""

    def process_response(self, request, response):
        if not response.headers.get("Content-Type", "").startswith(TEXTS):
            return response
        return super().process_response(request, response)
