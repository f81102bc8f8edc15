"""What a consult comes to: an opinion and a plan, frozen, signed, and given to the asking hospital's systems."""
