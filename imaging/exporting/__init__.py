"""What leaves the viewer: DICOM objects that other systems read, sheets of film, pictures."""
