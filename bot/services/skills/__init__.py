"""What staff can help with, and who may be asked."""
