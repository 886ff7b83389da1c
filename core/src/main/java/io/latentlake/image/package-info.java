/**
 * Images: shapes, decoding, masks and resizing. Subpackages ingest images and draw synthetic ones.
 */
package io.latentlake.image;
