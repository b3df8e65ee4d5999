"""The tour server: catalogue, publishing, visitor pages, routing, crowd, offers, fleet.

`tour_server.app` is the composition root: the only module that reads settings, opens the database and starts
threads.
"""
