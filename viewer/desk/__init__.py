"""Sign-in and the pages of front desk and administrator."""
