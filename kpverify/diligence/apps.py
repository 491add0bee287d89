"""Where Django learns that this package is here."""

from django.apps import AppConfig


class DiligenceConfig(AppConfig):
    """Configuration of kpverify.diligence."""

    name = "kpverify.diligence"

    def ready(self) -> None:
        """Bind every draft's ids to its statements, and tell the rules what is stated."""
        from kpverify.certificates import carrying, details
        from kpverify.compliance import evidence
        from kpverify.diligence.binding import bound
        from kpverify.diligence.carrying import carry_statements
        from kpverify.diligence.stated import stated

        carrying.register("statements", carry_statements)
        details.register(bound)
        evidence.register("statements", stated)
