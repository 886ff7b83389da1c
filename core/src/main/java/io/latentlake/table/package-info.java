/**
 * The tables in the data lake: every schema and column name, one class per table. Reads, commits
 * and removes runs, in the same way on HDFS, S3 and local disk.
 */
package io.latentlake.table;
