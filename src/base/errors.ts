/**
 * Every error a client can see, in one table.
 *
 * Name, number, SQLSTATE and text are MariaDB's own, so a script written for a real server passes here
 * unchanged. Placeholders are `%s` and `%d`; the compiler checks that each call fills them in order.
 */
// biome-ignore format: read as a table.
const CATALOG = {
  HA_ERR_AUTOINC_ERANGE:         { errno: 167, sqlstate: '22003', text: "Out of range value for column '%s' at row %d" },
  HA_ERR_DECRYPTION_FAILED:      { errno: 192, sqlstate: 'HY000', text: 'Table %s' },
  HA_ERR_CANNOT_INITIALIZE_ENCRYPTION: { errno: 199, sqlstate: 'HY000', text: 'Initialization of encryption failed for %s' },
  EE_STAT:                       { errno: 13, sqlstate: 'HY000', text: 'Can\'t get stat of \'%s\' (Errcode: %d "%s")' },
  ER_CANT_CREATE_TABLE:          { errno: 1005, sqlstate: 'HY000', text: "Can't create table `%s`.`%s` (errno: %d \"%s\")" },
  ER_DB_CREATE_EXISTS:           { errno: 1007, sqlstate: 'HY000', text: "Can't create database '%s'; database exists" },
  ER_DB_DROP_EXISTS:             { errno: 1008, sqlstate: 'HY000', text: "Can't drop database '%s'; database doesn't exist" },
  ER_CANT_READ_DIR:              { errno: 1018, sqlstate: 'HY000', text: "Can't read dir of '%s' (errno: %d \"%s\")" },
  ER_DUP_KEY:                    { errno: 1022, sqlstate: '23000', text: "Can't write; duplicate key in table '%s'" },
  ER_ERROR_ON_RENAME:            { errno: 1025, sqlstate: 'HY000', text: "Error on rename of '%s' to '%s' (errno: %d \"%s\")" },
  ER_GET_ERRNO:                  { errno: 1030, sqlstate: 'HY000', text: 'Got error %d "%s" from storage engine %s' },
  ER_ILLEGAL_HA:                 { errno: 1031, sqlstate: 'HY000', text: "Storage engine %s of the table `%s`.`%s` doesn't have this option" },
  ER_DBACCESS_DENIED_ERROR:      { errno: 1044, sqlstate: '42000', text: "Access denied for user '%s'@'%s' to database '%s'" },
  ER_ACCESS_DENIED_ERROR:        { errno: 1045, sqlstate: '28000', text: "Access denied for user '%s'@'%s' (using password: %s)" },
  ER_NO_DB_ERROR:                { errno: 1046, sqlstate: '3D000', text: 'No database selected' },
  ER_NOT_KEYFILE:                { errno: 1034, sqlstate: 'HY000', text: "Index for table '%s' is corrupt; try to repair it" },
  ER_OPEN_AS_READONLY:           { errno: 1036, sqlstate: 'HY000', text: "Table '%s' is read only" },
  ER_BAD_NULL_ERROR:             { errno: 1048, sqlstate: '23000', text: "Column '%s' cannot be null" },
  ER_BAD_DB_ERROR:               { errno: 1049, sqlstate: '42000', text: "Unknown database '%s'" },
  ER_TABLE_EXISTS_ERROR:         { errno: 1050, sqlstate: '42S01', text: "Table '%s' already exists" },
  ER_BAD_TABLE_ERROR:            { errno: 1051, sqlstate: '42S02', text: "Unknown table '%s'" },
  ER_NON_UNIQ_ERROR:             { errno: 1052, sqlstate: '23000', text: "Column '%s' in %s is ambiguous" },
  ER_SERVER_SHUTDOWN:            { errno: 1053, sqlstate: '08S01', text: 'Server shutdown in progress' },
  ER_BAD_FIELD_ERROR:            { errno: 1054, sqlstate: '42S22', text: "Unknown column '%s' in '%s'" },
  ER_WRONG_FIELD_WITH_GROUP:     { errno: 1055, sqlstate: '42000', text: "'%s' isn't in GROUP BY" },
  ER_WRONG_VALUE_COUNT:          { errno: 1058, sqlstate: '21S01', text: "Column count doesn't match value count" },
  ER_TOO_LONG_IDENT:             { errno: 1059, sqlstate: '42000', text: "Identifier name '%s' is too long" },
  ER_DUP_FIELDNAME:              { errno: 1060, sqlstate: '42S21', text: "Duplicate column name '%s'" },
  ER_DUP_KEYNAME:                { errno: 1061, sqlstate: '42000', text: "Duplicate key name '%s'" },
  ER_DUP_ENTRY:                  { errno: 1062, sqlstate: '23000', text: "Duplicate entry '%s' for key '%s'" },
  ER_WRONG_FIELD_SPEC:           { errno: 1063, sqlstate: '42000', text: "Incorrect column specifier for column '%s'" },
  ER_PARSE_ERROR:                { errno: 1064, sqlstate: '42000', text: "%s near '%s' at line %d" },
  ER_EMPTY_QUERY:                { errno: 1065, sqlstate: '42000', text: 'Query was empty' },
  ER_NONUNIQ_TABLE:              { errno: 1066, sqlstate: '42000', text: "Not unique table/alias: '%s'" },
  ER_INVALID_DEFAULT:            { errno: 1067, sqlstate: '42000', text: "Invalid default value for '%s'" },
  ER_MULTIPLE_PRI_KEY:           { errno: 1068, sqlstate: '42000', text: 'Multiple primary key defined' },
  ER_TOO_MANY_KEYS:              { errno: 1069, sqlstate: '42000', text: 'Too many keys specified; max %d keys allowed' },
  ER_TOO_MANY_KEY_PARTS:         { errno: 1070, sqlstate: '42000', text: 'Too many key parts specified; max %d parts allowed' },
  ER_TOO_LONG_KEY:               { errno: 1071, sqlstate: '42000', text: 'Specified key was too long; max key length is %d bytes' },
  ER_KEY_COLUMN_DOES_NOT_EXITS:  { errno: 1072, sqlstate: '42000', text: "Key column '%s' doesn't exist in table" },
  ER_TOO_BIG_FIELDLENGTH:        { errno: 1074, sqlstate: '42000', text: "Column length too big for column '%s' (max = %d); use BLOB or TEXT instead" },
  ER_WRONG_AUTO_KEY:             { errno: 1075, sqlstate: '42000', text: 'Incorrect table definition; there can be only one auto column and it must be defined as a key' },
  ER_CANT_REMOVE_ALL_FIELDS:     { errno: 1090, sqlstate: '42000', text: "You can't delete all columns with ALTER TABLE; use DROP TABLE instead" },
  ER_CANT_DROP_FIELD_OR_KEY:     { errno: 1091, sqlstate: '42000', text: "Can't DROP %s `%s`; check that it exists" },
  ER_TEXTFILE_NOT_READABLE:      { errno: 1085, sqlstate: 'HY000', text: "The file '%s' must be in the database directory or be readable by all" },
  ER_WRONG_SUB_KEY:              { errno: 1089, sqlstate: 'HY000', text: "Incorrect prefix key; the used key part isn't a string, the used length is longer than the key part, or the storage engine doesn't support unique prefix keys" },
  ER_UPDATE_TABLE_USED:          { errno: 1093, sqlstate: 'HY000', text: "Table '%s' is specified twice, both as a target for '%s' and as a separate source for data" },
  ER_KILL_DENIED_ERROR:          { errno: 1095, sqlstate: 'HY000', text: 'You are not owner of thread %d' },
  ER_NO_TABLES_USED:             { errno: 1096, sqlstate: 'HY000', text: 'No tables used' },
  ER_NO_SUCH_THREAD:             { errno: 1094, sqlstate: 'HY000', text: 'Unknown thread id: %d' },
  ER_TABLE_NOT_LOCKED_FOR_WRITE: { errno: 1099, sqlstate: 'HY000', text: "Table '%s' was locked with a READ lock and can't be updated" },
  ER_TABLE_NOT_LOCKED:           { errno: 1100, sqlstate: 'HY000', text: "Table '%s' was not locked with LOCK TABLES" },
  ER_WRONG_DB_NAME:              { errno: 1102, sqlstate: '42000', text: "Incorrect database name '%s'" },
  ER_WRONG_TABLE_NAME:           { errno: 1103, sqlstate: '42000', text: "Incorrect table name '%s'" },
  ER_UNKNOWN_ERROR:              { errno: 1105, sqlstate: 'HY000', text: '%s' },
  ER_UNKNOWN_TABLE:              { errno: 1109, sqlstate: '42S02', text: "Unknown table '%s' in %s" },
  ER_FIELD_SPECIFIED_TWICE:      { errno: 1110, sqlstate: '42000', text: "Column '%s' specified twice" },
  ER_INVALID_GROUP_FUNC_USE:     { errno: 1111, sqlstate: 'HY000', text: 'Invalid use of group function' },
  ER_UNSUPPORTED_EXTENSION:      { errno: 1112, sqlstate: '42000', text: "Table '%s' uses an extension that doesn't exist in this MariaDB version" },
  ER_TABLE_MUST_HAVE_COLUMNS:    { errno: 1113, sqlstate: '42000', text: 'A table must have at least 1 column' },
  ER_RECORD_FILE_FULL:           { errno: 1114, sqlstate: 'HY000', text: "The table '%s' is full" },
  ER_UNKNOWN_CHARACTER_SET:      { errno: 1115, sqlstate: '42000', text: "Unknown character set: '%s'" },
  ER_TOO_MANY_TABLES:            { errno: 1116, sqlstate: 'HY000', text: 'Too many tables; MariaDB can only use %d tables in a join' },
  ER_TOO_MANY_FIELDS:            { errno: 1117, sqlstate: 'HY000', text: 'Too many columns' },
  ER_TOO_BIG_ROWSIZE:            { errno: 1118, sqlstate: '42000', text: 'Row size too large. The maximum row size for the used table type, not counting BLOBs, is %d. This includes storage overhead, check the manual. You have to change some columns to TEXT or BLOBs' },
  ER_CANT_INITIALIZE_UDF:        { errno: 1123, sqlstate: 'HY000', text: "Can't initialize function '%s'; %s" },
  ER_UDF_NO_PATHS:               { errno: 1124, sqlstate: 'HY000', text: 'No paths allowed for shared library' },
  ER_UDF_EXISTS:                 { errno: 1125, sqlstate: 'HY000', text: "Function '%s' already exists" },
  ER_CANT_OPEN_LIBRARY:          { errno: 1126, sqlstate: 'HY000', text: "Can't open shared library '%s' (errno: %d, %s)" },
  ER_CANT_FIND_DL_ENTRY:         { errno: 1127, sqlstate: 'HY000', text: "Can't find symbol '%s' in library" },
  ER_PASSWORD_ANONYMOUS_USER:    { errno: 1131, sqlstate: '42000', text: 'You are using MariaDB as an anonymous user and anonymous users are not allowed to modify user settings' },
  ER_PASSWORD_NO_MATCH:          { errno: 1133, sqlstate: '28000', text: "Can't find any matching row in the user table" },
  ER_WRONG_VALUE_COUNT_ON_ROW:   { errno: 1136, sqlstate: '21S01', text: "Column count doesn't match value count at row %d" },
  ER_REGEXP_ERROR:               { errno: 1139, sqlstate: '42000', text: "Regex error '%s'" },
  ER_MIX_OF_GROUP_FUNC_AND_FIELDS: { errno: 1140, sqlstate: '42000', text: 'Mixing of GROUP columns (MIN(),MAX(),COUNT(),...) with no GROUP columns is illegal if there is no GROUP BY clause' },
  ER_NONEXISTING_GRANT:          { errno: 1141, sqlstate: '42000', text: "There is no such grant defined for user '%s' on host '%s'" },
  ER_TABLEACCESS_DENIED_ERROR:   { errno: 1142, sqlstate: '42000', text: "%s command denied to user '%s'@'%s' for table `%s`.`%s`" },
  ER_COLUMNACCESS_DENIED_ERROR:  { errno: 1143, sqlstate: '42000', text: "%s command denied to user '%s'@'%s' for column '%s' in table '%s'" },
  ER_ILLEGAL_GRANT_FOR_TABLE:    { errno: 1144, sqlstate: '42000', text: 'Illegal GRANT/REVOKE command; please consult the manual to see which privileges can be used' },
  ER_NO_SUCH_TABLE:              { errno: 1146, sqlstate: '42S02', text: "Table '%s.%s' doesn't exist" },
  ER_NONEXISTING_TABLE_GRANT:    { errno: 1147, sqlstate: '42000', text: "There is no such grant defined for user '%s' on host '%s' on table '%s'" },
  ER_SYNTAX_ERROR:               { errno: 1149, sqlstate: '42000', text: 'You have an error in your SQL syntax; check the manual that corresponds to your MariaDB server version for the right syntax to use' },
  ER_TABLE_CANT_HANDLE_BLOB:     { errno: 1163, sqlstate: '42000', text: "Storage engine %s doesn't support BLOB/TEXT columns" },
  ER_TABLE_CANT_HANDLE_AUTO_INCREMENT: { errno: 1164, sqlstate: '42000', text: "Storage engine %s doesn't support AUTO_INCREMENT columns" },
  ER_WRONG_COLUMN_NAME:          { errno: 1166, sqlstate: '42000', text: "Incorrect column name '%s'" },
  ER_BLOB_KEY_WITHOUT_LENGTH:    { errno: 1170, sqlstate: '42000', text: "BLOB/TEXT column '%s' used in key specification without a key length" },
  ER_TOO_MANY_ROWS:              { errno: 1172, sqlstate: '42000', text: 'Result consisted of more than one row' },
  ER_UPDATE_WITHOUT_KEY_IN_SAFE_MODE: { errno: 1175, sqlstate: 'HY000', text: 'You are using safe update mode and you tried to update a table without a WHERE that uses a KEY column' },
  ER_KEY_DOES_NOT_EXISTS:        { errno: 1176, sqlstate: '42000', text: "Key '%s' doesn't exist in table '%s'" },
  ER_CHECK_NOT_IMPLEMENTED:      { errno: 1178, sqlstate: '42000', text: "The storage engine for the table doesn't support %s" },
  ER_LOCK_OR_ACTIVE_TRANSACTION: { errno: 1192, sqlstate: 'HY000', text: "Can't execute the given command because you have active locked tables or an active transaction" },
  ER_UNKNOWN_SYSTEM_VARIABLE:    { errno: 1193, sqlstate: 'HY000', text: "Unknown system variable '%s'" },
  ER_WARNING_NOT_COMPLETE_ROLLBACK: { errno: 1196, sqlstate: 'HY000', text: "Some non-transactional changed tables couldn't be rolled back" },
  ER_LOCK_WAIT_TIMEOUT:          { errno: 1205, sqlstate: 'HY000', text: 'Lock wait timeout exceeded; try restarting transaction' },
  ER_WRONG_ARGUMENTS:            { errno: 1210, sqlstate: 'HY000', text: 'Incorrect arguments to %s' },
  ER_WRONG_USAGE:                { errno: 1221, sqlstate: 'HY000', text: 'Incorrect usage of %s and %s' },
  ER_WRONG_NUMBER_OF_COLUMNS_IN_SELECT: { errno: 1222, sqlstate: '21000', text: 'The used SELECT statements have a different number of columns' },
  ER_CANT_USE_OPTION_HERE:       { errno: 1234, sqlstate: '42000', text: "Incorrect usage/placement of '%s'" },
  ER_SPECIFIC_ACCESS_DENIED_ERROR: { errno: 1227, sqlstate: '42000', text: 'Access denied; you need (at least one of) the %s privilege(s) for this operation' },
  ER_LOCAL_VARIABLE:             { errno: 1228, sqlstate: 'HY000', text: "Variable '%s' is a SESSION variable and can't be used with SET GLOBAL" },
  ER_GLOBAL_VARIABLE:            { errno: 1229, sqlstate: 'HY000', text: "Variable '%s' is a GLOBAL variable and should be set with SET GLOBAL" },
  ER_NO_DEFAULT:                 { errno: 1230, sqlstate: '42000', text: "Variable '%s' doesn't have a default value" },
  ER_WRONG_VALUE_FOR_VAR:        { errno: 1231, sqlstate: '42000', text: "Variable '%s' can't be set to the value of '%s'" },
  ER_WRONG_TYPE_FOR_VAR:         { errno: 1232, sqlstate: '42000', text: "Incorrect argument type to variable '%s'" },
  ER_VAR_CANT_BE_READ:           { errno: 1233, sqlstate: 'HY000', text: "Variable '%s' can only be set, not read" },
  ER_NOT_SUPPORTED_YET:          { errno: 1235, sqlstate: '42000', text: "This version of MariaDB doesn't yet support '%s'" },
  ER_INCORRECT_GLOBAL_LOCAL_VAR: { errno: 1238, sqlstate: 'HY000', text: "Variable '%s' is a %s variable" },
  ER_OPERAND_COLUMNS:            { errno: 1241, sqlstate: '21000', text: 'Operand should contain %d column(s)' },
  ER_SUBQUERY_NO_1_ROW:          { errno: 1242, sqlstate: '21000', text: 'Subquery returns more than 1 row' },
  ER_DERIVED_MUST_HAVE_ALIAS:    { errno: 1248, sqlstate: '42000', text: 'Every derived table must have its own alias' },
  WARN_USING_OTHER_HANDLER:      { errno: 1266, sqlstate: 'HY000', text: "Using storage engine %s for table '%s'" },
  ER_WARN_DATA_OUT_OF_RANGE:     { errno: 1264, sqlstate: '22003', text: "Out of range value for column '%s' at row %d" },
  WARN_DATA_TRUNCATED:           { errno: 1265, sqlstate: '01000', text: "Data truncated for column '%s' at row %d" },
  ER_COLLATION_CHARSET_MISMATCH: { errno: 1253, sqlstate: '42000', text: "COLLATION '%s' is not valid for CHARACTER SET '%s'" },
  ER_CUT_VALUE_GROUP_CONCAT:     { errno: 1260, sqlstate: 'HY000', text: 'Row %d was cut by %s)' },
  ER_CANT_AGGREGATE_2COLLATIONS: { errno: 1267, sqlstate: 'HY000', text: "Illegal mix of collations (%s,%s) and (%s,%s) for operation '%s'" },
  ER_REVOKE_GRANTS:              { errno: 1269, sqlstate: 'HY000', text: "Can't revoke all privileges for one or more of the requested users" },
  ER_UNKNOWN_COLLATION:          { errno: 1273, sqlstate: 'HY000', text: "Unknown collation: '%s'" },
  ER_VARIABLE_IS_NOT_STRUCT:     { errno: 1272, sqlstate: 'HY000', text: "Variable '%s' is not a variable component (can't be used as XXXX.variable_name)" },
  ER_UNKNOWN_STORAGE_ENGINE:     { errno: 1286, sqlstate: '42000', text: "Unknown storage engine '%s'" },
  ER_WARN_DEPRECATED_SYNTAX:     { errno: 1287, sqlstate: 'HY000', text: "'%s' is deprecated and will be removed in a future release" },
  ER_OPTION_PREVENTS_STATEMENT:  { errno: 1290, sqlstate: 'HY000', text: 'The MariaDB server is running with the %s option so it cannot execute this statement' },
  ER_TRUNCATED_WRONG_VALUE:      { errno: 1292, sqlstate: '22007', text: "Truncated incorrect %s value: '%s'" },
  ER_INVALID_ON_UPDATE:          { errno: 1294, sqlstate: 'HY000', text: "Invalid ON UPDATE clause for '%s' column" },
  ER_GET_ERRMSG:                 { errno: 1296, sqlstate: 'HY000', text: "Got error %d '%s' from %s" },
  ER_UNKNOWN_TIME_ZONE:          { errno: 1298, sqlstate: 'HY000', text: "Unknown or incorrect time zone: '%s'" },
  ER_WARN_TOO_FEW_RECORDS:       { errno: 1261, sqlstate: '01000', text: "Row %d doesn't contain data for all columns" },
  ER_WARN_TOO_MANY_RECORDS:      { errno: 1262, sqlstate: '01000', text: 'Row %d was truncated; it contained more data than there were input columns' },
  ER_WARN_NULL_TO_NOTNULL:       { errno: 1263, sqlstate: '22004', text: "Column set to default value; NULL supplied to NOT NULL column '%s' at row %d" },
  ER_WRONG_NAME_FOR_INDEX:       { errno: 1280, sqlstate: '42000', text: "Incorrect index name '%s'" },
  ER_INVALID_CHARACTER_STRING:   { errno: 1300, sqlstate: 'HY000', text: "Invalid %s character string: '%s'" },
  ER_WARN_ALLOWED_PACKET_OVERFLOWED: { errno: 1301, sqlstate: 'HY000', text: 'Result of %s() was larger than max_allowed_packet (%d) - truncated' },
  ER_SP_DOES_NOT_EXIST:          { errno: 1305, sqlstate: '42000', text: '%s %s does not exist' },
  ER_QUERY_INTERRUPTED:          { errno: 1317, sqlstate: '70100', text: 'Query execution was interrupted' },
  ER_SP_COND_MISMATCH:           { errno: 1319, sqlstate: '42000', text: 'Undefined CONDITION: %s' },
  ER_SP_UNDECLARED_VAR:          { errno: 1327, sqlstate: '42000', text: 'Undeclared variable: %s' },
  ER_SP_FETCH_NO_DATA:           { errno: 1329, sqlstate: '02000', text: 'No data - zero rows fetched, selected, or processed' },
  ER_NO_DEFAULT_FOR_FIELD:       { errno: 1364, sqlstate: 'HY000', text: "Field '%s' doesn't have a default value" },
  ER_DIVISION_BY_ZERO:           { errno: 1365, sqlstate: '22012', text: 'Division by 0' },
  ER_TRUNCATED_WRONG_VALUE_FOR_FIELD: { errno: 1366, sqlstate: '22007', text: "Incorrect %s value: '%s' for column `%s`.`%s`.`%s` at row %d" },
  ER_PASSWD_LENGTH:              { errno: 1372, sqlstate: 'HY000', text: 'Password hash should be a %d-digit hexadecimal number' },
  ER_KEY_PART_0:                 { errno: 1391, sqlstate: 'HY000', text: "Key part '%s' length cannot be 0" },
  ER_CANNOT_USER:                { errno: 1396, sqlstate: 'HY000', text: 'Operation %s failed for %s' },
  ER_CANT_CREATE_USER_WITH_GRANT: { errno: 1410, sqlstate: '42000', text: 'You are not allowed to create a user with GRANT' },
  ER_TOO_BIG_SCALE:              { errno: 1425, sqlstate: '42000', text: "Too big scale specified for '%s'. Maximum is %d" },
  ER_TOO_BIG_PRECISION:          { errno: 1426, sqlstate: '42000', text: "Too big precision specified for '%s'. Maximum is %d" },
  ER_M_BIGGER_THAN_D:            { errno: 1427, sqlstate: '42000', text: "For float(M,D), double(M,D) or decimal(M,D), M must be >= D (column '%s')" },
  ER_TOO_BIG_DISPLAYWIDTH:       { errno: 1439, sqlstate: '42000', text: "Display width out of range for '%s' (max = %d)" },
  ER_AUTOINC_READ_FAILED:        { errno: 1467, sqlstate: 'HY000', text: 'Failed to read auto-increment value from storage engine' },
  ER_DATA_TOO_LONG:              { errno: 1406, sqlstate: '22001', text: "Data too long for column '%s' at row %d" },
  ER_SP_BAD_SQLSTATE:            { errno: 1407, sqlstate: '42000', text: "Bad SQLSTATE: '%s'" },
  ER_STACK_OVERRUN_NEED_MORE:    { errno: 1436, sqlstate: 'HY000', text: 'Thread stack overrun:  %d bytes used of a %d byte stack, and %d bytes needed. Consider increasing the thread_stack system variable.' },
  ER_DATETIME_FUNCTION_OVERFLOW: { errno: 1441, sqlstate: '22008', text: 'Datetime function: %s field overflow' },
  ER_WRONG_STRING_LENGTH:        { errno: 1470, sqlstate: 'HY000', text: "String '%s' is too long for %s (should be no longer than %d)" },
  ER_ILLEGAL_HA_CREATE_OPTION:   { errno: 1478, sqlstate: 'HY000', text: "Table storage engine '%s' does not support the create option '%s'" },
  ER_PLUGIN_IS_NOT_LOADED:       { errno: 1524, sqlstate: 'HY000', text: "Plugin '%s' is not loaded" },
  ER_WRONG_VALUE:                { errno: 1525, sqlstate: 'HY000', text: "Incorrect %s value: '%s'" },
  ER_CANT_CHANGE_TX_CHARACTERISTICS: { errno: 1568, sqlstate: '25001', text: "Transaction characteristics can't be changed while a transaction is in progress" },
  ER_WRONG_PARAMCOUNT_TO_NATIVE_FCT: { errno: 1582, sqlstate: '42000', text: "Incorrect parameter count in the call to native function '%s'" },
  ER_WRONG_PARAMETERS_TO_NATIVE_FCT: { errno: 1583, sqlstate: '42000', text: "Incorrect parameters in the call to native function '%s'" },
  ER_DATA_OUT_OF_RANGE:          { errno: 1690, sqlstate: '22003', text: "%s value is out of range in '%s'" },
  ER_PLUGIN_DELETE_BUILTIN:      { errno: 1619, sqlstate: 'HY000', text: 'Built-in plugins cannot be deleted' },
  WARN_PLUGIN_BUSY:              { errno: 1620, sqlstate: 'HY000', text: 'Plugin is busy and will be uninstalled on shutdown' },
  ER_VARIABLE_IS_READONLY:       { errno: 1621, sqlstate: 'HY000', text: "%s variable '%s' is read-only. Use SET %s to assign the value" },
  ER_UNKNOWN_LOCALE:             { errno: 1649, sqlstate: 'HY000', text: "Unknown locale: '%s'" },
  ER_ACCESS_DENIED_NO_PASSWORD_ERROR: { errno: 1698, sqlstate: '28000', text: "Access denied for user '%s'@'%s'" },
  ER_SET_PASSWORD_AUTH_PLUGIN:   { errno: 1699, sqlstate: 'HY000', text: 'SET PASSWORD is not applicable for users authenticating via %s plugin' },
  ER_PLUGIN_IS_PERMANENT:        { errno: 1702, sqlstate: 'HY000', text: "Plugin '%s' is force_plus_permanent and can not be unloaded" },
  ER_DA_INVALID_CONDITION_NUMBER: { errno: 1758, sqlstate: '35000', text: 'Invalid condition number' },
  ER_CANT_EXECUTE_IN_READ_ONLY_TRANSACTION: { errno: 1792, sqlstate: '25006', text: 'Cannot execute statement in a READ ONLY transaction' },
  ER_UNKNOWN_ALTER_ALGORITHM:    { errno: 1800, sqlstate: 'HY000', text: "Unknown ALGORITHM '%s'" },
  ER_UNKNOWN_ALTER_LOCK:         { errno: 1801, sqlstate: 'HY000', text: "Unknown LOCK type '%s'" },
  ER_TABLE_SCHEMA_MISMATCH:      { errno: 1808, sqlstate: 'HY000', text: 'Schema mismatch (%s)' },
  ER_IO_READ_ERROR:              { errno: 1810, sqlstate: 'HY000', text: 'IO Read error: (%d, %s) %s' },
  ER_TABLESPACE_MISSING:         { errno: 1812, sqlstate: 'HY000', text: "Tablespace is missing for table '%s'" },
  ER_TABLESPACE_EXISTS:          { errno: 1813, sqlstate: 'HY000', text: "Tablespace for table '%s' exists. Please DISCARD the tablespace before IMPORT" },
  ER_TABLESPACE_DISCARDED:       { errno: 1814, sqlstate: 'HY000', text: 'Tablespace has been discarded for table `%s`' },
  ER_INTERNAL_ERROR:             { errno: 1815, sqlstate: 'HY000', text: 'Internal error: %s' },
  ER_INNODB_IMPORT_ERROR:        { errno: 1816, sqlstate: 'HY000', text: "ALTER TABLE '%s' IMPORT TABLESPACE failed with error %d : '%s'" },
  ER_NOT_VALID_PASSWORD:         { errno: 1819, sqlstate: 'HY000', text: 'Your password does not satisfy the current policy requirements (%s)' },
  ER_DUP_INDEX:                  { errno: 1831, sqlstate: 'HY000', text: 'Duplicate index `%s`. This is deprecated and will be disallowed in a future release' },
  ER_ALTER_OPERATION_NOT_SUPPORTED: { errno: 1845, sqlstate: '0A000', text: '%s is not supported for this operation. Try %s' },
  ER_ALTER_OPERATION_NOT_SUPPORTED_REASON: { errno: 1846, sqlstate: '0A000', text: '%s is not supported. Reason: %s. Try %s' },
  ER_TABLE_CORRUPT:              { errno: 1877, sqlstate: 'HY000', text: 'Table `%s`.`%s` is corrupted. Please drop the table and recreate.' },
  ER_UNKNOWN_OPTION:             { errno: 1911, sqlstate: 'HY000', text: "Unknown option '%s'" },
  ER_BAD_OPTION_VALUE:           { errno: 1912, sqlstate: 'HY000', text: "Incorrect value '%s' for option '%s'" },
  ER_ILLEGAL_SUBQUERY_OPTIMIZER_SWITCHES: { errno: 1923, sqlstate: 'HY000', text: "At least one of the 'in_to_exists' or 'materialization' optimizer_switch flags must be 'on'" },
  ER_DATA_OVERFLOW:              { errno: 1916, sqlstate: 'HY000', text: "Got overflow when converting '%s' to %s. Value truncated" },
  ER_QUERY_CACHE_IS_GLOBALY_DISABLED: { errno: 1925, sqlstate: 'HY000', text: "Query cache is globally disabled and you can't enable it only for this session" },
  ER_PLUGIN_INSTALLED:           { errno: 1968, sqlstate: 'HY000', text: "Plugin '%s' already installed" },
  ER_SET_STATEMENT_NOT_SUPPORTED: { errno: 1971, sqlstate: '42000', text: 'The system variable %s cannot be set in SET STATEMENT.' },
  ER_USER_CREATE_EXISTS:         { errno: 1973, sqlstate: 'HY000', text: "Can't create user %s; it already exists" },
  ER_USER_DROP_EXISTS:           { errno: 1974, sqlstate: 'HY000', text: "Can't drop user %s; it doesn't exist" },
  ER_ILLEGAL_PARAMETER_DATA_TYPES2_FOR_OPERATION: { errno: 4078, sqlstate: 'HY000', text: "Illegal parameter data types %s and %s for operation '%s'" },
  ER_UNKNOWN_STRUCTURED_VARIABLE: { errno: 4081, sqlstate: 'HY000', text: "Unknown structured system variable or ROW routine variable '%s'" },
  ER_ACCOUNT_HAS_BEEN_LOCKED:    { errno: 4151, sqlstate: 'HY000', text: 'Access denied, this account is locked' },
  ER_UNKNOWN_DATA_TYPE:          { errno: 4161, sqlstate: 'HY000', text: "Unknown data type: '%s'" },
  ER_DATA_WAS_COMMITED_UNDER_ROLLBACK: { errno: 4173, sqlstate: 'HY000', text: 'Engine %s does not support rollback. Changes were committed during rollback call' },
} as const satisfies Record<string, { errno: number; sqlstate: string; text: string }>;

export type ErrorName = keyof typeof CATALOG;

/** The arguments that a text asks for: "'%s' at line %d" wants [string, number]. */
type Placeholders<Text extends string> = Text extends `${string}%${infer Kind}${infer Rest}`
  ? Kind extends 's'
    ? [string, ...Placeholders<Rest>]
    : Kind extends 'd'
      ? [number | bigint, ...Placeholders<Rest>]
      : Placeholders<Rest>
  : [];

export type ErrorArgs<N extends ErrorName> = Placeholders<(typeof CATALOG)[N]['text']>;

/** An error that belongs to the client's statement. Anything else that is thrown is a bug in Sealion. */
export class SqlError extends Error {
  override readonly name = 'SqlError';
  readonly errno: number;
  readonly sqlstate: string;

  /** An error whose text is not in the table: a plugin's own, a SIGNAL's. */
  constructor(errno: number, sqlstate: string, message: string) {
    super(message);
    this.errno = errno;
    this.sqlstate = sqlstate;
  }
}

/** The error of that name, its text filled in. */
export function sqlError<N extends ErrorName>(name: N, ...args: ErrorArgs<N>): SqlError {
  const { errno, sqlstate, text } = CATALOG[name];
  const rest: readonly (string | number | bigint)[] = args;
  let next = 0;
  return new SqlError(
    errno,
    sqlstate,
    text.replace(/%[sd]/g, () => String(rest[next++])),
  );
}

/** Number of an error by name: scripts say `--error ER_NO_SUCH_TABLE`. */
export function errnoByName(name: string): number | undefined {
  return (CATALOG as Readonly<Record<string, { errno: number }>>)[name]?.errno;
}
