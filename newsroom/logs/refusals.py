"""One line in the log for what a visitor's request was refused for."""

import logging


class OneLineARefusal(logging.Filter):
    """Takes the traceback from records of answers below 500: a wrong host name or address is the visitor's, no fault."""

    def filter(self, record: logging.LogRecord) -> bool:
        if getattr(record, "status_code", 500) < 500:
            record.exc_info = record.exc_text = None
        return True
