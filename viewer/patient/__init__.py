"""What a patient reaches by the code on the slip."""
