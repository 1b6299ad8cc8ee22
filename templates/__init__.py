"""Every word people read (.j2) and the builders of what is on screen."""
