"""What leaves this house for somebody else: news to people, and what must reach other systems."""
