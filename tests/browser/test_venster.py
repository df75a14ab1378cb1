"""What `Venster` skips of a page that it knows, it skips of nothing that is new."""

from __future__ import annotations

import pytest

from .conftest import Openen

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
# What is added to a page, or changed in it -> the rule of axe that it breaks, by itself or beside what is there.
NIEUW = {
    "main.append(Object.assign(document.createElement('p'), { textContent: 'Bleek.' })); "
    "main.lastChild.style.color = '#ddd'": "color-contrast",
    "main.append(Object.assign(document.createElement('h5'), { textContent: 'Een kop te diep' }))": "heading-order",
    "main.after(Object.assign(document.createElement('main'), { textContent: 'Nog een' }))": "landmark-no-dup",
    "main.querySelector('[name=login]').removeAttribute('id')": "axe: label ",
}


def test_wat_er_bij_komt_op_een_bekende_pagina_wordt_gekeurd(openen: Openen, website: str) -> None:
    venster = openen(1440)
    for verandering, regel in NIEUW.items():
        venster.ga("/inloggen/")
        venster.page.evaluate(f"() => {{ const main = document.querySelector('main'); {verandering} }}")
        with pytest.raises(AssertionError, match=regel):
            venster.bekijk("anders dan zij was")
