"""Recognition of works and detection of people in one still picture.

This package imports no other package of the product. The kiosk and the server's publishing run the same code, so a
reference picture and a camera frame pass through the same steps. `recogniser.py` shows the order of these steps.
"""
