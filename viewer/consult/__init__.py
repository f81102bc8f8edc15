"""What lies below a consult's address: its page, and all that those who take part load."""
