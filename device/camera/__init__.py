"""Where frames come from. One file a back end; the virtual ones are twins of the hardware and named so."""
