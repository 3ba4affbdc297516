"""Settings, URLs and the wiring of ports to adapters (floor 11): nothing below knows this package."""
