"""Consults: doctors of several hospitals decide together on the same images."""
