"""Reports as they are written, reviewed, signed and heard of."""
