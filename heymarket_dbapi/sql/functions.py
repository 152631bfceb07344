"""Which functions user SQL may call: reviewed names, DuckDB's and PostgreSQL's spellings.

A name that is not here is refused, so that what a later engine adds is closed until somebody has looked at it.
"""

from __future__ import annotations

# Each computes its value from its arguments (or the clock, or chance) and nothing else.
SCALAR = frozenset(
    """
    abs acos acosd acosh add age aggregate ago alias all any any_value apply approx_count_distinct approx_quantile
    approx_top_k arbitrary arg_max arg_max_null arg_max_nulls_last arg_min arg_min_null arg_min_nulls_last argmax
    argmin array array_agg array_aggr array_aggregate array_append array_apply array_cat array_concat array_contains
    array_cosine_distance array_cosine_similarity array_cross_product array_dims array_distance array_distinct
    array_dot_product array_extract array_fill array_filter array_grade_up array_has array_has_all array_has_any
    array_indexof array_inner_product array_intersect array_length array_lower array_ndims
    array_negative_dot_product array_negative_inner_product array_pop_back array_pop_front array_position
    array_positions array_prepend array_push_back array_push_front array_reduce array_remove array_replace
    array_resize array_reverse array_reverse_sort array_select array_slice array_sort array_to_json array_to_string
    array_to_string_comma_default array_transform array_unique array_upper array_value array_where array_zip ascii
    asin asind asinh atan atan2 atan2d atand atanh avg bar base64 bigint bin binom bit_and bit_count bit_length
    bit_or bit_position bit_xor bitstring bitstring_agg bool_and bool_or boolean btrim can_cast_implicitly
    cardinality cast cbrt ceil ceiling century char char_length character_length chr clock_timestamp coalesce concat
    concat_ws contains convert convert_from convert_to corr cos cosd cosh cot cotd count count_if countif covar_pop
    covar_samp cume_dist current_catalog current_database current_date current_localtime current_localtimestamp
    current_role current_schema current_schemas current_time current_timestamp current_user currval damerau_levenshtein
    date date_add date_bin date_diff date_part date_sub date_subtract date_trunc dateadd datediff datepart datesub
    datetime datetrunc day dayname dayofmonth dayofweek dayofyear days_in_month decade decimal decode degrees
    dense_rank div divide double editdist3 element_at encode ends_with entropy enum_code enum_first enum_last
    enum_range enum_range_boundary epoch epoch_ms epoch_ns epoch_us equi_width_bins era erf erfc even every exists
    exp extract factorial favg fdiv fill filter first first_value flatten float floor fmod format format_bytes
    format_type formatreadabledecimalsize formatreadablesize from_base64 from_binary from_hex from_json
    from_json_strict fsum gamma gcd gen_random_uuid generate_series generate_subscripts geomean geometric_mean
    get_bit get_byte get_current_time get_current_timestamp getdate grade_up greatest greatest_common_divisor
    group_concat grouping hamming hash hex histogram histogram_exact hour if ifnull ilike_escape initcap instr int
    integer interval is_array isfinite isinf isnan isnull isodow isoyear jaccard jaro_similarity
    jaro_winkler_similarity json json_agg json_array json_array_elements json_array_elements_text json_array_length
    json_arrayagg json_build_array json_build_object json_contains json_deep_merge json_each json_each_text
    json_exists json_extract json_extract_path json_extract_path_text json_extract_string json_group_array
    json_group_object json_group_structure json_insert json_keys json_merge_patch json_merge_patch_diff
    json_normalize json_object json_object_agg json_object_keys json_objectagg json_pretty json_quote json_remove
    json_replace json_set json_strip_nulls json_structure json_to_record json_to_recordset json_transform
    json_transform_strict json_type json_typeof json_valid json_value jsonb_agg jsonb_array_elements
    jsonb_array_elements_text jsonb_array_length jsonb_build_array jsonb_build_object jsonb_concat jsonb_each
    jsonb_each_text jsonb_exists jsonb_exists_all jsonb_exists_any jsonb_extract_path jsonb_extract_path_text
    jsonb_insert jsonb_object jsonb_object_agg jsonb_object_keys jsonb_path_exists jsonb_path_match jsonb_path_query
    jsonb_path_query_array jsonb_path_query_first jsonb_pretty jsonb_set jsonb_strip_nulls jsonb_typeof julian
    justify_days justify_hours justify_interval kahan_sum kurtosis kurtosis_pop lag last last_day last_value lcase
    lcm lead least least_common_multiple left left_grapheme len length length_grapheme levenshtein lgamma
    like_escape list list_aggr list_aggregate list_any_value list_append list_apply list_approx_count_distinct
    list_avg list_bit_and list_bit_or list_bit_xor list_bool_and list_bool_or list_cat list_concat list_contains
    list_cosine_distance list_cosine_similarity list_count list_distance list_distinct list_dot_product list_element
    list_entropy list_extract list_filter list_first list_grade_up list_has list_has_all list_has_any list_histogram
    list_indexof list_inner_product list_intersect list_kurtosis list_kurtosis_pop list_last list_mad list_max
    list_median list_min list_mode list_negative_dot_product list_negative_inner_product list_pack list_position
    list_prepend list_product list_reduce list_resize list_reverse list_reverse_sort list_select list_sem
    list_skewness list_slice list_sort list_stddev_pop list_stddev_samp list_string_agg list_sum list_transform
    list_unique list_value list_var_pop list_var_samp list_where list_zip listagg ln localtime localtimestamp log
    log10 log2 lower lpad ltrim lttb mad make_date make_interval make_time make_timestamp make_timestamp_ms
    make_timestamp_ns make_timestamptz map map_concat map_contains map_contains_entry map_contains_value map_entries
    map_extract map_extract_value map_from_entries map_keys map_values max max_by md5 md5_number md5_number_lower
    md5_number_upper mean median microsecond millennium millisecond min min_by min_scale minute mismatches mod mode
    month monthname multiply nanosecond nextafter nfc_normalize normalize normalized_interval not_ilike_escape
    nextval not_like_escape now nth_value ntile nullif num_nonnulls num_nulls numeric nvl octet_length ord overlay
    parse_dirname parse_dirpath parse_filename parse_formatted_bytes parse_path path_join percent_rank
    percentile_cont percentile_disc pg_size_pretty pg_typeof pi position pow power prefix printf product quantile
    quantile_cont quantile_disc quarter quote_ident quote_literal quote_nullable radians random random_normal range
    rank rank_dense reduce regexp_count regexp_escape regexp_extract regexp_extract_all regexp_full_match
    regexp_instr regexp_like regexp_match regexp_matches regexp_replace regexp_split_to_array regexp_split_to_table
    regexp_substr regr_avgx regr_avgy regr_count regr_intercept regr_r2 regr_slope regr_sxx regr_sxy regr_syy repeat
    replace reservoir_quantile reverse right right_grapheme round round_even roundbankers row row_number row_to_json
    rpad rtrim scale second sem session_user set_bit set_byte sha1 sha224 sha256 sha384 sha512 sign signbit sin sind
    sinh skewness some split split_part sqrt starts_with statement_timestamp stddev stddev_pop stddev_samp str_split
    str_split_regex strftime string_agg string_split string_split_regex string_to_array string_to_table
    strip_accents strlen strpos strptime struct struct_concat struct_contains struct_extract struct_extract_at
    struct_has struct_indexof struct_insert struct_keys struct_pack struct_position struct_update struct_values
    substr substring substring_grapheme subtract suffix sum sum_no_overflow sumkahan switch sysdate tan tand tanh
    text time time_bucket timeofday timestamp timestampdiff timezone timezone_hour timezone_minute to_base to_base64
    to_binary to_centuries to_char to_date to_days to_decades to_hex to_hours to_json to_jsonb to_microseconds
    to_millennia to_milliseconds to_minutes to_months to_number to_quarters to_seconds to_timestamp to_weeks
    to_years today transaction_timestamp translate trim trim_array trim_scale trunc try_strptime typeof ucase unbin
    unhex unicode union_extract union_tag union_value unistr unnest upper url_decode url_encode user uuid
    uuid_extract_timestamp uuid_extract_version uuidv4 uuidv7 var_pop var_samp varchar variance variant_array_length
    variant_contains variant_exists variant_extract variant_extract_string variant_keys variant_type variant_typeof
    version wavg week weekday weekofyear weighted_avg width_bucket xor year yearweek
    """.split()
)

# What stands in FROM with arguments.
TABLE = frozenset(
    """
    generate_series generate_subscripts json_array_elements json_array_elements_text json_each json_each_text
    json_object_keys json_tree jsonb_array_elements jsonb_array_elements_text jsonb_each jsonb_each_text
    jsonb_object_keys range regexp_matches regexp_split_to_table string_to_table unnest
    """.split()
)

# Beginnings of names that reach files, settings, other SQL, the catalog or the process: named to say why.
REACHING = (
    *("read_", "load_", "write_", "parquet_", "sniff_", "duckdb_", "pragma_", "pg_", "has_", "inet_", "current_query"),
    *("json_execute", "json_serialize", "json_deserialize", "query", "which_", "glob", "getenv", "getvariable"),
    *(
        "current_setting",
        "set_config",
        "sleep",
        "lastval",
        "setval",
        "setseed",
        "txid_",
        "dblink",
    ),
    *("lo_", "http_", "summary", "seq_scan", "arrow_scan", "pandas_scan", "python_", "test_", "enable_", "disable_"),
    *(
        "checkpoint",
        "force_checkpoint",
        "copy_",
        "import_",
        "export_",
        "system",
        "shell",
        "exec",
        "error",
        "assert_true",
    ),
)
