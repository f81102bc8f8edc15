"""The demo: a day in two hospitals, played on the real thing with the studies of ``sample_dicom``."""
