"""`bansou predict`: predictions over files of labelled items, for taking figures; one JSON object a line."""

import json
import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Annotated, Any

import typer

from bot.cli.desk import ends_with_a_sentence
from bot.domain.errors import UserError
from bot.language import predict as language

predict = typer.Typer(
    no_args_is_help=True,
    help="手元のデータで精度を測る / predictions for taking figures",
    epilog="結果は1行に1件のJSONです。/ The predictions are JSON, one object a line.",
)

_EXISTS: dict[str, Any] = {"exists": True, "dir_okay": False, "readable": True}
File = Annotated[Path, typer.Argument(help="JSON Lines (.jsonl)", **_EXISTS)]


@predict.command()
def routing(
    file: File,
    *,
    groups: Annotated[
        Path, typer.Option(help='グループの一覧 / the groups, JSON: [{"slug", "name", "mission"}]', **_EXISTS)
    ],
    train: Annotated[
        Path | None, typer.Option(help='正解つきの例 / labelled examples: FILE + {"label"}', **_EXISTS)
    ] = None,
) -> None:
    """項目ごとに、届け先の候補と判断 / for each item the groups, best first, and the decision.

    FILE: {"id", "title", "body"}
    """
    _tell(
        (file, groups, *([train] if train else [])),
        lambda: language.predict_routing(
            language.read_lines(file),
            json.loads(groups.read_text(encoding="utf-8")),
            language.read_lines(train) if train else (),
        ),
    )


@predict.command()
def similar(file: File) -> None:
    """組ごとに、似たものと、同じ要望かどうか / for each pair what is alike, and whether it is the same.

    FILE: {"id", "a": {"title", "body"}, "b": {"title", "body"}}
    """
    _tell([file], lambda: language.predict_similar(list(language.read_lines(file))))


@predict.command()
def skills(file: Annotated[Path, typer.Argument(help="JSON", **_EXISTS)]) -> None:
    """相談ごとに、助けられそうな職員 / for each request the staff most likely to help.

    FILE: {"staff": [{"id", "department", "skills": [], "bio"}], "requests": [{"id", "text"}]}
    """
    _tell([file], lambda: language.predict_skills(json.loads(file.read_text(encoding="utf-8"))))


@predict.command()
def privacy(file: File) -> None:
    """文ごとに、個人の情報らしい箇所 / for each text what looks like personal data.

    FILE: {"id", "text"}
    """
    _tell([file], lambda: language.predict_privacy(language.read_lines(file)))


def _tell(files: Iterable[Path], predictions: Callable[[], Iterable[dict[str, Any]]]) -> None:
    with ends_with_a_sentence():
        try:
            for prediction in predictions():
                sys.stdout.write(json.dumps(prediction, ensure_ascii=False) + "\n")
        except (ValueError, KeyError, TypeError, AttributeError) as error:  # what a file of another shape leads to
            reason = f"{type(error).__name__}: {error}"
            raise UserError("predict_unreadable", path=" / ".join(map(str, files)), reason=reason) from error
