"""The table of rights, and that it is asked anew each time."""

import pytest
from django.core.exceptions import PermissionDenied
from django.template import RequestContext, Template
from django.test import RequestFactory

from kpverify.accounts import services
from kpverify.accounts.models import RoleGrant
from kpverify.accounts.rights import RIGHTS, Action, actions_of, may, require

pytestmark = pytest.mark.django_db


def test_every_role_stands_in_the_table():
    assert set(RIGHTS) == set(RoleGrant.Role)


def test_nobody_can_both_prepare_and_approve_by_one_role():
    both = {Action.CERTIFICATE_DRAFT, Action.CERTIFICATE_APPROVE}
    assert not any(both <= actions for actions in RIGHTS.values())


def test_the_secretariat_touches_no_certificate():
    assert not any(action.startswith("certificate.") for action in RIGHTS[RoleGrant.Role.SECRETARIAT])


def test_every_action_is_somebodys():
    assert set(Action) == set().union(*RIGHTS.values())


def test_rights_are_those_of_all_roles_held(world):
    assert actions_of(world.ada) == RIGHTS[RoleGrant.Role.PREPARER]
    assert actions_of(world.chen) == RIGHTS[RoleGrant.Role.PREPARER] | RIGHTS[RoleGrant.Role.APPROVER]
    assert actions_of(world.dora) == frozenset()


def test_a_role_that_ends_ends_at_once(world):
    assert may(world.ada, Action.CERTIFICATE_DRAFT)
    services.end_role(officer_id=world.ada.pk, role="preparer", by="test", now=world.now)
    assert not may(world.ada, Action.CERTIFICATE_DRAFT)
    with pytest.raises(PermissionDenied):
        require(world.ada, Action.CERTIFICATE_DRAFT)


def test_who_has_left_may_nothing(world):
    services.deactivate_officer(officer_id=world.ben.pk, by="test", now=world.now)
    assert actions_of(world.ben) == frozenset()


def shown(user, text):
    request = RequestFactory().get("/")
    if user is not None:
        request.user = user
    return Template(text).render(RequestContext(request))


ASKS = "{% if may.certificate_draft %}yes{% else %}no{% endif %} {{ officer.name }}"


def test_pages_ask_the_same_table(world):
    assert shown(world.ada, ASKS) == "yes Ada Kgosi"
    assert shown(world.ben, ASKS) == "no Ben Tau"
    assert shown(None, ASKS) == "no "


def test_a_page_that_does_not_ask_costs_no_query(world, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert shown(world.ada, "{{ officer.name }}") == "Ada Kgosi"
