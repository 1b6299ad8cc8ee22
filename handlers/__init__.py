"""What the chat sends in; one package or file per user flow."""
