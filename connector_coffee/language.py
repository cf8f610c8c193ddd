# Copyright 2026 Coffee connector contributors
# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).

"""What differs between languages beside the words."""

CAPITAL_NOUNS = ("de", "lb")  # German and Luxembourgish: wherever a noun stands


def within_sentence(env, label):
    """Return a label as it is written in the middle of a sentence.

    :param label: str in the language of the environment, such as ``Badge holders``
    """
    if (env.lang or "").startswith(CAPITAL_NOUNS):
        return label
    return label[:1].lower() + label[1:]
