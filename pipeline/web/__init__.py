"""The service over a store: pages for people (`pages`), an HTTP API for programs (`api`), `/openapi.json` for both.

    app         the application: what stands in front of every request, and who answers it
    settings    what may be told to it
    accounts    people, programs, keys, logins
    access      who asks, and whether they may
    render      templates and assets

Never: a secret in clear in the store or in a log, an asset from elsewhere, a request without a name behind it (but for the
login page, assets, and the description of the API).
"""
