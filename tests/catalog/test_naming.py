"""Custom fields get SQL names that are safe, unique and stable."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from heymarket_dbapi.catalog.contacts import CONTACTS
from heymarket_dbapi.catalog.naming import CustomField, columns_by_title, contacts_with, custom_columns, custom_names
from heymarket_dbapi.catalog.sources import Field
from heymarket_dbapi.datatypes import DataType

# Fields as "id title" separated by bars, then the names that they get.
CASES = """
    7 Account Number                  -> account_number
    7 VIP | 47 vip                    -> vip, vip_custom_47
    47 VIP | 7 vip!                   -> vip, vip_custom_47
    5 2024                            -> field_2024
    5 2024 | 6 2024                   -> field_2024, field_2024_custom_6
    5                                 -> custom_5
    5 ---                             -> custom_5
    5 名前                            -> custom_5
    5 Größe                           -> grosse
    5 Straße Ærø Łódź                 -> strasse_aero_lodz
    5 Café crème brûlée               -> cafe_creme_brulee
    5 e-mail / Telefon?               -> e_mail_telefon
    5 Email                           -> email_custom_5
    5 First Name | 6 first_name       -> first_name_custom_5, first_name_custom_6
    5 is blocked                      -> is_blocked_custom_5
    5 _private__                      -> private
    5 x² + ½ ﬁeld                     -> x2_1_2_field
    3 custom 9 | 9                    -> custom_9, custom_9_custom_9
    3 VIP custom 9 | 5 vip | 9 vip    -> vip_custom_9, vip, vip_custom_9_custom_9
    1 "; DROP TABLE contacts          -> drop_table_contacts
"""


def parse(line: str) -> tuple[list[CustomField], list[str]]:
    fields, names = line.split("->")
    found = []
    for text in fields.split("|"):
        number, _, title = text.strip().partition(" ")
        found.append(CustomField(int(number), title or None))
    return found, [name.strip() for name in names.split(",")]


@pytest.mark.parametrize("line", CASES.strip().splitlines())
def test_names(line: str) -> None:
    fields, names = parse(line)

    assert list(custom_names(fields).values()) == names


fields = st.lists(
    st.builds(
        CustomField,
        st.integers(1, 40),
        st.none()
        | st.text(max_size=12)
        | st.sampled_from(["VIP", "vip", "email", "custom 7", "vip custom 9", "2", " "]),
    ),
    unique_by=lambda field: field.id,
    max_size=12,
)


@given(fields)
def test_names_are_unique_and_safe(some: list[CustomField]) -> None:
    names = list(custom_names(some).values())

    assert len(set(names)) == len(names) == len(some)
    assert not set(names) & set(CONTACTS.by_name)
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in names)


@given(fields, fields)
def test_names_stay_when_fields_with_higher_ids_come(some: list[CustomField], more: list[CustomField]) -> None:
    later = [CustomField(field.id + 100, field.title) for field in more]
    before = custom_names(some)

    assert before.items() <= custom_names([*later, *some]).items()


@given(fields, fields)
def test_remembered_names_stay_whatever_comes_and_goes(some: list[CustomField], more: list[CustomField]) -> None:
    before = custom_names(some)
    after = custom_names([*more, *some[::2]], remembered=before)

    assert {field: after[field] for field in some[::2]} == {field: before[field] for field in some[::2]}
    assert len(set(after.values())) == len(after)


def test_order_of_the_reply_does_not_matter() -> None:
    some = [CustomField(3, "VIP"), CustomField(1, None), CustomField(2, "vip")]

    assert custom_names(some) == custom_names(some[::-1])


def test_remembered_name_that_became_a_fixed_column_is_given_up() -> None:
    field = CustomField(3, "E-mail")

    assert custom_names([field], remembered={field: "email"}) == {field: "e_mail"}


def test_columns_read_the_value_by_id_as_text() -> None:
    column, nameless = custom_columns([CustomField(47, 'The "VIP"'), CustomField(48, None)])

    assert (column.name, column.type, column.source) == ("the_vip", DataType.VARCHAR, Field((("custom", "47"),)))
    assert column.comment == 'Custom field 47, with the title "The "VIP"". API field: custom.47.'
    assert nameless.comment == "Custom field 48, without a title. API field: custom.48."
    assert not column.not_null


def test_titles_lead_to_columns_where_they_are_unique() -> None:
    some = [
        CustomField(1, "Plan"),
        CustomField(2, "VIP"),
        CustomField(3, "VIP"),
        CustomField(4, "vip"),
        CustomField(5, ""),
    ]

    assert {title: column.name for title, column in columns_by_title(some).items()} == {
        "Plan": "plan",
        "vip": "vip_custom_4",
    }


def test_contacts_have_custom_columns_last() -> None:
    table = contacts_with([CustomField(2, "Plan"), CustomField(1, "City")])

    assert [column.name for column in table.columns] == [*CONTACTS.by_name, "city", "plan"]
    assert "city" not in CONTACTS.by_name
