"""May this shipment be certified, and what should its buyer know?  Rules are in `rules/`, one file each, and pure."""
