"""Words found in their other forms, in many languages: what the engine's analysis promises, as one table."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine as Database

from ideaboard.effects.search import Document, Engine, PostgresqlEngine, Query, WhooshEngine
from ideaboard.effects.search.analysis import bare, lowered
from ideaboard.effects.search.compounds import endings, split, wholes
from ideaboard.effects.search.languages import detected

DAY = datetime(2026, 5, 1, tzinfo=UTC)

# language, what is asked, what stands there
FOUND = [
    ("en", "autonomous buses", "An autonomous bus for the suburbs"),
    ("en", "children", "A menu for every child"),
    ("en", "recycled cups", "Recycling a cup"),
    ("en", "CAFÉ", "A quiet cafe by the river"),
    ("en", "resume", "Upload a résumé with the application"),
    ("en", "city's parks", "The city park"),
    ("en", "naive", "A naïve question"),
    ("de", "Straßenbahn", "Eine neue Strassenbahnhaltestelle am Markt"),
    ("de", "Straßenbahnen", "Eine Strassenbahn für alle"),
    ("de", "Haltestelle", "Eine neue Straßenbahnhaltestelle am Markt"),
    ("de", "Bahn", "Mehr Straßenbahnhaltestellen in der Stadt"),
    ("de", "Kaffeebohne", "Die Bohne für den Kaffee kommt aus Peru"),
    ("de", "Häuser", "Ein Haus am See"),
    ("de", "haeuser", "Die Häuser am See"),
    ("de", "schoen", "Ein schönes Café"),
    ("de", "Fahrradständer", "Ein Ständer für jedes Fahrrad"),
    ("de", "Stadt", "Ein Radweg durch die Innenstadt"),
    ("nl", "fietsen", "Een fiets voor iedereen in de stad"),
    ("nl", "fiets", "Een veilige fietsenstalling bij het station"),
    ("nl", "stalling", "Een veilige fietsenstalling bij het station"),
    ("sv", "bilar", "En bil mindre i staden"),
    ("sv", "cykel", "En ny cykelbana genom staden"),
    ("da", "biler", "Færre biler, en bil mindre"),
    ("da", "born", "Legeplads til børn"),
    ("no", "sykler", "En sykkel eller sykler for alle"),
    ("fi", "kirjastossa", "Uusi kirjasto keskustaan"),
    ("fi", "kirjasto", "Kaupunginkirjasto auki sunnuntaisin"),
    ("hu", "könyvtárban", "Egy új könyvtár a városban"),
    ("es", "telefonos", "Un teléfono público"),
    ("es", "niños", "Un parque para cada niño"),
    ("es", "bicicletas", "Más carriles para la bicicleta"),
    ("fr", "garçons", "Le garçon de café"),
    ("fr", "garcon", "Les garçons du café"),
    ("fr", "élèves", "Un repas pour chaque eleve"),
    ("fr", "l'école", "Une cour pour chaque école"),
    ("pt", "ideias", "Uma ideia nova"),
    ("pt", "estacao", "Uma nova estação de metrô"),
    ("it", "biciclette", "Una bicicletta rossa"),
    ("it", "citta", "Una città più verde"),
    ("ro", "copii", "Un loc de joacă pentru copiii din oraș"),
    ("ca", "parcs", "Un parc nou al barri"),
    ("pl", "lodz", "Nowy park w mieście Łódź"),
    ("pl", "rowery", "Rower dla każdego"),
    ("cs", "stromy", "Více stromů v ulicích"),
    ("ru", "красивые парки", "Красивый парк"),
    ("ru", "автобусы", "Новый автобус до центра"),
    ("ru", "елка", "Большая ёлка на площади"),
    ("sr", "biblioteke", "Nova biblioteka u gradu"),
    ("el", "καφές", "Ένας καφες παρακαλώ"),
    ("el", "ΔΡΟΜΟΣ", "Ένας νέος δρόμος"),
    ("tr", "ISTANBUL", "İstanbul için bir fikir"),
    ("tr", "istanbul", "İSTANBUL'da yeni bir park"),
    ("tr", "kapı", "Yeni kapılar daha güvenli"),
    ("tr", "IŞIKLAR", "Sokağa yeni bir ışık"),
    ("tr", "ışık", "Sokağa yeni bir ışık"),
    ("tr", "isik", "Sokağa yeni bir ışık"),
    ("tr", "ağaçlar", "Her sokağa bir ağaç"),
    ("ar", "مدرسة", "مَدْرَسَة جديدة"),
    ("ar", "المدرسة", "مدرسة جديدة في الحي"),
    ("ar", "احمد", "فكرة من أحمد"),
    ("ar", "مكتبه", "مكتبة عامة للجميع"),
    ("ar", "فكـــرة", "فكرة جديدة"),
    ("fa", "كتاب", "کتاب‌های تازه برای کتابخانه"),
    ("he", "רעיון", "רעיון חדש לעיר"),
    ("hi", "विचार", "एक नया विचार"),
    ("hi", "किताबें", "हर बच्चे के लिए एक किताब"),
    ("ja", "東京", "来年は東京都で会いましょう"),
    ("ja", "京", "来年は東京都で会いましょう"),
    ("ja", "コーヒー", "おいしいコーヒーを飲みたい"),
    ("ja", "ｺｰﾋｰ", "おいしいコーヒーを飲みたい"),
    ("zh", "咖啡", "请给我一杯热咖啡"),
    ("zh", "茶", "我想喝绿茶"),
    ("ko", "커피", "커피를 더 주세요"),
    ("th", "กาแฟ", "ขอกาแฟร้อนหนึ่งแก้ว"),
    ("ta", "யோசனை", "ஒரு புதிய யோசனை"),
    ("hy", "գաղափար", "Նոր գաղափար քաղաքի համար"),
    ("id", "perpustakaan", "Perpustakaan baru untuk kota"),
]

NOT_FOUND = [
    ("de", "ein", "Wissenschaftlervereinigung"),  # no part: a stop word, and in the middle of another word
    ("de", "Tisch", "Statistiken für alle"),
    ("en", "art", "A smarter start"),
    ("ja", "京東", "東京都"),
]


@pytest.fixture(scope="module", params=["whoosh", "postgresql"])
def engine(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory, searched_for_long: Database
) -> Iterator[Engine]:
    """All texts in one index, as on a board on which everybody writes in their own language."""
    whoosh = WhooshEngine(tmp_path_factory.mktemp("languages"))
    engine = whoosh if request.param == "whoosh" else PostgresqlEngine(searched_for_long)
    engine.rebuild(documents())
    yield engine
    engine.close()


def documents() -> list[Document]:
    texts = [*FOUND, *NOT_FOUND]
    return [document(number, language, there) for number, (language, _, there) in enumerate(texts, 1)]


def document(id_: int, language: str, title: str) -> Document:
    return Document(
        id=id_, board_id=1, title=title, body="", phase="gathering", created_at=DAY, language=language
    )  # fmt: skip


def found(engine: Engine, text: str) -> list[int]:
    return [hit.id for hit in engine.search(Query(text, limit=20)).hits]


@pytest.mark.parametrize(("number", "row"), list(enumerate(FOUND, 1)), ids=lambda value: str(value))
def test_a_word_is_found_in_its_other_forms(engine: Engine, number: int, row: tuple[str, str, str]) -> None:
    titles = {document.id: document.title for document in documents()}

    same = {id_ for id_, title in titles.items() if title == row[2]}
    assert same & set(found(engine, row[1]))
    assert number in same


@pytest.mark.parametrize(("number", "row"), list(enumerate(NOT_FOUND, len(FOUND) + 1)), ids=lambda value: str(value))
def test_what_only_looks_like_a_part_is_not_found(engine: Engine, number: int, row: tuple[str, str, str]) -> None:
    assert number not in found(engine, row[1])


def test_the_table_is_as_long_as_promised() -> None:
    assert len(FOUND) >= 60
    assert len({language for language, _, _ in FOUND}) >= 12


@pytest.mark.parametrize(
    ("asked", "first", "second"),
    [("café", "Un café", "Un cafe"), ("cafe", "Un cafe", "Un café"), ("año", "El año", "El ano")],
)
def test_what_is_written_as_asked_comes_first(
    tmp_path: Path, searched: Database, asked: str, first: str, second: str
) -> None:
    for order in ((first, second), (second, first)):
        for engine in (WhooshEngine(tmp_path / "-".join(order)), PostgresqlEngine(searched)):
            engine.rebuild(document(n, "es", title) for n, title in enumerate(order, 1))

            assert [order[id_ - 1] for id_ in found(engine, asked)] == [first, second]
            engine.close()


def test_a_compound_is_split_by_words_that_the_index_knows() -> None:
    known = {"strasse", "bahn", "halt", "stelle", "bahnhof", "halle"}.__contains__

    assert split("bahnhofshalle", known) == ("bahnhof", "halle")
    assert split("strassenbahnstelle", known) == ("strasse", "bahn", "stelle")
    assert split("bahnunglück", known) == ()
    assert split("kaffee", known) == ()


def test_endings_say_which_words_hold_a_part() -> None:
    kept = sorted(endings("haltestellen", "de"))

    assert "stellen=haltestellen" in kept
    assert wholes("stell", [one for one in kept if one.startswith("stell")]) == []  # two letters are no rest
    assert wholes("halt", [one for one in kept if one.startswith("halt")]) == ["haltestellen"]
    assert list(endings("haltestellen", "en")) == []


def test_case_and_accents_are_folded() -> None:
    assert lowered("STRASSE") == lowered("straße") == "strasse"
    assert lowered("ﬁlter") == "filter"
    assert (bare("ırmak"), bare("łódź"), bare("smørrebrød"), bare("œuvre")) == ("irmak", "lodz", "smorrebrod", "oeuvre")


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("en", "Oat milk in every coffee, please"),
        ("de", "Eine Haltestelle am Park bauen"),
        ("fr", "Le garçon de café apporte les boissons"),
        ("es", "Un parque para cada niño de la ciudad"),
        ("tr", "İstanbul için yeni bir fikir"),
        ("ja", "東京でコーヒー"),
        ("zh", "请给我一杯热咖啡"),
        ("ko", "커피를 더 주세요"),
        ("ar", "مدرسة جديدة"),
        ("el", "καφές"),
        ("ru", "парк"),
        (None, "Tea"),
        (None, "12 + 3 = ?"),
        (None, ""),
        (None, "\ud800 \x00 \u202e"),
    ],
)
def test_the_language_of_a_text_is_told(language: str | None, text: str) -> None:
    assert detected(text) == language
