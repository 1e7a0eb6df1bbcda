"""What every answer carries: a strict content policy; and addresses that are right behind a configured proxy."""

from __future__ import annotations

from flask import Flask, Response
from secure import Secure
from secure.headers import (
    ContentSecurityPolicy,
    CrossOriginOpenerPolicy,
    PermissionsPolicy,
    ReferrerPolicy,
    StrictTransportSecurity,
    XContentTypeOptions,
    XFrameOptions,
)
from werkzeug.middleware.proxy_fix import ProxyFix

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; manifest-src 'self'"
)


def prepare(app: Flask) -> None:
    """Security headers on every answer; forwarded addresses only from as many proxies as were configured."""
    proxies = app.config["PROXIES"]
    if proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=proxies, x_proto=proxies, x_host=proxies)  # type: ignore[method-assign]
    headers = _headers(secure_site=app.config["SESSION_COOKIE_SECURE"])

    @app.after_request
    def protect(response: Response) -> Response:
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        return response


def _headers(*, secure_site: bool) -> dict[str, str]:
    chosen = Secure(
        csp=ContentSecurityPolicy().value(CSP),
        coop=CrossOriginOpenerPolicy().same_origin(),
        referrer=ReferrerPolicy().strict_origin_when_cross_origin(),
        permissions=PermissionsPolicy().geolocation().camera().microphone(),
        xcto=XContentTypeOptions().nosniff(),
        xfo=XFrameOptions().deny(),
        hsts=StrictTransportSecurity().max_age(31_536_000) if secure_site else None,
    )
    return dict(chosen.headers)
