"""The JSON interface of machines and of our own pages."""
