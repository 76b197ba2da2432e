"""What mycli asks a server at its start, and what it offers to complete. Arguments: the socket, a database."""

import logging
import re
import sys

from mycli.completion_refresher import CompletionRefresher
from mycli.sqlexecute import SQLExecute

SOCKET, DATABASE = sys.argv[1:]
# Tables of the server's that need not be there: mycli goes on without them.
OPTIONAL = re.compile(r"Table 'mysql\.(user|help_topic)' doesn't exist")
OTHER_DATABASES = {"performance_schema", "sys"}
# It only logs what fails.
failures = logging.StreamHandler(sys.stdout)
failures.addFilter(lambda record: not OPTIONAL.search(record.getMessage()))
logging.basicConfig(handlers=[failures], level=logging.ERROR, format="%(message)s")

executor = SQLExecute(DATABASE, "root", "", "localhost", 3306, SOCKET, "utf8mb4", False, None, *(None,) * 5)
server = executor.server_info
print(server.species.name, server.version, executor.connection_id > 0)
found = []
refresher = CompletionRefresher()
refresher.refresh(executor, found.append)
refresher._completer_thread.join()
completer = found[0]
print(sorted(set(completer.databases) - OTHER_DATABASES))
for kind in ["tables", "views", "functions"]:
    for schema, names in sorted(completer.dbmetadata[kind].items()):
        print(kind, schema, sorted(names.items()) if names else names)
