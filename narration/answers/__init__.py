"""Answers visitors' questions with sentences of approved blocks and facts of labels, or says that it doesn't know."""
