import os

from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "solokop.settings")
# People wait for its answers: it waits less long for the database than a job does.
os.environ["SOLOKOP_PROCESS"] = "web"
application = get_wsgi_application()
