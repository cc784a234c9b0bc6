"""Messages on their way out and back: mail, the inbox of the portal, texts with placeholders."""
