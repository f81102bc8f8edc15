"""Where doctors read images: the page, the study in one answer, frames and pictures."""
