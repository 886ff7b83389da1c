/**
 * Monitoring of a run: counts and gauges among Spark's metrics, and job descriptions in Spark's web
 * UI. Results are in the tables.
 */
package io.latentlake.observe;
