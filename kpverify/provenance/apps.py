"""Where Django learns that this package is here."""

from django.apps import AppConfig


class ProvenanceConfig(AppConfig):
    """Configuration of kpverify.provenance."""

    name = "kpverify.provenance"

    def ready(self) -> None:
        """Let the rules ask what this package knows."""
        from kpverify.compliance import evidence
        from kpverify.provenance import carrying, drawing, ledger, slips, stock

        evidence.register("slips", slips.evidence)
        evidence.register("balances", ledger.evidence)
        evidence.register("imports", drawing.evidence)
        stock.register()
        carrying.register_carriers()
