"""What time brings in: the clockwork ticks, the delivery sends; what is due is stored."""
