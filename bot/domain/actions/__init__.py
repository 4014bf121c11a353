"""Every button of the product, by who presses it."""

from bot.domain.actions.cases import *  # noqa: F403 # one vocabulary, several rooms
from bot.domain.actions.happenings import *  # noqa: F403 # one vocabulary, several rooms
from bot.domain.actions.initiatives import *  # noqa: F403 # one vocabulary, several rooms
from bot.domain.actions.pages import *  # noqa: F403 # one vocabulary, several rooms
from bot.domain.actions.publishers import *  # noqa: F403 # one vocabulary, several rooms
from bot.domain.actions.pulses import *  # noqa: F403 # one vocabulary, several rooms
from bot.domain.actions.residents import *  # noqa: F403 # one vocabulary, several rooms
from bot.domain.actions.sharing import *  # noqa: F403 # one vocabulary, several rooms
from bot.domain.actions.team import *  # noqa: F403 # one vocabulary, several rooms
from bot.domain.actions.wire import *  # noqa: F403 # one vocabulary, several rooms
