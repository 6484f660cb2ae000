"""Texts of Django and of the packages that the desk shows and that they do not have in Vietnamese, or have word by word."""

GAPS = (
    "Select all objects on this page for an action",
    "Select this object for an action - {}",
    "After you’ve created a user, you’ll be able to edit more user options.",
    (
        "Whether the user will be able to authenticate using a password or not. If disabled, they may still be able "
        "to authenticate using other backends, such as Single Sign-On or LDAP."
    ),
    " By %(filter_title)s ",
    "Action:",
    "Go",
    "Run the selected action",
    "History",
    "Add %(name)s",
    "Past 7 days",
    "change message",
    "log entry",
    "log entries",
    "0 of %(cnt)s selected",
    "State",
    "Identity",
    "Configuration",
    "Throttling",
)
