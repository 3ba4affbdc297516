"""Pages of the demo: sign-ins, everything that was sent, the clock, the parts. They exist in demo mode only."""
