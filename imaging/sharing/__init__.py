"""Links for patients: secrets, second factors, slips."""
