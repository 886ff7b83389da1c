/**
 * The report: one HTML page that opens without a network. Its charts and pictures are read from
 * finished tables and the model package.
 */
package io.latentlake.report;
