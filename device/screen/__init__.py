"""The screen: a local web page that shows the guide's scene, plays the sound and sends touches back."""
