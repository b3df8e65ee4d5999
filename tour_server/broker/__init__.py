"""The MQTT 5 broker: an embedded one, or any other by its address; and the server's clients of it."""
