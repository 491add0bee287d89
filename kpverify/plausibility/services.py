"""What other packages ask of this one."""

from kpverify.plausibility.history import history_of
from kpverify.plausibility.refreshing import Refreshed, refresh

__all__ = ["Refreshed", "history_of", "refresh"]
