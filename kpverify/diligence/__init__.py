"""Due diligence statements beside a certificate: stated by somebody, never proven by the signature."""
