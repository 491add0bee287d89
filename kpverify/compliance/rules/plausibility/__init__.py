"""What is unusual: each a reason to look, none a refusal.  Most are rules of this house, and say so."""
