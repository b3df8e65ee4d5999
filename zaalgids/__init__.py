"""The one command line, above both applications: `zaalgids demo | server | kiosk | museum | evaluate …`."""
