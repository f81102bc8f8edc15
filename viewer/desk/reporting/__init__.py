"""Reports as doctors write, review, sign and release them."""
