"""Where Django learns that this package is here."""

from django.apps import AppConfig


class DossierConfig(AppConfig):
    """Configuration of kpverify.dossier."""

    name = "kpverify.dossier"

    def ready(self) -> None:
        """Tell the rules which papers lie behind a draft, and let files go along to a replacement."""
        from kpverify.certificates import behind, carrying
        from kpverify.compliance import evidence
        from kpverify.dossier.carrying import carry_files
        from kpverify.dossier.papers import hashes, import_papers, papers

        carrying.register("files", carry_files)
        behind.register(hashes)
        evidence.register("papers", papers)
        evidence.register("import_papers", import_papers)
