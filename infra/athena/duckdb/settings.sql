-- Functions of Trino that DuckDB has under another name.
set timezone = 'UTC';
set integer_division = true;
create or replace macro array_join(texts, separator) as array_to_string(texts, separator);
create or replace macro date_format(t, format) as strftime(t, replace(format, '%i', '%M'));
create or replace macro day_of_week(t) as isodow(t);
create or replace macro sequence(first, last) as generate_series(first, last);
