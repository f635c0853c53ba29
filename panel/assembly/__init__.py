"""The composition root: settings in, the objects that jobs work with out."""

from panel.assembly.directory import OFFLINE_MODEL as OFFLINE_MODEL
from panel.assembly.model_settings import unasked as unasked
from panel.assembly.opening import Opened as Opened
from panel.assembly.opening import lone_workshop as lone_workshop
from panel.assembly.opening import open_sound_workshop as open_sound_workshop
from panel.assembly.opening import open_workshop as open_workshop
from panel.assembly.settings_text import settings_text as settings_text
from panel.assembly.workshop import Workshop as Workshop
