"""The sockets of consult rooms: who is there, what they propose, and what everybody is shown at once."""
