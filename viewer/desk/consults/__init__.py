"""Consults at the desk: asking, answering, scheduling, and who can be asked."""
