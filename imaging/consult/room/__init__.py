"""The room of a consult: a log of events with one order, and the state that it adds up to."""
