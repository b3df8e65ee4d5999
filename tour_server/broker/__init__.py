"""Where the messages go: an embedded MQTT 5 broker, or any other by its address."""
