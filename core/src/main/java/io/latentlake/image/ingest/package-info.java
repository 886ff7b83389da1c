/**
 * Takes images in: lists and reads what lies in folders, manifests, tables and IDX files, and
 * writes tables {@code images} and {@code rejects}. Listing and decoding run on the executors.
 */
package io.latentlake.image.ingest;
