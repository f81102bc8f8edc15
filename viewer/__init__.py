"""The door for people and web clients: pages, API, DICOMweb."""
