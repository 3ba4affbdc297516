"""Addresses of banks that staff enter lead out of our own network, over TLS."""

import pytest

from kvita.core.errors import DomainError
from kvita.payments.policies import check_api_url


@pytest.mark.parametrize("url", ["https://3dsec.sberbank.ru/payment/rest", "https://api.yookassa.ru:443/v3"])
def test_a_name_of_the_internet_is_taken(url: str) -> None:
    check_api_url(url)


@pytest.mark.parametrize(
    "url",
    [
        "http://3dsec.sberbank.ru/",
        "https://127.0.0.1/",
        "https://10.0.0.5/v3",
        "https://169.254.169.254/latest/meta-data/",
        "https://[::1]/",
        "https://[::ffff:10.0.0.1]/",
        "https://2130706433/",
        "https://0x7f.1/",
        "https://localhost/",
        "https://localhost./",
        "https://db/",
        "https://db.internal/",
        "https://printer.local/",
        "https://router.home.arpa/",
        "https://bank.ru:5432/",
        "https://bank.ru:99999/",
        "https://user@bank.ru/",
        "https://",
        "file:///etc/passwd",
    ],
)
def test_a_machine_of_our_own_is_not(url: str) -> None:
    with pytest.raises(DomainError) as caught:
        check_api_url(url)
    assert caught.value.code == "api_url"
