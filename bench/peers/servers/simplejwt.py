"""Django REST framework with SimpleJWT, which rotates refresh tokens and blacklists the consumed ones.

gunicorn serves `application`. `python3 simplejwt.py COUNT` creates the tables and COUNT users, and
prints a refresh token of each as JSON. DATABASE_URL and JWT_SECRET are required.
"""

import json
import os
import sys
from urllib.parse import urlsplit

import django
from django.conf import settings

database = urlsplit(os.environ["DATABASE_URL"])

settings.configure(
    SECRET_KEY=os.environ["JWT_SECRET"],
    ALLOWED_HOSTS=["127.0.0.1"],
    ROOT_URLCONF="simplejwt",
    # Those of `startproject` that an API without pages and cookies needs.
    MIDDLEWARE=[
        "django.middleware.security.SecurityMiddleware",
        "django.middleware.common.CommonMiddleware",
    ],
    INSTALLED_APPS=[
        "django.contrib.auth",
        "django.contrib.contenttypes",
        "rest_framework",
        "rest_framework_simplejwt",
        "rest_framework_simplejwt.token_blacklist",
    ],
    DATABASES={
        "default": {
            "ENGINE": "django.db.backends.postgresql",
            "HOST": database.hostname,
            "PORT": database.port,
            "USER": database.username,
            "NAME": database.path[1:],
            # Connections stay open. The default opens one for each request.
            "CONN_MAX_AGE": None,
        }
    },
    DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
    USE_TZ=True,
    REST_FRAMEWORK={
        "DEFAULT_PARSER_CLASSES": ["rest_framework.parsers.JSONParser"],
        "DEFAULT_RENDERER_CLASSES": ["rest_framework.renderers.JSONRenderer"],
    },
    # Both are off by default, and then a refresh token is not rotated.
    SIMPLE_JWT={"ROTATE_REFRESH_TOKENS": True, "BLACKLIST_AFTER_ROTATION": True},
)
django.setup()

from django.core.wsgi import get_wsgi_application  # noqa: E402
from django.urls import path  # noqa: E402
from rest_framework_simplejwt.views import TokenRefreshView  # noqa: E402

urlpatterns = [path("api/token/refresh/", TokenRefreshView.as_view())]
application = get_wsgi_application()


def create_sessions(count):
    from django.contrib.auth.models import User
    from django.core.management import call_command
    from rest_framework_simplejwt.tokens import RefreshToken

    call_command("migrate", verbosity=0)
    users = [User.objects.create(username=f"client-{number}") for number in range(count)]
    return [str(RefreshToken.for_user(user)) for user in users]


if __name__ == "__main__":
    print(json.dumps(create_sessions(int(sys.argv[1]))))
