"""The truth at rest: the one way in and the one way out."""
