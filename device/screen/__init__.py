"""The screen: a local web page that shows the guide's scene, plays its sound and sends touches back."""
