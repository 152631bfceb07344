"""Superset's settings for a look at it on one machine; a deployment has its own."""

import os

SECRET_KEY = os.environ["SUPERSET_SECRET_KEY"]
SQLALCHEMY_DATABASE_URI = "sqlite:///" + os.path.join(os.environ["SUPERSET_HOME"], "superset.db")

# Superset's own API is asked by a script here, without a browser's form.
WTF_CSRF_ENABLED = False
TALISMAN_ENABLED = False
RATELIMIT_ENABLED = False

# The driver's result cache serves all charts of a dashboard, whatever they ask; Superset's serves a chart that is asked
# for twice.
FEATURE_FLAGS = {"ESTIMATE_QUERY_COST": True}
