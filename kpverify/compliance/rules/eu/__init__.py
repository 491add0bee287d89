"""Rules of the European Union for what comes in."""
