/**
 * Ingests images: lists and reads folders, archives, manifests, tables and IDX files, and writes
 * tables {@code images} and {@code rejects}. Listing and decoding run on the executors.
 */
package io.latentlake.image.ingest;
