"""Translations: works and other parts by language, exchange with agencies, memory, and a machine's drafts."""
