"""The demo's drawings: flat, layered illustrations and portraits, the same on every machine (no fonts, no chance)."""
