"""Static files under names that carry their content's hash, ES module imports included."""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class ModuleStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Also rewrites `import` specifiers, so that a cached module never meets a newer one."""

    support_js_module_import_aggregation = True
