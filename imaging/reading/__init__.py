"""What doctors find studies by, read images with, and keep beside them."""
