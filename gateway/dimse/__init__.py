"""DIMSE services, one file each."""
