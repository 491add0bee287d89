"""The same people at the same desks as in the office."""

from tests.office.conftest import address, browser_type_launch_args, shipping

__all__ = ["address", "browser_type_launch_args", "shipping"]
