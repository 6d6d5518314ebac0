"""BERT's uncased WordPiece, as the Rust crate `text-embedding` does it."""

import unicodedata

MAX_WORD_CHARS = 64


def basic_tokens(text):
    """Lower-case words without accents; each punctuation mark and CJK character on its own."""
    words, word = [], []

    def flush():
        if word:
            words.append("".join(word))
            word.clear()

    for char in unicodedata.normalize("NFD", text.lower()):
        category = unicodedata.category(char)
        if category == "Mn" or (category.startswith("C") and char not in "\t\n\r"):
            continue
        if char.isspace():
            flush()
        elif is_punctuation(char, category) or is_cjk(ord(char)):
            flush()
            words.append(char)
        else:
            word.append(char)
    flush()
    return words


def is_punctuation(char, category):
    ascii_mark = char.isascii() and not char.isalnum()
    return ascii_mark or category.startswith("P")


def is_cjk(code):
    return 0x3400 <= code <= 0x9FFF or 0xF900 <= code <= 0xFAFF or 0x20000 <= code <= 0x2FA1F


def word_pieces(word, vocabulary):
    """Longest pieces first; None when the word has a part that is no piece."""
    if len(word) > MAX_WORD_CHARS:
        return None
    pieces, start = [], 0
    while start < len(word):
        for end in range(len(word), start, -1):
            piece = word[start:end] if start == 0 else "##" + word[start:end]
            if piece in vocabulary:
                pieces.append(piece)
                start = end
                break
        else:
            return None
    return pieces


def tokenize(text, vocabulary, unknown=None):
    """The pieces of a text; an unknown word becomes `unknown`, or nothing."""
    pieces = []
    for word in basic_tokens(text):
        found = word_pieces(word, vocabulary)
        if found is not None:
            pieces.extend(found)
        elif unknown is not None:
            pieces.append(unknown)
    return pieces
