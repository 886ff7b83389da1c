/**
 * How good the scores, maps and embeddings are: ranking, pixel and representation metrics, computed
 * as aggregations over the tables. Each figure carries its unit and which direction is better.
 */
package io.latentlake.evaluate;
