package io.latentlake.train;

import java.io.Serializable;

/**
 * Rows of the images table that are read from storage together.
 *
 * @param file index of the file in the list of files
 * @param group index of the row group in its file
 * @param rows rows in it, at least 1
 */
record RowGroup(int file, int group, int rows) implements Serializable {}
