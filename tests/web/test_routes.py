"""Every address of the site × everybody who may come by: one table says who gets what.

A new page or API call needs a line in ``ROUTES``:

    METHOD  address  group  status  [field=value …]

``group`` is a row of ``GROUPS``: who is let in, and what the others get. ``status`` is what those who are let in get
for just these fields (none: an empty form or ``{}``, so mostly 422; ``go`` is a redirect, ``sign-in`` one to the
page of that name). ``{open}`` and the like are
things of ``World.things`` (tests/web/world.py): the author's, except where their name says whose they are. An address
that names something not everybody may see gets one more line for a hidden thing (``{draft}``, ``{private}``, …).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import pytest
from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.web.world import API, PEOPLE, PNG, World

# + let in · s asked to sign in (a page leads there, anything else is 401) · g led on · 3, 4: 403, 404
# h hidden from visitors: 404, or asked to sign in before anything is looked up
GROUPS = """
group                visitor customer author other elsewhere moderator reviewer admin suspended
anybody                 +       +       +      +       +         +        +       +       +
visitors                +       g       g      g       g         g        g       g       g
led-through-sign-up     g       +       +      +       +         +        +       +       +
asked-to-join           g       +       +      +       +         +        +       +       3
signed-in               s       +       +      +       +         +        +       +       +
member                  s       +       +      +       +         +        +       +       3
author                  s       3       +      3       3         3        3       3       3
author-or-moderator     s       3       +      3       3         +        3       +       3
not-the-author          s       +       3      +       +         +        +       +       3
moderator               s       3       3      3       3         +        3       +       3
author-or-team          s       3       +      3       3         +        +       +       3
reviewer                s       3       3      3       3         3        +       +       3
staff                   s       3       3      3       3         +        +       +       3
admin                   s       3       3      3       3         3        3       +       3
some-moderator          s       3       3      3       +         +        3       +       3
some-reviewer           s       3       3      3       +         3        +       +       3
some-staff              s       3       3      3       +         +        +       +       3
some-admin              s       3       3      3       +         3        3       +       3

nobody                  h       4       4      4       4         4        4       4       4
author-may-not          h       4       3      4       4         4        4       4       4
author-alone            h       4       +      4       4         4        4       4       4
other-alone             h       4       4      +       4         4        4       4       4
signed-in-alone         h       +       +      +       +         +        +       +       +
author-and-team         h       4       +      4       4         +        +       +       4
hidden-author           h       4       +      4       4         3        3       3       4
hidden-author-or-mod    h       4       +      4       4         +        3       +       4
hidden-team             h       4       3      4       4         +        +       +       4
hidden-moderator        h       4       3      4       4         +        3       +       4
hidden-reviewer         h       4       3      4       4         3        +       +       4
receiver                h       4       +      4       4         4        4       3       4
reward-of-admin         h       4       3      4       4         4        4       +       4
admin-alone             h       4       4      4       4         4        4       +       4
"""

ROUTES = """
# pages for everybody
GET    /                                              anybody               200
GET    /.well-known/change-password                   anybody               go
GET    /boards                                        anybody               200
GET    /boards/{board}                                anybody               200
GET    /boards/{private_board}                        signed-in-alone       200
GET    /boards/{board}/rounds                         anybody               200
POST   /boards/{board}/rounds                         reviewer              422
GET    /boards/{private_board}/rounds                 signed-in-alone       200
GET    /rounds/{round}                                anybody               200
GET    /rounds/{round}/vote                           led-through-sign-up   go
POST   /rounds/{round}/vote                           member                404
POST   /rounds/{round}/ideas                          reviewer              404
GET    /boards/{board}/agreement                      nobody                0         # it has no terms
POST   /boards/{board}/agreement                      nobody                0
POST   /boards/{board}/membership                     member                409
POST   /boards/{private_board}/membership             member                go
GET    /join/nothing                                  nobody                0
POST   /join/nothing                                  nobody                0
GET    /boards/{board}/rules                          anybody               200
GET    /boards/{board}/rules/1                        anybody               200
GET    /boards/{private_board}/rules                  signed-in-alone       200
GET    /boards/{private_board}/rules/1                signed-in-alone       200
GET    /brand/nothing.css                             nobody                0
GET    /comments/{open_comment}                       anybody               200
GET    /logo/nothing                                  nobody                0
GET    /de/                                           anybody               go
GET    /de/boards                                     anybody               go
GET    /faces/{face}                                  anybody               200
GET    /favicon.ico                                   anybody               go
GET    /feeds/ideas.atom                              anybody               200
GET    /healthz                                       anybody               200
GET    /ideas/new                                     anybody               200
GET    /ideas/{open}                                  anybody               go
GET    /ideas/{open}/{open_slug}                      anybody               200
GET    /ideas/{open}/preview.png                      anybody               200
GET    /preview.png                                   anybody               200
GET    /boards/{board}/preview.png                    anybody               200
GET    /boards/{private_board}/preview.png            nobody                0
GET    /people/{handle}/preview.png                   anybody               200
GET    /ideas/{draft}/preview.png                     nobody                0
GET    /ideas/{private}/preview.png                   nobody                0
GET    /ideas/{open}/history                          anybody               200
GET    /ideas/{open}/ledger                           anybody               200
GET    /ideas/{merged}                                anybody               go
GET    /in-action                                     anybody               200
GET    /metrics                                       anybody               200
GET    /moderation/votes                              some-moderator        200
POST   /ideas/{open}/votes/patterns/{nobody}          moderator             422
GET    /moderation/log                                anybody               200
GET    /trust                                         anybody               200
GET    /rulings/{ruling}/appeal                       author-alone          200
POST   /rulings/{ruling}/appeal                       author-alone          422
GET    /people/{handle}                               anybody               200
GET    /privacy                                       anybody               200
GET    /privacy/1                                     nobody                0
GET    /terms/1                                       nobody                0
GET    /readyz                                        anybody               200
GET    /robots.txt                                    anybody               200
GET    /search                                        anybody               200
GET    /search/suggestions                            anybody               200
GET    /similar                                       anybody               200
GET    /terms                                         anybody               200
GET    /theme                                         anybody               go
GET    /uploads/{open_picture}                        anybody               200
POST   /preview                                       anybody               200

# signing in and out
GET    /signin                                        visitors              200
POST   /signin                                        visitors              422
GET    /signup                                        visitors              200
POST   /signup                                        visitors              422
GET    /forgot                                        anybody               200
POST   /forgot                                        anybody               422
GET    /forgot/code                                   anybody               200
POST   /forgot/code                                   anybody               422
GET    /signin/again                                  signed-in             200
POST   /signin/again                                  signed-in             422
GET    /signin/second                                 anybody               sign-in
POST   /signin/second                                 anybody               sign-in
POST   /signin/passkey/options                        anybody               200
POST   /signin/passkey                                anybody               sign-in
POST   /signin/provider/{provider}                    anybody               sign-in
POST   /signin/provider/{nobody}                      nobody                0
GET    /signin/provider/return                        anybody               sign-in
GET    /unsubscribe/nothing                           nobody                0
POST   /unsubscribe/nothing                           nobody                0
POST   /searches                                      signed-in             422
POST   /searches/{nobody}/removal                     signed-in             go
GET    /team/nothing                                  nobody                0
POST   /team/nothing                                  nobody                0
POST   /signout                                       anybody               go
GET    /confirm                                       signed-in             200
POST   /confirm                                       signed-in             422
POST   /confirm/code                                  signed-in             409
GET    /confirm/nothing                               nobody                0
POST   /confirm/nothing                               nobody                0

# oneself
GET    /account                                       signed-in             200
POST   /account                                       signed-in             422
POST   /account/language                              signed-in             422
GET    /account/agreements/{nobody}                   nobody                0
POST   /account/mail                                  signed-in             go
POST   /account/data                                  signed-in             200
GET    /account/leave                                 signed-in             200
POST   /account/leave                                 signed-in             422
GET    /account/terms                                 signed-in             200
POST   /account/terms                                 signed-in             go
POST   /account/password                              signed-in             422
GET    /account/security                              signed-in             200
POST   /account/app                                   signed-in             go
POST   /account/app/confirmation                      signed-in             422
POST   /account/app/removal                           signed-in             go
POST   /account/recovery                              signed-in             409
GET    /account/address                               signed-in             200
POST   /account/address                               signed-in             422
GET    /account/address/code                          signed-in             200
POST   /account/address/code                          signed-in             422
POST   /account/providers/{provider}                  signed-in             go
POST   /account/identities/{nobody}/removal           signed-in             go
POST   /account/passkeys/options                      signed-in             200
POST   /account/passkeys                              signed-in             go
POST   /account/passkeys/{nobody}/removal             signed-in             go
POST   /account/support                               signed-in             go
POST   /account/sessions                              signed-in             go
POST   /account/sessions/{session_of_author}/end      signed-in             go        # others' stay: see below
POST   /account/tokens                                signed-in             422
POST   /account/tokens/{token_of_author}/revocation   signed-in             go        # others' stay: see below
GET    /inbox                                         signed-in             200
POST   /inbox/seen                                    signed-in             go
GET    /rewards                                       signed-in             200
POST   /rewards/{reward}/approve                      reward-of-admin       409
POST   /rewards/{reward}/claim                        receiver              409
POST   /rewards/{reward}/pay                          reward-of-admin       409

# an idea that everybody sees
GET    /ideas/{open}/comments                         anybody               go
POST   /ideas/{open}/comments                         member                go     body=Good!
POST   /ideas/{open}/files/key/removal                author-or-moderator   422
GET    /ideas/{open}/team                             author                200
POST   /ideas/{open}/team                             author                422
GET    /ideas/{draft}/team                            author-alone          200
GET    /ideas/{private}/team                          hidden-author         200
POST   /ideas/{private}/team                          hidden-author         422
POST   /comments/{open_comment}/credit                author                422
POST   /comments/{private_comment}/credit             hidden-author         422
GET    /invitations                                   signed-in             200
GET    /invitations/nothing                           nobody                0
POST   /invitations/nothing                           nobody                0
POST   /ideas/{open}/links                            author-or-team        go     idea={case} kind=builds_on
POST   /ideas/{open}/links/{link}/removal             author-or-team        go
GET    /ideas/{open}/edit                             author-or-moderator   200
POST   /ideas/{open}/edit                             author-or-moderator   422
GET    /ideas/{open}/follow                           anybody               go
POST   /ideas/{open}/follow                           signed-in             go
PUT    /ideas/{open}/follow                           signed-in             go
DELETE /ideas/{open}/follow                           signed-in             go
GET    /ideas/{open}/merge                            staff                 200
POST   /ideas/{open}/merge                            staff                 422
GET    /ideas/{open}/pick                             reviewer              200
POST   /ideas/{open}/pick                             reviewer              422
POST   /ideas/{open}/pictures                         author-or-moderator   go     pictures=@png
POST   /ideas/{open}/pictures/1                       author-or-moderator   go
DELETE /ideas/{open}/pictures/1                       author-or-moderator   go
GET    /ideas/{open}/vote                             led-through-sign-up   200
POST   /ideas/{open}/vote                             not-the-author        go     value=1
PUT    /ideas/{open}/vote                             not-the-author        go     value=1
DELETE /ideas/{open}/vote                             not-the-author        go
GET    /ideas/{open}/withdrawal                       author                200
POST   /ideas/{open}/withdrawal                       author                go
POST   /ideas/new                                     asked-to-join         422
GET    /comments/{open_comment}/edit                  author                200
POST   /comments/{open_comment}/edit                  author                go     body=Better!
POST   /comments/{open_comment}/deletion              author-or-moderator   go
GET    /comments/{open_comment}/heart                 anybody               go
POST   /comments/{open_comment}/heart                 member                go
PUT    /comments/{open_comment}/heart                 member                go
DELETE /comments/{open_comment}/heart                 member                go
GET    /flags/new?subject=idea:{open}                 signed-in             200
POST   /flags/new                                     member                go     subject=idea:{open} reason=spam

# what only some see is not there for the others
GET    /ideas/{draft}                                 author-alone          go
GET    /ideas/{draft}/x                               author-alone          go
GET    /ideas/{draft}/edit                            author-alone          200
POST   /ideas/{draft}/edit                            author-alone          422
GET    /ideas/{draft}/history                         author-alone          200
GET    /ideas/{draft}/ledger                          nobody                0
POST   /ideas/{draft}/comments                        author-alone          409    body=Hello
POST   /ideas/{draft}/vote                            author-may-not        0      value=1
POST   /ideas/{draft}/follow                          author-alone          go
POST   /ideas/{draft}/merge                           author-may-not        0
POST   /ideas/{draft}/pictures                        author-alone          go     pictures=@png
POST   /ideas/{draft}/pictures/1                      author-alone          go
POST   /ideas/{draft}/withdrawal                      author-alone          409
GET    /uploads/{draft_picture}                       author-alone          200
GET    /uploads/{private_picture}                     author-and-team       200
GET    /uploads/{removed_picture}                     author-and-team       200
GET    /uploads/{removed_picture}?w=400               author-and-team       200
GET    /attachments/{attachment}                      author-and-team       200
POST   /ideas/{private}/links                         author-and-team       go     idea={open} kind=builds_on
POST   /ideas/{open}/links                            author-and-team       go     idea={private} kind=builds_on
POST   /ideas/{private}/links/{link}/removal          author-and-team       422
POST   /ideas/{private}/files/plan/removal            hidden-author-or-mod  go
GET    /ideas/{removed}                               author-and-team       go
GET    /ideas/{screening}                             author-and-team       go
GET    /ideas/{private}                               author-and-team       go
GET    /ideas/{private}/history                       author-and-team       200
GET    /ideas/{private}/ledger                        author-and-team       200
GET    /ideas/{private}/edit                          hidden-author-or-mod  200
POST   /ideas/{private}/vote                          hidden-team           go     value=1
POST   /ideas/{private}/comments                      author-and-team       go     body=Hello
POST   /ideas/{private}/follow                        author-and-team       go
GET    /ideas/{members}                               signed-in-alone       go
GET    /comments/{private_comment}                    author-and-team       200
GET    /comments/{removed_comment}                    author-and-team       200
POST   /comments/{private_comment}/heart              author-and-team       go
POST   /comments/{private_comment}/edit               hidden-author         go     body=Better!
POST   /comments/{private_comment}/deletion           hidden-author-or-mod  go
GET    /flags/new?subject=idea:{private}              author-and-team       200
GET    /flags/new?subject=comment:{private_comment}   author-and-team       200
GET    /ideas/{others_draft}/edit                     other-alone           200
GET    /ideas/{nobody}                                nobody                0
GET    /uploads/{nobody}.webp                         nobody                0

# the team's desks
GET    /insights                                      some-staff            200
GET    /moderation                                    some-moderator        200
GET    /moderation/duplicates                         some-staff            200
POST   /moderation/duplicates                         signed-in             422    board={board}
POST   /moderation                                    some-moderator        422
GET    /moderation/strokes/{ruling}/undo              some-moderator        404       # done alone
POST   /moderation/strokes/{ruling}/undo              some-moderator        404
POST   /moderation/appeals/1                          some-moderator        404       # there is none
GET    /moderation/ideas/{open}                       moderator             200
POST   /moderation/ideas/{open}                       moderator             422
GET    /moderation/ideas/{private}                    hidden-moderator      200
GET    /moderation/comments/{open_comment}            moderator             200
POST   /moderation/comments/{open_comment}            moderator             422
GET    /moderation/comments/{private_comment}         hidden-moderator      200
GET    /moderation/people/{handle}                    moderator             200
POST   /moderation/people/{handle}                    moderator             422
GET    /moderation/rulings/{ruling}/undo              hidden-moderator      200
POST   /moderation/rulings/{ruling}/undo              hidden-moderator      go
GET    /review                                        some-reviewer         200
GET    /review/{case}                                 reviewer              200
GET    /review/{private_case}                         hidden-reviewer       200
POST   /review/{case}/assessment                      reviewer              422
POST   /review/{case}/conflict                        reviewer              422
POST   /review/{case}/decision                        reviewer              422
POST   /review/{case}/notes                           reviewer              422
POST   /review/{case}/progress                        reviewer              422
POST   /review/{private_case}/decision                hidden-reviewer       422
GET    /rewards/ledger                                some-admin            200

# admins
GET    /admin                                         some-admin            200
GET    /admin/boards/new                              admin                 200
POST   /admin/boards/new                              admin                 422
GET    /admin/boards/{board}                          admin                 200
POST   /admin/boards/{board}                          admin                 go
GET    /admin/boards/{board}/rules                    admin                 200
POST   /admin/boards/{board}/rules                    admin                 go
GET    /admin/boards/{board}/rules.toml               admin                 200
POST   /admin/boards/{board}/rules/file               admin                 422
GET    /admin/boards/{board}/members                  moderator             200
POST   /admin/boards/{board}/members                  moderator             422
GET    /admin/boards/{board}/agreements               moderator             200
GET    /admin/boards/{far_board}                      some-admin            200
GET    /admin/people                                  admin                 200
POST   /admin/people/{handle}/roles                   admin                 422
POST   /admin/people/{handle}/deletion                admin                 422
POST   /admin/people/{handle}/lost-steps              admin                 422
GET    /welcome                                       admin-alone           200   # before: test_welcome
POST   /welcome                                       admin-alone           200
GET    /welcome/board                                 admin                 go    # there is one already: test_welcome
POST   /welcome/board                                 admin                 go
GET    /welcome/ideas                                 admin                 200
POST   /welcome/ideas                                 admin                 422
GET    /admin/site                                    admin                 200
POST   /admin/site                                    admin                 422
GET    /admin/imports                                 some-admin            200
POST   /admin/imports                                 some-admin            422
GET    /admin/imports/{import}                        admin                 200
POST   /admin/imports/{import}/look                   admin                 409
POST   /admin/imports/{import}/take                   admin                 409
POST   /admin/imports/{import}/undo                   admin                 409
GET    /admin/mail                                    admin                 200
POST   /admin/mail/test                               admin                 200
POST   /admin/mail/retry                              admin                 go
GET    /admin/search                                  some-admin            200
POST   /admin/search                                  some-admin            go
POST   /admin/people/invitations                      admin                 422
POST   /admin/people/invitations/{nobody}/removal     admin                 go
GET    /admin/signin                                  admin                 200
POST   /admin/signin/team                             admin                 go
POST   /admin/signin/providers                        admin                 422
POST   /admin/signin/providers/{provider}/test        admin                 200
POST   /admin/signin/providers/{provider}/removal     admin                 go
GET    /admin/signup                                  admin                 200
POST   /admin/signup                                  admin                 go
GET    /admin/watch                                   admin                 200
POST   /admin/watch                                   admin                 422

# the API: reading
GET    /api/v1/openapi.json                           anybody               200
GET    /api/v1/me                                     signed-in             200
GET    /api/v1/boards                                 anybody               200
GET    /api/v1/boards/{board}                         anybody               200
GET    /api/v1/boards/{private_board}                 signed-in-alone       200
GET    /api/v1/boards/{board}/rounds                  anybody               200
POST   /api/v1/boards/{board}/rounds                  reviewer              422
GET    /api/v1/rounds/{round}                         anybody               200
PUT    /api/v1/rounds/{round}/ideas/{open}            reviewer              409
DELETE /api/v1/rounds/{round}/ideas/{open}            reviewer              409
PATCH  /api/v1/rounds/{round}/ideas/{open}            reviewer              422
PUT    /api/v1/rounds/{round}/ideas/{open}/vote       member                422
DELETE /api/v1/rounds/{round}/ideas/{open}/vote       member                409
GET    /api/v1/facts                                  anybody               200
GET    /api/v1/ideas                                  anybody               200
GET    /api/v1/ideas/{open}                           anybody               200
GET    /api/v1/ideas/{open}/comments                  anybody               200
GET    /api/v1/ideas/{open}/ledger                    anybody               200
GET    /api/v1/ideas/{open}/team                      author                200
GET    /api/v1/invitations                            signed-in             200
GET    /api/v1/ideas/{open}/links                     anybody               200
GET    /api/v1/search?q=idea                          anybody               200
GET    /api/v1/review                                 some-reviewer         200
GET    /api/v1/screening                              some-moderator        200
GET    /api/v1/rewards                                signed-in             200
GET    /api/v1/ideas/{draft}                          author-alone          200
GET    /api/v1/ideas/{draft}/comments                 author-alone          200
GET    /api/v1/ideas/{draft}/ledger                   author-alone          200
GET    /api/v1/ideas/{private}                        author-and-team       200
GET    /api/v1/ideas/{private}/comments               author-and-team       200
GET    /api/v1/ideas/{private}/ledger                 author-and-team       200
GET    /api/v1/ideas/{private}/links                  author-and-team       200
GET    /api/v1/ideas/{removed}                        author-and-team       200
GET    /api/v1/ideas/{screening}                      author-and-team       200
GET    /api/v1/ideas/{members}                        signed-in-alone       200
GET    /api/v1/ideas/{others_draft}                   other-alone           200
GET    /api/v1/ideas/{nobody}                         nobody                0

# the API: changing
POST   /api/v1/similar                                anybody               422
POST   /api/v1/boards                                 admin                 422
PATCH  /api/v1/boards/{board}                         admin                 200
GET    /api/v1/boards/{board}/agreement               nobody                0
PUT    /api/v1/boards/{board}/agreement               nobody                0
GET    /api/v1/boards/{board}/membership              signed-in             200
PUT    /api/v1/boards/{board}/membership              member                409
DELETE /api/v1/boards/{board}/membership              member                204
GET    /api/v1/boards/{board}/members                 moderator             200
PUT    /api/v1/boards/{board}/members/{handle}        moderator             204
DELETE /api/v1/boards/{board}/members/{handle}        moderator             204
GET    /api/v1/boards/{board}/invitations             moderator             200
POST   /api/v1/boards/{board}/invitations             moderator             409
DELETE /api/v1/boards/{board}/invitations/{nobody}    moderator             204
POST   /api/v1/flags                                  member                422
POST   /api/v1/ideas                                  member                422
PATCH  /api/v1/ideas/{open}                           author-or-moderator   200
DELETE /api/v1/ideas/{open}                           author                204
POST   /api/v1/ideas/{open}/submission                author                409
PUT    /api/v1/ideas/{open}/vote                      not-the-author        200    value=1
DELETE /api/v1/ideas/{open}/vote                      not-the-author        200
PUT    /api/v1/ideas/{open}/follow                    signed-in             204
DELETE /api/v1/ideas/{open}/follow                    signed-in             204
POST   /api/v1/ideas/{open}/comments                  member                201    body=Good!
POST   /api/v1/ideas/{open}/team/invitations          author                422
DELETE /api/v1/ideas/{open}/team/invitations/{nobody}  author               204
PUT    /api/v1/ideas/{open}/team/shares               author                409
PUT    /api/v1/ideas/{open}/team/consent              author                422
PUT    /api/v1/ideas/{open}/team/leader               author                422
DELETE /api/v1/ideas/{open}/team/me                   author                409
PUT    /api/v1/invitations/{nobody}                   nobody                0
PUT    /api/v1/comments/{open_comment}/credit         author                422
PUT    /api/v1/comments/{open_comment}/credit/answer  nobody                0
POST   /api/v1/ideas/{open}/links                     author-or-team        201    idea={case} kind=builds_on
DELETE /api/v1/ideas/{open}/links/{link}              author-or-team        204
POST   /api/v1/ideas/{open}/files/plan                nobody                0
DELETE /api/v1/ideas/{open}/files/plan                nobody                0
POST   /api/v1/ideas/{open}/pictures                  author-or-moderator   422
DELETE /api/v1/ideas/{open}/pictures/1                author-or-moderator   204
POST   /api/v1/ideas/{open}/merge                     staff                 422
DELETE /api/v1/ideas/{open}/merge                     staff                 409
POST   /api/v1/ideas/{open}/pick                      reviewer              422
PUT    /api/v1/ideas/{open}/screening                 moderator             422
PUT    /api/v1/ideas/{case}/assessment                reviewer              422
PUT    /api/v1/ideas/{case}/decision                  reviewer              422
PUT    /api/v1/ideas/{case}/progress                  reviewer              422
PATCH  /api/v1/comments/{open_comment}                author                422
DELETE /api/v1/comments/{open_comment}                author-or-moderator   204
PUT    /api/v1/comments/{open_comment}/heart          member                200
DELETE /api/v1/comments/{open_comment}/heart          member                200
POST   /api/v1/rewards/{reward}/approve               reward-of-admin       409
POST   /api/v1/rewards/{reward}/claim                 receiver              409
POST   /api/v1/rewards/{reward}/pay                   reward-of-admin       409

# the API: what only some see cannot be changed by the others either
PATCH  /api/v1/ideas/{draft}                          author-alone          200
DELETE /api/v1/ideas/{draft}                          author-alone          409
POST   /api/v1/ideas/{draft}/submission               author-alone          200
POST   /api/v1/ideas/{draft}/comments                 author-alone          409    body=Hello
POST   /api/v1/ideas/{draft}/pictures                 author-alone          422
DELETE /api/v1/ideas/{draft}/pictures/1               author-alone          204
PUT    /api/v1/ideas/{draft}/vote                     author-may-not        0      value=1
PUT    /api/v1/ideas/{draft}/follow                   author-alone          204
PATCH  /api/v1/ideas/{private}                        hidden-author-or-mod  200
POST   /api/v1/ideas/{private}/links                  author-and-team       201    idea={open} kind=builds_on
DELETE /api/v1/ideas/{private}/links/{link}           nobody                0
POST   /api/v1/ideas/{private}/files/plan             hidden-author-or-mod  422
DELETE /api/v1/ideas/{private}/files/plan             hidden-author-or-mod  204
DELETE /api/v1/ideas/{private}                        hidden-author         204
PUT    /api/v1/ideas/{private}/vote                   hidden-team           200    value=1
PUT    /api/v1/ideas/{private}/follow                 author-and-team       204
POST   /api/v1/ideas/{private}/comments               author-and-team       201    body=Hello
POST   /api/v1/ideas/{private}/merge                  hidden-team           422
PUT    /api/v1/ideas/{private}/screening              hidden-moderator      422
PUT    /api/v1/ideas/{private_case}/assessment        hidden-reviewer       422
PUT    /api/v1/ideas/{private_case}/decision          hidden-reviewer       422
PATCH  /api/v1/comments/{private_comment}             hidden-author         200    body=Better!
DELETE /api/v1/comments/{private_comment}             hidden-author-or-mod  204
PUT    /api/v1/comments/{private_comment}/heart       author-and-team       200
POST   /api/v1/flags                                  author-and-team       201    subject=idea:{private} reason=spam
POST   /api/v1/ideas/{nobody}/comments                nobody                0      body=Hello
"""
HIDDEN = "404 or asked to sign in"
ELSEWHERE = ("static", "asset ")  # files that are the same for everybody, by their own tests


@dataclass(frozen=True)
class Line:
    """One line of ``ROUTES``."""

    method: str
    path: str
    group: str
    status: str
    fields: tuple[tuple[str, str], ...]

    @property
    def is_api(self) -> bool:
        return self.path.startswith(API)

    def awaits(self, who: str) -> str:
        """What this persona gets: a number, ``go`` (a redirect within the site) or ``sign in`` (one to sign-in)."""
        letter = GATES[self.group][PEOPLE.index(who)]
        asked = "sign in" if self.method == "GET" and not self.is_api else "401"
        given = self.status.replace("-", " ")
        return {"+": given, "g": "go", "s": asked, "h": HIDDEN, "3": "403", "4": "404"}[letter]


def lines() -> Iterator[Line]:
    """The table, read."""
    for text in ROUTES.strip().splitlines():
        said = text.partition("   #")[0].strip()
        if said and not said.startswith("#"):
            method, path, group, status, *fields = said.split()
            yield Line(method, path, group, status, tuple((name, value) for name, _, value in map(_parted, fields)))


def _parted(field: str) -> tuple[str, str, str]:
    return field.partition("=")


GATES = {row.split()[0]: row.split()[1:] for row in GROUPS.strip().splitlines()[1:] if row}
LINES = tuple(lines())


def test_the_table_is_well_formed() -> None:
    assert {line.group for line in LINES} <= set(GATES), "a group that GROUPS does not have"
    assert {len(gates) for gates in GATES.values()} == {len(PEOPLE)}
    assert set(GATES) == {line.group for line in LINES}, "a group that nothing uses"


def test_every_address_is_in_the_table(world: World) -> None:
    there = {_endpoint(world, line): line for line in LINES}
    missing = [
        f"{method} {rule.rule} (function {rule.endpoint}) has no line in ROUTES of tests/web/test_routes.py: add\n"
        f"  {method} {rule.rule}  GROUP  STATUS\n"
        "with a thing of tests/web/world.py for each <…>, the row of GROUPS that says who gets in, and what they get; "
        "where what it names may be hidden, add a second line for a hidden one."
        for rule in _rules(world)
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
        if (method, rule.endpoint) not in there
    ]
    assert not missing, "\n\n" + "\n\n".join(missing)


def _rules(world: World) -> Iterator[Rule]:
    return (rule for rule in world.app.url_map.iter_rules() if not rule.endpoint.startswith(ELSEWHERE))


def _endpoint(world: World, line: Line) -> tuple[str, str]:
    """Where the line's address leads."""
    address = line.path.format(**world.things).partition("?")[0]
    endpoint, _arguments = world.app.url_map.bind("localhost").match(address, method=line.method)
    return line.method, endpoint


@pytest.mark.parametrize("who", PEOPLE)
def test_everybody_gets_what_the_table_says(world: World, who: str) -> None:
    wrong = []
    for line in LINES:
        got, awaited = _got(_ask(world, line, who)), line.awaits(who)
        if awaited == HIDDEN and got in ("404", "401", "sign in"):
            continue
        if got != awaited:
            wrong.append(f"{line.method} {line.path}: {who} gets {got}, the table says {awaited} ({line.group})")
    assert not wrong, "\n" + "\n".join(wrong)


def _ask(world: World, line: Line, who: str, **more: Any) -> TestResponse:
    sent = {name: value.format(**world.things) for name, value in line.fields}
    if line.is_api:
        if line.method != "GET" and not line.path.endswith("/pictures"):
            more["json"] = {name: int(value) if value.isdigit() else value for name, value in sent.items()}
        return world.call(who, line.method, line.path, **more)
    data = {name: (BytesIO(PNG), "a.png") if value == "@png" else value for name, value in sent.items()}
    return world.page(who, line.method, line.path, data=None if line.method == "GET" else data, **more)


def _got(answer: TestResponse) -> str:
    if answer.status_code not in (301, 302, 303, 307, 308):
        return str(answer.status_code)
    to = urlsplit(answer.headers["Location"])
    assert not to.netloc, f"a redirect to elsewhere: {answer.headers['Location']}"
    return "sign in" if to.path == "/signin" else "go"


# tokens and cookies: each opens its own door only


def test_a_token_that_may_only_read_changes_nothing(world: World) -> None:
    wrong = []
    for line in LINES:
        if line.is_api and line.method != "GET" and not line.path.endswith("/similar"):
            full, reading = line.awaits("admin"), _got(_ask(world, line, "admin", scopes="reading"))
            if reading != (full if full in ("401", "404") else "403"):
                wrong.append(f"{line.method} {line.path}: {reading}")
    assert not wrong


def test_reading_needs_the_scope_to_read(world: World) -> None:
    """(The calls of a desk are read with that desk's own scope as well.)"""
    for line in LINES:
        if line.is_api and line.method == "GET" and line.awaits("author") == "200" and not line.path.endswith("json"):
            assert _ask(world, line, "author", scopes="writing").status_code == 403, line


def test_a_token_that_is_not_known_opens_nothing(world: World) -> None:
    for line in LINES:
        if line.is_api and not line.path.endswith("openapi.json"):
            answer = _ask(world, line, "author", headers={"Authorization": "Bearer idb_nothing"})
            assert answer.status_code == 401, line


def test_the_api_does_not_look_at_cookies_nor_pages_at_tokens(world: World) -> None:
    mine = {"Authorization": f"Bearer {world.tokens['admin/all']}"}
    for line in LINES:
        if line.is_api:
            json = None if line.method == "GET" else {}
            got = _got(world.page("admin", line.method, line.path, json=json))
            assert got == "401" or got == _got(world.call("visitor", line.method, line.path, json=json)), line
        elif line.awaits("visitor") in ("sign in", "401", HIDDEN):
            assert _got(_ask(world, line, "visitor", headers=mine)) in ("sign in", "401", "404"), line


@pytest.mark.parametrize("width", ["400", "²", "-1", "9" * 400, "400.0", "٤٠٠", "", "%00"])
def test_a_picture_is_served_whatever_width_is_asked_for(world: World, width: str) -> None:
    assert world.page("visitor", "GET", "/uploads/{open_picture}", query_string={"w": width}).status_code == 200


# what belongs to somebody stays theirs, whatever number is in the address


@pytest.mark.parametrize("who", ["customer", "admin"])
def test_nobody_ends_a_session_or_a_token_of_somebody_else(world: World, who: str) -> None:
    world.page(who, "POST", "/account/sessions/{session_of_author}/end", keep=True)
    assert world.page("author", "GET", "/account", keep=True).status_code == 200
    world.page(who, "POST", "/account/tokens/{token_of_author}/revocation", keep=True)
    assert world.call("author", "GET", "/api/v1/me", scopes="writing").status_code == 403
    world.page("author", "POST", "/account/tokens/{token_of_author}/revocation", keep=True)
    assert world.call("author", "GET", "/api/v1/me", scopes="writing").status_code == 401
