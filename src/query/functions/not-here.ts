/** Functions that the server has and that are not here: to say that they do not exist would be wrong. */

const words = (names: string): readonly string[] => names.trim().split(/\s+/);

export const NOT_HERE: ReadonlySet<string> = new Set(
  words(`
    add_months aes_decrypt aes_encrypt binlog_gtid_pos chr column_add column_check column_create column_delete
    column_exists column_get column_json column_list compress convert_tz crc32c current_role decode decode_oracle
    des_decrypt des_encrypt encode encrypt export_set extractvalue from_base64 get_lock inet6_aton inet6_ntoa inet_aton
    inet_ntoa is_free_lock is_ipv4 is_ipv4_compat is_ipv4_mapped is_ipv6 is_used_lock json_array_append
    json_array_insert json_arrayagg json_compact json_contains json_contains_path json_depth json_detailed json_equals
    json_insert json_loose json_merge json_merge_patch json_merge_preserve json_normalize json_objectagg json_overlaps
    json_pretty json_remove json_replace json_search json_set last_value lastval lengthb make_set maketime
    master_gtid_wait master_pos_wait name_const natural_sort_key nextval nvl2 old_password period_add period_diff
    random_bytes release_all_locks release_lock setval sformat soundex sys_guid time_format timediff to_base64 to_char
    to_seconds uncompress uncompressed_length updatexml uuid_short weight_string wsrep_last_seen_gtid
    wsrep_last_written_gtid wsrep_sync_wait_upto_gtid trim_oracle ltrim_oracle rtrim_oracle lpad_oracle rpad_oracle
    substr_oracle replace_oracle rownum median percentile_cont percentile_disc row_number rank dense_rank ntile lag lead
    first_value nth_value cume_dist percent_rank point linestring polygon multipoint multilinestring multipolygon
    geometrycollection geomfromtext geometryfromtext geomfromwkb astext asbinary aswkt aswkb envelope centroid glength
    numpoints numgeometries numinteriorrings geometryn geometrytype interiorringn exteriorring pointn startpoint
    endpoint isempty issimple isclosed isring boundary convexhull dimension srid within contains overlaps touches
    crosses disjoint intersects equals area buffer
  `),
);

/** Is it one of them? Those of geometries begin alike. */
export const isNotHere = (name: string): boolean => NOT_HERE.has(name) || /^(?:st_|mbr)/.test(name);
