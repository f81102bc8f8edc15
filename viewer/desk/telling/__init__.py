"""Being told, at the desk: the inbox, what everybody chooses, and what an administrator sets up."""
