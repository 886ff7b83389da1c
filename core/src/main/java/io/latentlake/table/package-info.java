/**
 * The tables in the data lake: every schema and column name, one class a table. Runs are read,
 * committed and retired here, alike on HDFS, S3 and local disk.
 */
package io.latentlake.table;
