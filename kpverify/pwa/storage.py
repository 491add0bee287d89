"""Static files under names that carry their content's hash, ES module imports included."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from whitenoise.storage import CompressedManifestStaticFilesStorage

FILES, STATEMENTS = CompressedManifestStaticFilesStorage._js_module_import_aggregation_patterns


class ModuleStorage(CompressedManifestStaticFilesStorage):  # type: ignore[misc]
    """Also rewrites `import` specifiers, so that a cached module never meets a newer one."""

    support_js_module_import_aggregation = True
    # Types in comments are written import("./x.js").Name, and may point in a circle: only what is awaited is an import.
    _js_module_import_aggregation_patterns = (
        FILES,
        (
            *STATEMENTS[:3],
            (r"""(?P<matched>await import\(["'](?P<url>.*?)["']\))""", """await import("%(url)s")"""),
        ),
    )
    # Names settle one level of imports a pass, from the leaves up.
    max_post_process_passes = 20
    keep_intermediate_files = False

    def compress_files(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Compress only what pages name, and that once: under a name with a hash, the content never changes."""
        named = set(self.hashed_files.values())
        yield from super().compress_files(path for path in paths if path in named and not self.exists(f"{path}.br"))
