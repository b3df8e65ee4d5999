"""First names of rulers and popes, in five languages: after one of these a Roman numeral is an ordinal."""

from __future__ import annotations

from narration.spoken_form.scan import words_of

_WOMEN = words_of(
    "Anna Anne Elizabeth Elisabeth Élisabeth Isabel Isabella Isabelle Catherine Catharina "
    "Katharina Katharine Catalina Margaret Margaretha Margarethe Margarete Marguerite "
    "Margarita Margrethe Mary Maria Marie María Christina Christine Cristina Cleopatra "
    "Kleopatra Cléopâtre Joan Johanna Jeanne Juana Beatrix Wilhelmina Victoria Blanche "
    "Blanca Eleanor Urraca Theodora Irene Berenice Arsinoe"
)
_MEN = words_of(
    "Adrian Adrianus Adriaan Hadrianus Hadrian Adriano Adrien Albert Albrecht Alberto "
    "Aleksander Alexander Alexandre Alejandro Alfons Alfonso Alphonse Alfonsus Amenhotep "
    "Amenophis Aménophis Antiochus Antioco Antiochos Artaxerxes August Augustus Auguste "
    "Augusto Baldwin Boudewijn Baudouin Balduin Balduino Benedict Benedictus Benedikt "
    "Benoît Benedicto Bernhard Boniface Bonifatius Bonifacius Bonifaz Bonifacio Calixtus "
    "Callixtus Calixte Calixto Carl Carlos Carol Casimir Celestine Charles Christian "
    "Chrétien Christiaan Cristián Clemens Clement Clément Clemente Constantine "
    "Constantijn Constantin Constantino Konstantin Cosimo Côme Darius Darío Dareios David "
    "Edward Eduard Édouard Eduardo Emanuel Ernest Ernst Eugene Eugenius Eugène Eugenio "
    "Eugen Felipe Ferdinand Fernando Ferrante Filips Francis Francisco François Frans "
    "Franz Francesco Frederick Frederik Friedrich Frédéric Federico Fredrik Fuad George "
    "Georg Georges Jorge Joris Gregory Gregorius Gregor Grégoire Gregorio Gustav Gustaaf "
    "Gustave Gustavus Gustavo Haakon Harald Harold Hendrik Heinrich Henry Henri Enrique "
    "Hermann Honorius Innocent Innocentius Innozenz Inocencio Ivan Iván Jacob Jacobus "
    "Jakob Jacques Jacobo Jaime James Jan Johan Johann Johannes John Jean Juan João José "
    "Joseph Josef Jozef Julius Jules Julio Karel Karl Knut Kasimir Konrad Conrad "
    "Ladislaus Léopold Leopold Leopoldo Leo Léon León Lodewijk Lodovico Lothar Louis "
    "Ludwig Ludovico Luis Mahmud Mehmed Mehmet Mohammed Manuel Martin Martinus Maximilian "
    "Maximiliaan Maximilien Maximiliano Moritz Maurits Murad Mustafa Napoleon Napoleón "
    "Napoléon Nebuchadnezzar Nicholas Nicolaas Nicolas Nicolás Nikolaus Nikolaas Olav "
    "Otto Othon Otón Paul Paulus Pablo Paulo Pedro Peter Petrus Philip Philipp Philippe "
    "Philips Pierre Pius Pie Pío Pio Ptolemy Ptolemaios Ptolemaeus Ptolémée Ptolomeo Rama "
    "Ramesses Ramses Ramsès Ramsés Richard Ricardo Robert Roberto Rudolf Rodolfo Rodolphe "
    "Rupert Sancho Selim Sesostris Senusret Sethi Seti Shapur Sigismund Sigismond "
    "Segismundo Sixtus Sixte Sixto Stanislaw Stephan Stephen Étienne Esteban Suleiman "
    "Süleyman Sylvester Silvester Thutmose Thutmosis Thoutmosis Tutmosis Theodosius "
    "Théodose Teodosio Umberto Urban Urbanus Urbain Urbano Victor Viktor Vittorio Víctor "
    "Vladimir Wilhelm Willem William Guillaume Guillermo Xerxes Jerjes Xavier Abdul Abbas "
    "Akbar Akihito Attalus Attalos Eumenes Mithridates Mentuhotep Psamtik Nectanebo "
    "Amasis Meiji Ludovicus Henricus Carolus Guglielmo Emmanuel Gustaf Abdülhamid"
)
FEMININE_NAMES = frozenset(_WOMEN)
RULER_NAMES = frozenset(_MEN) | FEMININE_NAMES


TITLES = frozenset(
    words_of(
        "king queen pope emperor empress sultan tsar prince duke count pharaoh koning koningin paus keizer keizerin "
        "tsaar hertog graaf stadhouder farao roi reine pape empereur impératrice duc comte pharaon könig königin papst "
        "kaiser kaiserin zar herzog graf fürst rey reina papa emperador emperatriz zar duque conde faraón"
    )
)
"""Words after which a name with a Roman numeral is a ruler's, listed or not."""


def ruler_name(word: str) -> str | None:
    """Return the name in `word`, with its case ending, or the last part of a double name; None when it is none."""
    last = word.rsplit("-", 1)[-1]
    if last.rstrip("'’") in RULER_NAMES:  # Julius' II.
        return last
    stem = last.removesuffix("s")
    return last if stem in RULER_NAMES else None
