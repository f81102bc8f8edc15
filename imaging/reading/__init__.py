"""What doctors read images with, and what they keep beside them."""
