from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedFiles(CompressedManifestStaticFilesStorage):
    """Modules import each other by names with a hash too: a browser never mixes two versions."""

    support_js_module_import_aggregation = True
