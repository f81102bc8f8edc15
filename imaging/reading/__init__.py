"""What doctors keep beside the images: annotations, measurements, key images."""
