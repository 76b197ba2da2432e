"""What Python's pymysql sees of a server: one line for each thing, so that two servers can be compared.

Arguments: the socket, the port, the file with the authority's certificate.
"""

import sys
import warnings

import pymysql
from pymysql import converters, cursors
from pymysql.constants import CLIENT, FIELD_TYPE, SERVER_STATUS

SOCKET, PORT, AUTHORITY = sys.argv[1:]
warnings.simplefilter("ignore")


def say(*what):
    print(*(repr(one) for one in what))


def connect(**options):
    place = {"host": "127.0.0.1", "port": int(PORT)} if options.pop("tcp", False) else {"unix_socket": SOCKET}
    return pymysql.connect(**{"user": "py", "password": "wo:r d", "charset": "utf8mb4", "database": "test", **place, **options})


def attempt(call, *args, **options):
    """The result of a call, or the error that it ends with."""
    try:
        return call(*args, **options)
    except (pymysql.MySQLError, pymysql.Warning) as error:
        return type(error).__name__, error.args


# Whether a good index was used is the optimizer's.
INDEX_BITS = SERVER_STATUS.SERVER_QUERY_NO_GOOD_INDEX_USED | SERVER_STATUS.SERVER_QUERY_NO_INDEX_USED
TEXTS = {FIELD_TYPE.TINY_BLOB, FIELD_TYPE.MEDIUM_BLOB, FIELD_TYPE.LONG_BLOB, FIELD_TYPE.BLOB, FIELD_TYPE.VAR_STRING}
TEXTS.add(FIELD_TYPE.STRING)


def column(field):
    """What is known of a column. Of an expression, lengths are a guess of the server's, and which kind of text it is."""
    names = field.catalog, field.db, field.table_name, field.org_table, field.name, field.org_name, field.charsetnr
    if field.org_name == "":
        return names, "text" if field.type_code in TEXTS else field.type_code
    if field.db == b"information_schema":
        return names, field.type_code, field.length
    return names, field.type_code, field.length, field.flags, field.scale


def describe(cursor):
    """Everything that the client learns from one result."""
    result = cursor._result
    columns = [column(field) for field in result.fields] if cursor.description else []
    status = result.server_status and result.server_status & ~INDEX_BITS
    facts = cursor.rowcount, cursor.lastrowid, result.warning_count, status, result.message
    return columns, facts


def run(connection, sql, values=None):
    cursor = connection.cursor()
    failed = attempt(cursor.execute, sql, values)
    if isinstance(failed, tuple):
        say(sql[:200], failed)
        return
    while True:
        say(sql[:200], describe(cursor), cursor.fetchall())
        more = attempt(cursor.nextset)
        if not more or isinstance(more, tuple):
            if more:
                say("next", more)
            break
    cursor.close()


COLUMNS = """a INT PRIMARY KEY AUTO_INCREMENT, b TINYINT, c SMALLINT UNSIGNED, d MEDIUMINT ZEROFILL, e BIGINT UNSIGNED,
f DECIMAL(20,5), g FLOAT, h DOUBLE, i CHAR(5), j VARCHAR(20) CHARACTER SET utf8mb4, k BINARY(4), l VARBINARY(9),
m TINYTEXT, n TEXT CHARACTER SET utf8mb4, o BLOB, p LONGBLOB, q DATE, r TIME(3), s DATETIME(6), t TIMESTAMP NULL,
u YEAR, v BIT(12), w ENUM('x','y'), x SET('p','q','r'), y UUID, z INET6, aa JSON, ab BOOLEAN, ac INET4"""

VALUES = [
    (
        *(None, -128, 65535, 77, 2**64 - 1, "-123456789012345.67890", 1.5, -2.5e300, "ab", "\u00e4\u20ac\U0001f40b", b"\0\1"),
        *(b"\xff'\\\n", "tiny", "it's \"quoted\"\0\x1a", b"\0\xff" * 20, b"", "2024-02-29", "-838:59:58.999"),
        *("9999-12-31 23:59:59.999999", "2024-05-06 07:08:09", 1901, b"\x0a\xbc", "y", "p,r"),
        *("123e4567-e89b-12d3-a456-426655440000", "::ffff:1.2.3.4", '{"a": [1, 2]}', True, "10.0.0.255"),
    ),
    (*(None,) * 29,),
    (
        *(7, 0, 0, 0, 0, 0, 0.0, 0.0, "", "", b"", b"", "", "", b"", b"", "1000-01-01", "00:00:00"),
        *("1000-01-01 00:00:00", None, 2000, 0, "x", "", None, "::", "[]", False, "0.0.0.0"),
    ),
]


def all_types(connection):
    run(connection, f"CREATE OR REPLACE TABLE t ({COLUMNS}) ENGINE=InnoDB")
    places = ",".join(["%s"] * 29)
    for row in VALUES:
        run(connection, f"INSERT INTO t VALUES ({places})", row)
    run(connection, "SELECT * FROM t ORDER BY a")
    run(connection, "SELECT a, r FROM t WHERE e = %s AND i = %s", (2**64 - 1, "ab"))
    run(connection, "SELECT a FROM t WHERE j = %(word)s OR o = %(bytes)s", {"word": "\u00e4\u20ac\U0001f40b", "bytes": b"x"})
    run(connection, "SELECT COUNT(*), SUM(f), AVG(b), MAX(s), GROUP_CONCAT(i), MIN(h) FROM t AS other")
    run(connection, "SELECT 1, -1, 1.50, 1e3, 'a', NULL, x'ff', _latin1'b', TRUE, DATE'2020-01-01', TIME'10:11:12', 1 = 1, 5 DIV 2")
    for name in "abcdefghijklmnopqrstuwxyz":
        run(connection, f"SELECT {name}, COALESCE({name}, {name}) AS other FROM t ORDER BY a LIMIT 1")


def many_and_streams(connection):
    run(connection, "CREATE OR REPLACE TABLE m (a INT PRIMARY KEY, b VARCHAR(30)) ENGINE=InnoDB")
    cursor = connection.cursor()
    say(cursor.executemany("INSERT INTO m (a, b) VALUES (%s, %s)", [(n, f"row {n}") for n in range(2000)]))
    say(cursor.executemany("UPDATE m SET b = %s WHERE a = %s", [("changed", 1), ("changed", 5000)]))
    run(connection, "INSERT INTO m VALUES (1, 'x'), (3000, 'y') ON DUPLICATE KEY UPDATE b = VALUES(b)")
    run(connection, "REPLACE INTO m VALUES (1, 'z')")
    stream = connection.cursor(cursors.SSCursor)
    say(stream.execute("SELECT a, b FROM m ORDER BY a"), stream.fetchone(), stream.fetchmany(3), stream.rowcount)
    stream.scroll(100)
    say(stream.fetchone(), len(stream.fetchall()), stream.fetchone())
    say(stream.execute("SELECT a, REPEAT(b, 20) FROM m ORDER BY a DESC"), stream.fetchone())
    stream.close()
    by_name = connection.cursor(cursors.SSDictCursor)
    say(by_name.execute("SELECT m.a, n.a FROM m JOIN m AS n ON m.a = n.a - 1 ORDER BY m.a"), by_name.fetchone())
    say(len(list(by_name)))
    by_name.close()
    say(connection.cursor(cursors.DictCursor).mogrify("%(a)s", {"a": b"\xff"}))
    run(connection, "SELECT LENGTH(%s), MD5(%s)", ("x" * 300_000, b"\0" * 300_000))
    run(connection, "SELECT REPEAT('y', 20000000) = %s AS same", ("y" * 1000,))
    cursor.execute("SELECT REPEAT('y', 17000000)")
    say(len(cursor.fetchone()[0]))
    run(connection, "SELECT REPEAT('y', 70000000), SPACE(67108864) = '', SPACE(67108865)")


def transactions(connection):
    other = connect()
    run(connection, "CREATE OR REPLACE TABLE x (a INT PRIMARY KEY, b INT) ENGINE=InnoDB")
    say(connection.get_autocommit(), other.get_autocommit())
    run(connection, "INSERT INTO x VALUES (1, 1)")
    run(other, "SELECT * FROM x")
    connection.commit()
    other.commit()
    run(other, "SELECT * FROM x")
    other.autocommit(True)
    run(connection, "UPDATE x SET b = 2")
    run(other, "SET innodb_lock_wait_timeout = 1")
    run(other, "UPDATE x SET b = 3")
    connection.rollback()
    run(other, "UPDATE x SET b = 3")
    other.begin()
    run(other, "INSERT INTO x VALUES (2, 2)")
    say(bool(other.server_status & 1))
    run(other, "SAVEPOINT s")
    run(other, "DELETE FROM x")
    run(other, "ROLLBACK TO s")
    other.commit()
    run(connection, "SELECT * FROM x")
    connection.autocommit(True)
    other.close()
    say(attempt(other.ping, reconnect=False))


def errors(connection):
    run(connection, "CREATE OR REPLACE TABLE e (a INT PRIMARY KEY, b VARCHAR(3) NOT NULL) ENGINE=InnoDB")
    run(connection, "INSERT INTO e VALUES (1, 'a')")
    for sql in [
        "SELECT nothing",
        "SELEC 1",
        "SELECT * FROM nowhere",
        "INSERT INTO e VALUES (1, 'b')",
        "INSERT INTO e VALUES (2, NULL)",
        "INSERT INTO e VALUES (3, 'long')",
        "INSERT INTO e VALUES (3)",
        "USE nowhere",
        "KILL 999999",
        "SELECT 1/0",
        "SIGNAL SQLSTATE '45000' SET MESSAGE_TEXT = '\u00fc'",
        "CREATE TABLE e (a INT)",
        "",
    ]:
        run(connection, sql)
    run(connection, "INSERT IGNORE INTO e VALUES (1, 'b'), (4, 'long'), (5, NULL)")
    run(connection, "SHOW WARNINGS")
    run(connection, "SELECT a, b + 0 FROM e")
    say(connection.show_warnings())
    for options in [
        {"user": "nobody"},
        {"user": "nobody", "tcp": True},
        {"password": "wrong"},
        {"password": "", "tcp": True},
        {"user": "root", "password": ""},
        {"user": "root", "password": "", "tcp": True},
        {"user": "poor", "password": "", "database": "mysql"},
        {"user": "poor", "password": "", "database": "test"},
        {"database": "nowhere"},
        {"init_command": "SELECT nothing"},
    ]:
        answer = attempt(connect, **{"database": None, **options})
        say(options, answer if isinstance(answer, tuple) else "connected")


def several(connection):
    both = connect(client_flag=CLIENT.MULTI_STATEMENTS, autocommit=True)
    run(connection, "SELECT 1; SELECT 2")
    run(both, "SELECT 1 AS a; DO 1; SELECT 2; INSERT INTO e VALUES (9, 'z'); SELECT nothing; SELECT 3")
    run(both, "CREATE OR REPLACE PROCEDURE p(n INT) BEGIN SELECT n + 0; SELECT n + 1, 'x'; INSERT INTO e VALUES (n, 'p'); END")
    run(both, "CALL p(20)")
    cursor = both.cursor()
    say(cursor.callproc("p", (21,)), cursor.fetchall(), cursor.nextset(), cursor.fetchall(), cursor.nextset())
    run(both, "CREATE OR REPLACE PROCEDURE q(IN a INT, OUT b INT) SET b = a * 2")
    say(cursor.callproc("q", (4, 0)))
    run(both, "SELECT @_q_0, @_q_1")
    found = attempt(cursor.callproc, "p", (21,))
    say(found, cursor.fetchall())
    say(attempt(cursor.nextset), attempt(cursor.nextset))
    both.close()


def connections():
    for options in [{}, {"tcp": True}, {"ssl": {"ca": AUTHORITY}}, {"tcp": True, "ssl": {"ca": AUTHORITY}}]:
        connection = connect(**options)
        run(connection, "SELECT CURRENT_USER(), USER(), DATABASE(), @@character_set_client, @@collation_connection")
        run(connection, "SELECT VARIABLE_VALUE FROM information_schema.SESSION_STATUS WHERE VARIABLE_NAME = 'Ssl_cipher'")
        say(connection.get_server_info().split("-")[0], connection.protocol_version, connection.server_charset)
        say(connection.character_set_name(), connection.ping(reconnect=False) is None)
        connection.select_db("mysql")
        run(connection, "SELECT DATABASE()")
        connection.close()
    found = connect(client_flag=CLIENT.FOUND_ROWS)
    for sql in [
        "UPDATE e SET b = b WHERE a = 1",
        "UPDATE e JOIN e AS f USING (a) SET e.b = f.b",
        "INSERT INTO e VALUES (1, 'a') ON DUPLICATE KEY UPDATE b = b",
        "INSERT INTO e VALUES (1, 'a') ON DUPLICATE KEY UPDATE b = 'q'",
        "SELECT ROW_COUNT()",
    ]:
        run(found, sql)
    found.close()
    for charset in ["latin1", "utf8", "utf8mb4"]:
        answer = attempt(connect, charset=charset)
        say(charset, answer if isinstance(answer, tuple) else run(answer, "SELECT '\u00b5', COLLATION('x')"))
    connection = connect(read_timeout=1)
    say(attempt(connection.cursor().execute, "SELECT SLEEP(5)"))
    connection = connect(sql_mode="ANSI_QUOTES", init_command="SET @x = 5")
    run(connection, 'SELECT @x AS "a", @@sql_mode')
    killer = connect()
    victim = connect()
    killer.kill(victim.thread_id())
    say(attempt(victim.cursor().execute, "SELECT 1")[0])
    victim = connect()
    run(killer, "SELECT COUNT(*) > 1 FROM information_schema.PROCESSLIST")
    say(attempt(killer.kill, 999_999_999))
    raw = connect(conv={**converters.decoders, 246: str}, use_unicode=False)
    run(raw, "SELECT 1.5, 'x', b, j FROM t ORDER BY a LIMIT 1")


def main():
    first = connect(user="root", password="")
    run(first, "CREATE OR REPLACE USER py@localhost IDENTIFIED BY 'wo:r d'")
    run(first, "GRANT ALL ON *.* TO py@localhost")
    run(first, "CREATE OR REPLACE USER poor@localhost")
    run(first, "SET GLOBAL max_allowed_packet = 67108864")
    connection = connect()
    for part in [all_types, many_and_streams, transactions, errors, several]:
        say(part.__name__)
        part(connection)
    connections()
    run(first, "DROP USER py@localhost, poor@localhost")


main()
