"""What visitors wrote and sent on purpose, "this is wrong": stored without who, where and when; read at the desk."""
