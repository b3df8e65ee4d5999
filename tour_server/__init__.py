"""The tour server: catalogue, publishing, visitor pages, routing, crowd, offers, fleet.

`tour_server.capabilities` lists its folders; `tour_server.app` is the composition root, the only module that opens the
server's database and starts and stops what runs.
"""
