"""Train the shipped static embedding: `python evals/train_embedding.py [--out DIR] [--data NORQUAD] [--only-measure]`.

Three stages, all seeded, minutes on two cores: (1) a WordPiece vocabulary from the texts, (2) token vectors from the
co-occurrence of words (shifted PPMI, truncated SVD), (3) contrastive training on pairs of a question and its text.
Texts: the training part of NorQuAD (CC0) and the course's articles, questions (`train` split only) and glossary.
No text that an evaluation question asks about is read. Writes a sentence-transformers directory.
"""

import argparse
import json
import logging
import random
import re
import zlib
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import torch
import yaml
from scipy import sparse
from scipy.sparse.linalg import svds
from sentence_transformers import SentenceTransformer
from sentence_transformers.sentence_transformer.modules import Normalize, StaticEmbedding
from tokenizers import Tokenizer, models, normalizers, pre_tokenizers, trainers

ROOT = Path(__file__).resolve().parents[1]
VOCABULARY, WIDTH, WINDOW = 14_000, 160, 8
EPOCHS, BATCH, RATE, SCALE, DROPPED = 16, 256, 0.015, 16.0, 0.3
SEED = 7
Pair = tuple[str, str]
_LOG = logging.getLogger(__name__)


class Material(NamedTuple):
    texts: list[str]
    pairs: list[Pair]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, default=ROOT / "models" / "nb-static")
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data" / "norquad")
    parser.add_argument("--corpus", type=Path, default=ROOT / "corpus")
    parser.add_argument("--epochs", type=int, default=EPOCHS)
    parser.add_argument("--hold-out", action="store_true", help="leave every fifth question out, to measure on")
    args = parser.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    random.seed(SEED)
    torch.manual_seed(SEED)
    material = joined(norquad(args.data), course(args.corpus, hold_out=args.hold_out))
    _LOG.info("%d texts, %d pairs", len(material.texts), len(material.pairs))
    tokenizer = learn_words(material.texts + [question for question, _ in material.pairs])
    vectors = co_occurrence(tokenizer, material.texts)
    module = StaticEmbedding(tokenizer, embedding_weights=torch.from_numpy(vectors))
    contrast(module, material.pairs, args.epochs)
    model = SentenceTransformer(modules=[module, Normalize()], device="cpu")
    args.out.mkdir(parents=True, exist_ok=True)
    card = args.out / "README.md"
    kept = card.read_text(encoding="utf-8") if card.exists() else None
    model.save(str(args.out), create_model_card=False)
    if kept is not None:
        card.write_text(kept, encoding="utf-8")


def joined(*parts: Material) -> Material:
    return Material([t for part in parts for t in part.texts], [p for part in parts for p in part.pairs])


def norquad(directory: Path) -> Material:
    """The training questions with their chunks, and the texts those chunks belong to; empty when it is absent."""
    if not directory.exists():
        _LOG.warning("%s is absent: training on the course alone", directory)
        return Material([], [])
    chunks = {row["_id"]: row for row in _lines(directory / "chunks" / "corpus.jsonl")}
    rows = _lines(directory / "train_pairs.jsonl")
    trained = {chunks[row["chunk"]]["metadata"]["context"] for row in rows}
    texts = [row["text"] for row in chunks.values() if row["metadata"]["context"] in trained]
    pairs = [(row["question"], chunks[row["chunk"]]["text"]) for row in rows]
    return Material(texts, pairs + [pair for text in texts for pair in cloze(text)])


def course(directory: Path, *, hold_out: bool = False) -> Material:
    """Title, heading, terms and summary against each section; questions and glossary where they exist."""
    texts: list[str] = []
    pairs: list[Pair] = []
    sections: dict[tuple[str, str], str] = {}
    for path in sorted((directory / "articles").glob("*.md")):
        _, head, body = path.read_text(encoding="utf-8").split("---\n", 2)
        about = yaml.safe_load(head)
        for section in re.split(r"(?m)^## ", body)[1:]:
            heading, _, raw = section.partition("\n")
            text = plain(raw)
            texts.append(f"{about['title']}. {heading}. {text}")
            sections[path.stem, heading.strip()] = f"{heading}. {text}"
            pairs += [(heading, text), (f"{about['title']}: {heading}", text), (about["title"], f"{heading}. {text}")]
            pairs += cloze(text)
        pairs += [(term, about["summary"]) for term in about["terms"]]
        pairs.append((about["title"], about["summary"]))
    asked = [
        pair
        for pair in questions(directory / "questions" / "train.jsonl", sections)
        if not (hold_out and held_out(pair[0]))
    ]
    return Material(texts, pairs + asked * 2 + glossary(directory / "glossary.yaml"))


def questions(path: Path, sections: dict[tuple[str, str], str]) -> list[Pair]:
    """Training questions beside the section they are asked about, named by article and heading."""
    rows = _lines(path) if path.exists() else []
    found = [(row["q"], sections.get((row["article"], row["section"]))) for row in rows]
    return [(question, text) for question, text in found if text]


def held_out(question: str) -> bool:
    """Say whether a question is among the fifth that measures and never trains under --hold-out."""
    return zlib.crc32(question.encode()) % 5 == 0


def glossary(path: Path) -> list[Pair]:
    """A term beside its explanation, and the explanation beside each of the term's other names."""
    if not path.exists():
        return []
    found: list[Pair] = []
    for row in yaml.safe_load(path.read_text(encoding="utf-8")):
        told = f"{row['term']}. {row['definition']}"
        others = [name for key in ("synonyms", "english", "nynorsk", "daily") for name in row.get(key) or ()]
        found += [(str(name), told) for name in (row["term"], *others)]
    return found


def cloze(text: str) -> list[Pair]:
    """Two sentences of a text, each beside the rest of it (inverse cloze): what belongs together without a question."""
    sentences = [s for s in re.split(r"(?<=[.!?])\s+", text) if len(s) > 30]
    if len(sentences) < 3:
        return []
    return [(s, text.replace(s, " ")) for s in random.sample(sentences, 2)]


def learn_words(texts: Sequence[str]) -> Tokenizer:
    tokenizer = Tokenizer(models.WordPiece(unk_token="[UNK]"))
    tokenizer.normalizer = normalizers.Sequence([normalizers.NFC(), normalizers.Lowercase()])
    tokenizer.pre_tokenizer = pre_tokenizers.BertPreTokenizer()
    trainer = trainers.WordPieceTrainer(vocab_size=VOCABULARY, special_tokens=["[UNK]"], show_progress=False)
    tokenizer.train_from_iterator(texts, trainer)
    return tokenizer


def co_occurrence(tokenizer: Tokenizer, texts: Sequence[str]) -> np.ndarray:
    """Token vectors: left singular vectors of shifted positive PMI within WINDOW tokens, rare words weighing more."""
    size = tokenizer.get_vocab_size()
    rows: list[np.ndarray] = []
    cols: list[np.ndarray] = []
    counts = np.ones(size)
    for encoding in tokenizer.encode_batch(list(texts), add_special_tokens=False):
        ids = np.array(encoding.ids)
        np.add.at(counts, ids, 1)
        for distance in range(1, min(WINDOW, len(ids) - 1) + 1):
            rows += [ids[:-distance], ids[distance:]]
            cols += [ids[distance:], ids[:-distance]]
    row, col = np.concatenate(rows), np.concatenate(cols)
    pairs = sparse.coo_array((np.ones(len(row)), (row, col)), shape=(size, size)).tocsr().tocoo()
    total, marginal = pairs.data.sum(), np.asarray(pairs.sum(axis=1)).ravel()
    context = marginal**0.75 / (marginal**0.75).sum()
    values = np.log(np.maximum(pairs.data / (marginal[pairs.row] * context[pairs.col]), 1e-12))
    keep = values > 0
    matrix = sparse.csr_array((values[keep], (pairs.row[keep], pairs.col[keep])), shape=(size, size))
    left, strength, _ = svds(matrix, k=WIDTH, rng=np.random.default_rng(SEED))
    vectors = left * np.sqrt(strength)
    vectors /= np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9)
    frequency = counts / counts.sum()
    _LOG.info("co-occurrence: %d pairs of %d", keep.sum(), total)
    return np.ascontiguousarray(vectors * (1e-3 / (1e-3 + frequency))[:, None], dtype=np.float32)


def contrast(module: StaticEmbedding, pairs: Sequence[Pair], epochs: int) -> None:
    """Pull each question to its own text and away from the other texts of the batch, in both directions."""
    left = [e.ids for e in module.tokenizer.encode_batch([a for a, _ in pairs], add_special_tokens=False)]
    right = [e.ids for e in module.tokenizer.encode_batch([b for _, b in pairs], add_special_tokens=False)]
    optimiser = torch.optim.Adam(module.parameters(), lr=RATE)
    steps = epochs * (len(pairs) // BATCH + 1)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=steps)
    order = list(range(len(pairs)))
    for epoch in range(epochs):
        random.shuffle(order)
        losses = []
        for start in range(0, len(order), BATCH):
            batch = order[start : start + BATCH]
            same = _same([right[i] for i in batch])
            a, b = (_vectors(module, [_thinned(side[i]) for i in batch]) for side in (left, right))
            scores = (a @ b.T * SCALE).masked_fill(same, -1e4)
            target = torch.arange(len(batch))
            loss = torch.nn.functional.cross_entropy(scores, target) + torch.nn.functional.cross_entropy(
                scores.T, target
            )
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            losses.append(loss.item())
        _LOG.info("epoch %d: loss %.4f", epoch + 1, float(np.mean(losses)))


def _thinned(ids: list[int]) -> list[int]:
    """Leave tokens out at random, so that no single word decides; never all of them."""
    return [i for i in ids if random.random() > DROPPED] or ids


def _same(texts: Sequence[list[int]]) -> torch.Tensor:
    """Mark other places of the same text, so that a right answer is not pushed away."""
    keys = [hash(tuple(text)) for text in texts]
    marks = torch.tensor([[a == b for b in keys] for a in keys])
    return marks & ~torch.eye(len(keys), dtype=torch.bool)


def _vectors(module: StaticEmbedding, ids: Sequence[list[int]]) -> torch.Tensor:
    lengths = [0, *np.cumsum([len(i) for i in ids[:-1]]).tolist()]
    flat = torch.tensor([i for one in ids for i in one], dtype=torch.long)
    return torch.nn.functional.normalize(module.embedding(flat, torch.tensor(lengths)), dim=1)


def plain(text: str) -> str:
    """Drop link targets and emphasis."""
    return re.sub(r"\*\*|__", "", re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text)).strip()


def _lines(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


if __name__ == "__main__":
    main()
