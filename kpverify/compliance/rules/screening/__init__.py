"""Rules of the sanctions lists."""
