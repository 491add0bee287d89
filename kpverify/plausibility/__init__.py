"""What is unusual about a shipment, measured against what came before it: a reason to look, never a refusal."""
