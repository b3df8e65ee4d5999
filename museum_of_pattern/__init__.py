"""The Museum of Pattern: works drawn by code after real traditions and theorems, with their texts.

    works/<key>.py               draw() gives a work: shapes as SVG, and grains, in layers
    drawing.py, grain.py         the layers, and the pixels they make
    content/museum.toml          the house: rooms, ways between them, tours, offers
    content/works/<key>.toml     a work's label and narration (format: contract.museum_folder)
    build.py                     all of it as a museum folder, pictures rendered

Note: the pictures are not in the repository. They are rendered from the
drawings when the museum is built, so a drawing is changed in its module and nowhere else.
"""
