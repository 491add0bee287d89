"""The monitors' word: two of them read the dossier of a shipment, and approve it by signature or object."""
