"""Where the stones of a shipment came from: purchase slips, import certificates, production, and their balance."""
