"""Orders, reports, and which study belongs to which order."""
