"""The settings of gunicorn: threads keep connections alive, as the other servers do."""

bind = "127.0.0.1:0"
workers = 2
threads = 4
worker_class = "gthread"
# Longer than the pause of a client while the other servers are measured.
keepalive = 300
graceful_timeout = 1
loglevel = "warning"


def when_ready(server):
    print(f"Listening on {server.LISTENERS[0]}", flush=True)
