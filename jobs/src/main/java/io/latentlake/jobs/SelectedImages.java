package io.latentlake.jobs;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The images that a run is about.
 *
 * @param images rows of the images table, in an order and in partitions that do not matter
 * @param ids of the same images, {@code image_id} and {@code source_key}
 * @param count how many
 * @param full whether each is computed, even where a row of the run before still holds
 */
record SelectedImages(Dataset<Row> images, Dataset<Row> ids, long count, boolean full) {}
