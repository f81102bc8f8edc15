"""Events between processes: they say where to look, and nothing is lost when one is."""
