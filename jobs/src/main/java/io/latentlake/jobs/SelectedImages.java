package io.latentlake.jobs;

import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;

/**
 * The images that a run processes.
 *
 * @param images rows of the images table, in any order and partitions
 * @param ids of the same images, {@code image_id} and {@code source_key}
 * @param count how many
 * @param full whether each is computed again, even if the row of the previous run is still valid
 */
record SelectedImages(Dataset<Row> images, Dataset<Row> ids, long count, boolean full) {}
