"""Rules of the scheme's decisions on the Central African Republic; they hold for any country under the same regime."""
