"""The ways of the portal: one module each, with one function `deliver`. A new way is a module and one line here."""

from cooperatives.messaging import registry
from cooperatives.messaging.channels import email, inbox, letter, whatsapp

registry.register(email.CHANNEL)
registry.register(inbox.CHANNEL)
registry.register(whatsapp.CHANNEL)
registry.register(letter.CHANNEL)
