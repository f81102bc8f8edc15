"""Hospitals, machines, people, what they may do, and what they did."""
