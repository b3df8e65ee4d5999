"""The care of kiosks: a page for each with its history, orders to it, and alarms when one is silent or ill."""
