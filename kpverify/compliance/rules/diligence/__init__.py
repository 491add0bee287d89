"""Rules about due diligence that is stated, never proven: none of them stops a shipment."""
