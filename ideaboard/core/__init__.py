"""The ground floor: what the house stands on. It knows no idea and no vote."""
