/**
 * Quality of scores, maps and embeddings: ranking, pixel and representation metrics, computed as
 * aggregations over the tables. Each metric has its unit and the better direction.
 */
package io.latentlake.evaluate;
