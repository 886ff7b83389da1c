/**
 * The command line that is submitted to Spark: one class per command, on a small shared runner.
 * Jobs parse options, call the core library and report what was written.
 */
package io.latentlake.jobs;
