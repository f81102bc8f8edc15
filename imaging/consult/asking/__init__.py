"""Asking colleagues: what is asked and opened, who answers, when one meets, and what happens if nobody answers."""
