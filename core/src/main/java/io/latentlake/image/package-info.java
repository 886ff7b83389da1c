/**
 * Images: their records and shapes, decoding, resizing, splits, and the sources they come from.
 * Synthetic images with known ground truth are drawn here too.
 */
package io.latentlake.image;
