"""Where the stones of a shipment come from: purchase slips, import certificates, production, and what they leave."""
