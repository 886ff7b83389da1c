package io.latentlake.table;

/**
 * A run that was written to one part of a table.
 *
 * @param key the part of the table
 * @param runId the run
 * @param uri folder that holds the Parquet files
 * @param rows rows in them, counted in the files
 */
public record WrittenRun(TableKey key, String runId, String uri, long rows) {}
