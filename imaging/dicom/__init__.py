"""The data set as values."""
