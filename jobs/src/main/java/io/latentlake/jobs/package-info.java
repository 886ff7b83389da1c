/**
 * The command line that is submitted to Spark: one class a command, over a small runner that they
 * share. Jobs parse options, call the core library and say what was written; the work itself is in
 * core.
 */
package io.latentlake.jobs;
