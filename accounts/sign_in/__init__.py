"""The keys to an account: passwords, codes, second factors, sessions, and allauth with the words of the portal."""
