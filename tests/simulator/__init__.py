"""The simulator, driven by the real python-telegram-bot and by bare HTTP."""
