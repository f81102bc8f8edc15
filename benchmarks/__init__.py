"""Measurements against Orthanc, each side in the same run on the same machine."""
