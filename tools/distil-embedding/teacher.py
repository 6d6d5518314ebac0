"""all-MiniLM-L6-v2 in plain numpy: a BERT encoder, mean pooling, length one."""

from pathlib import Path

import numpy as np
from safetensors.numpy import load_file

from wordpiece import tokenize

LAYERS, HEADS, EPSILON = 6, 12, 1e-12


class Teacher:
    """The model in a folder with `model.safetensors` and `vocab.txt`."""

    def __init__(self, folder):
        self.weights = load_file(Path(folder) / "model.safetensors")
        lines = (Path(folder) / "vocab.txt").read_text(encoding="utf-8").split("\n")
        self.vocabulary = {token: index for index, token in enumerate(lines) if token}

    def ids(self, text, limit=256):
        pieces = tokenize(text, self.vocabulary, unknown="[UNK]")[: limit - 2]
        return [self.vocabulary[piece] for piece in ["[CLS]", *pieces, "[SEP]"]]

    def sentences(self, texts):
        """One vector of length one for each text."""
        rows = [self.ids(text) for text in texts]
        out = np.zeros((len(rows), 384), dtype=np.float32)
        by_length = {}
        for index, row in enumerate(rows):
            by_length.setdefault(len(row), []).append(index)
        for indexes in by_length.values():
            for start in range(0, len(indexes), 256):
                chunk = indexes[start : start + 256]
                hidden = self.encode(np.array([rows[i] for i in chunk]))
                out[chunk] = hidden.mean(axis=1)
        return out / np.linalg.norm(out, axis=1, keepdims=True)

    def encode(self, ids):
        """Last hidden states of token ids of one length: (texts, tokens, 384)."""
        w, prefix = self.weights, "embeddings."
        hidden = (
            w[prefix + "word_embeddings.weight"][ids]
            + w[prefix + "position_embeddings.weight"][: ids.shape[1]]
            + w[prefix + "token_type_embeddings.weight"][0]
        )
        hidden = self._norm(hidden, prefix + "LayerNorm")
        for layer in range(LAYERS):
            name = f"encoder.layer.{layer}."
            attended = self._attention(hidden, name + "attention.self.")
            attended = self._linear(attended, name + "attention.output.dense")
            hidden = self._norm(hidden + attended, name + "attention.output.LayerNorm")
            wide = gelu(self._linear(hidden, name + "intermediate.dense"))
            wide = self._linear(wide, name + "output.dense")
            hidden = self._norm(hidden + wide, name + "output.LayerNorm")
        return hidden

    def _attention(self, hidden, name):
        texts, tokens, width = hidden.shape

        def heads(part):
            x = self._linear(hidden, name + part)
            return x.reshape(texts, tokens, HEADS, width // HEADS).transpose(0, 2, 1, 3)

        query, key, value = heads("query"), heads("key"), heads("value")
        scores = query @ key.transpose(0, 1, 3, 2) * np.float32((width // HEADS) ** -0.5)
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        scores /= scores.sum(axis=-1, keepdims=True)
        return (scores @ value).transpose(0, 2, 1, 3).reshape(texts, tokens, width)

    def _linear(self, x, name):
        # One large product is many times faster than one small one a text.
        flat = x.reshape(-1, x.shape[-1]) @ self.weights[name + ".weight"].T
        return flat.reshape(*x.shape[:-1], -1) + self.weights[name + ".bias"]

    def _norm(self, x, name):
        x = x - x.mean(axis=-1, keepdims=True)
        x = x / np.sqrt((x * x).mean(axis=-1, keepdims=True) + EPSILON)
        return x * self.weights[name + ".weight"] + self.weights[name + ".bias"]


def gelu(x):
    """x * Phi(x), with the error function by Abramowitz and Stegun 7.1.26 (error < 2e-7)."""
    z = np.abs(x) / np.float32(np.sqrt(2))
    t = 1 / (1 + np.float32(0.3275911) * z)
    poly = 1.061405429 * t - 1.453152027
    for coefficient in (1.421413741, -0.284496736, 0.254829592):
        poly = poly * t + coefficient
    poly = poly * t
    erf = np.sign(x) * (1 - poly * np.exp(-z * z))
    return (x * 0.5 * (1 + erf)).astype(np.float32)
