"""The door for machines: DICOM networking in, DICOM networking out."""
