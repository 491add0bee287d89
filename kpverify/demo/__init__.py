"""The demonstration: a node with real reference data, invented trade, and keys that say DEMO."""
