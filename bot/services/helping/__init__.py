"""How a consultation finds a colleague who helps."""
