"""Where Django learns that this package is here."""

from django.apps import AppConfig


class TellingConfig(AppConfig):
    """Configuration of kpverify.telling."""

    name = "kpverify.telling"

    def ready(self) -> None:
        """Hear of every act, and write the mails."""
        from kpverify.audit.listening import listen
        from kpverify.telling import composing, hearing

        listen(hearing.hear)
        composing.register()
