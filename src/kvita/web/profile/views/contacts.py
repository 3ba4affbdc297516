"""Name, phones, photo; another e-mail."""

from django.contrib import messages
from django.core.files.storage import default_storage
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_POST, require_safe

from kvita.accounts.services import change_contacts
from kvita.core.errors import DomainError
from kvita.identity.services import remove_photo, set_photo
from kvita.web.profile.access import ProfileRequest, profile_page
from kvita.web.profile.forms import ContactsForm, PhotoForm
from kvita.web.profile.sure import ask_here, is_sure, read_answer
from kvita.web.profile.views.email import send_email_link
from kvita.web.profile.views.page import again, back
from kvita.web.requests import actor_of


@profile_page
@require_POST
def contacts(request: ProfileRequest) -> HttpResponse:
    """Store name and phones, send the link to another e-mail; asks who is there before the way back is changed."""
    form = ContactsForm(request.POST, user=request.user, settings=request.portal.settings)
    if not form.is_valid():
        return again(request, contacts=form)
    if form.changes_way_back and not is_sure(request):
        answer = read_answer(request)
        if not is_sure(request):
            kept = {name: request.POST.get(name, "") for name in form.fields}
            return ask_here(request, answer, action=request.path, kept=kept)
    _store(request, form)
    if form.new_email and (refusal := send_email_link(request, form.new_email)):
        form.add_error("email", refusal)
        return again(request, contacts=form)
    return back("contacts")


@profile_page
@require_POST
def photo(request: ProfileRequest) -> HttpResponse:
    """«Загрузить фотографию»."""
    if not request.portal.settings.profile_photo_enabled:
        raise Http404
    form = PhotoForm(request.POST, request.FILES)
    if form.is_valid():
        try:
            set_photo(user=request.user, data=form.cleaned_data["photo"])
        except DomainError as error:
            form.add_error("photo", error.message)
        else:
            messages.success(request, "Фотография сохранена.")
            return back("contacts")
    return again(request, photo=form)


@profile_page
@require_POST
def photo_removed(request: ProfileRequest) -> HttpResponse:
    """Delete the photo."""
    remove_photo(user=request.user)
    messages.success(request, "Фотография удалена.")
    return back("contacts")


@profile_page
@require_safe
def photo_image(request: ProfileRequest) -> HttpResponse:
    """One's own photo, for oneself alone: it lies in no folder that the web server gives out."""
    name = request.user.photo.name
    if not name or not default_storage.exists(name):
        raise Http404
    with default_storage.open(name) as file:
        return HttpResponse(file.read(), content_type="image/jpeg")


def _store(request: ProfileRequest, form: ContactsForm) -> None:
    typed = form.cleaned_data
    change_contacts(
        user=request.user,
        portal=request.portal,
        name=typed["name"],
        phone=typed["phone"] or None,
        home_phone=typed.get("home_phone", request.user.home_phone),
        actor=actor_of(request),
        now=request.now,
    )
    messages.success(request, "Контактные данные сохранены.")
