"""What things cost, as ratios to bare Bolt and bare SQLite taken in one run; the machine alone explains no figure."""
