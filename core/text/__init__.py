"""Texts as Indonesians write them: numbers and dates read and shown, codes that are read out."""
