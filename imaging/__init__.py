"""The house: what Filmless knows about images, the people they show and the people who may look.

Nothing in here accepts a socket. The doors are ``gateway`` (DICOM machines) and ``viewer`` (people and web clients).
"""
