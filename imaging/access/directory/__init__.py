"""A hospital's own directory: people sign in there, by OpenID Connect, and are known here by their number in it."""
