"""The questions, of all kinds that the driver promises to answer with the least of calls."""

from __future__ import annotations

from .question import Question
from .questions_joined import JOINED
from .questions_ranged import RANGED
from .questions_single import SINGLE

QUESTIONS: tuple[Question, ...] = (*SINGLE, *RANGED, *JOINED)
