"""`bansou predict`: predictions over files of labelled items, for taking figures; one JSON object a line."""

import json
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.language import predict as language

predict = typer.Typer(no_args_is_help=True, help="手元のデータで精度を測る / predictions for taking figures")

File = Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True)]
OptionalFile = Annotated[Path | None, typer.Option(exists=True, dir_okay=False, readable=True)]


@predict.command()
def routing(
    file: File,
    *,
    groups: Annotated[Path, typer.Option(exists=True, dir_okay=False, help="グループの一覧 / the groups (JSON)")],
    train: OptionalFile = None,
) -> None:
    """項目ごとに、届け先の候補と判断 / for each item the groups, best first, and the decision."""
    known = json.loads(groups.read_text(encoding="utf-8"))
    _print(language.predict_routing(language.read_lines(file), known, language.read_lines(train) if train else ()))


@predict.command()
def similar(file: File) -> None:
    """組ごとに、似たものと、同じ要望かどうか / for each pair what is alike, and whether it is the same."""
    _print(language.predict_similar(list(language.read_lines(file))))


@predict.command()
def skills(file: File) -> None:
    """相談ごとに、助けられそうな職員 / for each request the staff most likely to help."""
    _print(language.predict_skills(json.loads(file.read_text(encoding="utf-8"))))


@predict.command()
def privacy(file: File) -> None:
    """文ごとに、個人の情報らしい箇所 / for each text what looks like personal data."""
    _print(language.predict_privacy(language.read_lines(file)))


def _print(predictions: Iterable[dict[str, Any]]) -> None:
    for prediction in predictions:
        sys.stdout.write(json.dumps(prediction, ensure_ascii=False) + "\n")
