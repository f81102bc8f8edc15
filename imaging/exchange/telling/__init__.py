"""Being told: news that wait for a person, and the ways by which they reach them."""
