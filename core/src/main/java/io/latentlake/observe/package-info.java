/**
 * What an operator sees of a run while it runs: counts and gauges among Spark's metrics, and what
 * Spark's pages call its jobs. It is for watching; results are in the tables.
 */
package io.latentlake.observe;
