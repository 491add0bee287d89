"""What observers tell the Secretariat in confidence, with their evidence."""
