"""From stored values to pictures: pure functions on arrays, and the children that decode."""
